//! Paranoid Pirate: a queue and its workers exchange heartbeats, so that no request goes to a worker that is gone.
//!
//! Type: `cargo run --example pattern_paranoid_pirate`
//! See: a worker that dies, the queue that misses it, and every request answered by the other; it ends by itself.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use zmq::{Context, Message, Multipart, Poller, Socket};
use zmq_examples::{bounded_context, join};

const HEARTBEAT: Duration = Duration::from_millis(50);
/// Who is silent for so long is taken for dead.
const LIVENESS: Duration = Duration::from_millis(300);
/// How long the client waits before it asks again.
const PATIENCE: Duration = Duration::from_millis(800);
const REQUESTS: u32 = 20;
/// The mortal worker dies after so many answers.
const LIFETIME: u32 = 3;
const WORKERS: usize = 2;

const READY: &[u8] = b"\x01";
const ALIVE: &[u8] = b"\x02";

/// What the parts of the play cannot know of each other.
#[derive(Default)]
struct Plot {
    has_died: AtomicBool,
    missed: AtomicUsize,
}

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let (clients, workers) = (context.socket(zmq::ROUTER)?, context.socket(zmq::ROUTER)?);
    clients.bind("tcp://127.0.0.1:*")?;
    workers.bind("tcp://127.0.0.1:*")?;
    let (frontend, backend) = (clients.last_endpoint()?, workers.last_endpoint()?);
    let plot = Plot::default();

    thread::scope(|scope| {
        let (context, backend, plot) = (&context, &backend, &plot);
        let queue = scope.spawn(move || until_the_end(queue(&clients, &workers, plot)));
        let mortal = scope.spawn(move || {
            let mut answers = 0;
            until_the_end(work(context, backend, &mut answers, Some(plot))).map(|()| answers)
        });
        let immortal = scope.spawn(move || {
            let mut answers = 0;
            until_the_end(work(context, backend, &mut answers, None)).map(|()| answers)
        });
        let asked_again = ask(context, &frontend, plot);
        context.shutdown()?;
        join(queue)?;
        let (asked_again, mortal, immortal) = (asked_again?, join(mortal)?, join(immortal)?);
        println!("{mortal} answers of the dead worker, {immortal} of the other; {asked_again} asked for again");
        assert_eq!(mortal, LIFETIME);
        assert!(plot.missed.load(Ordering::SeqCst) >= 1);
        assert!(mortal + immortal >= REQUESTS);
        Ok(())
    })
}

/// The end of the context is how those end who would go on for ever.
fn until_the_end(outcome: zmq::Result<()>) -> zmq::Result<()> {
    outcome.or_else(|error| if error == zmq::ETERM { Ok(()) } else { Err(error) })
}

/// A worker that has been heard of, and when it will be taken for dead.
struct Worker {
    id: Message,
    is_free: bool,
    expiry: Instant,
}

/// Gives requests to living workers, to each in turn, once all are there.
fn queue(clients: &Socket, workers: &Socket, plot: &Plot) -> zmq::Result<()> {
    let mut known = Vec::<Worker>::new();
    let mut next_heartbeat = Instant::now() + HEARTBEAT;
    let mut poller = Poller::new();
    poller.register(workers, zmq::POLLIN)?;
    let mut is_open = false;
    loop {
        let ready = poller.poll(HEARTBEAT)?;
        if ready.contains(workers) {
            let mut message = workers.recv_multipart()?;
            if let Some(id) = message.pop_front() {
                known.retain(|worker| worker.id != id);
                known.push(Worker { id, is_free: true, expiry: Instant::now() + LIVENESS });
            }
            if message != [READY] && message != [ALIVE] {
                clients.send_multipart(message)?;
            }
        }
        let before = known.len();
        known.retain(|worker| worker.expiry > Instant::now());
        if known.len() < before {
            println!("the queue misses a worker");
            plot.missed.fetch_add(before - known.len(), Ordering::SeqCst);
        }
        if ready.contains(clients)
            && let Some(worker) = known.iter_mut().find(|worker| worker.is_free)
        {
            worker.is_free = false;
            let mut task = Multipart::from([worker.id.clone()]);
            task.extend(clients.recv_multipart()?);
            workers.send_multipart(task)?;
        }
        if Instant::now() >= next_heartbeat {
            for worker in &known {
                workers.send_multipart([worker.id.clone(), ALIVE.into()])?;
            }
            next_heartbeat = Instant::now() + HEARTBEAT;
        }
        is_open |= known.len() >= WORKERS;
        let has_free = known.iter().any(|worker| worker.is_free);
        match (is_open && has_free, poller.contains(clients)) {
            (false, true) => poller.unregister(clients)?,
            (true, false) => poller.register(clients, zmq::POLLIN)?,
            _ => {}
        }
    }
}

/// Works and shows that it is alive; begins anew on another socket when the queue is silent. One that has a part in the
/// plot dies.
fn work(context: &Context, backend: &str, answers: &mut u32, plot: Option<&Plot>) -> zmq::Result<()> {
    'connection: loop {
        let socket = context.socket(zmq::DEALER)?;
        socket.connect(backend)?;
        socket.send(READY)?;
        let mut expiry = Instant::now() + LIVENESS;
        let mut next_heartbeat = Instant::now() + HEARTBEAT;
        loop {
            if !socket.poll(HEARTBEAT, zmq::POLLIN)?.is_empty() {
                let mut task = socket.recv_multipart()?;
                expiry = Instant::now() + LIVENESS;
                if task != [ALIVE] {
                    *answers += 1;
                    let dies = plot.filter(|_| *answers == LIFETIME);
                    if let Some(plot) = dies {
                        println!("a worker dies");
                        plot.has_died.store(true, Ordering::SeqCst);
                    }
                    task.pop();
                    task.push("answer");
                    socket.send_multipart(task)?;
                    if dies.is_some() {
                        // Its answer gets there; the queue is told nothing.
                        return socket.close_linger(1000);
                    }
                }
            } else if Instant::now() > expiry {
                println!("a worker misses the queue, and connects again");
                continue 'connection;
            }
            if Instant::now() >= next_heartbeat {
                socket.send(ALIVE)?;
                next_heartbeat = Instant::now() + HEARTBEAT;
            }
        }
    }
}

/// A lazy pirate. Gives how often it had to ask again.
fn ask(context: &Context, frontend: &str, plot: &Plot) -> zmq::Result<u32> {
    let mut asked_again = 0;
    let mut request = 0;
    let mut socket = context.socket(zmq::REQ)?;
    socket.connect(frontend)?;
    while request < REQUESTS || !plot.has_died.load(Ordering::SeqCst) {
        // It rests until the queue has noticed that one of the workers is no more.
        while plot.has_died.load(Ordering::SeqCst) && plot.missed.load(Ordering::SeqCst) == 0 {
            thread::sleep(HEARTBEAT);
        }
        socket.send(format!("request {request}"))?;
        if socket.poll(PATIENCE, zmq::POLLIN)?.is_empty() {
            println!("the client asks for request {request} again");
            asked_again += 1;
            socket = context.socket(zmq::REQ)?;
            socket.connect(frontend)?;
        } else {
            assert_eq!(socket.recv_string()?, "answer");
            request += 1;
        }
    }
    Ok(asked_again)
}
