//! Paranoid Pirate: a queue and its workers exchange heartbeats, so that no request goes to a worker that is gone.
//!
//! Type: `cargo run --example pattern_paranoid_pirate`
//! See: a worker that dies, the queue that misses it, and every request answered by the other; it ends by itself.

use std::collections::VecDeque;
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

const READY: &[u8] = b"\x01";
const ALIVE: &[u8] = b"\x02";
const END: &[u8] = b"\x03";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let (clients, workers) = (context.socket(zmq::ROUTER)?, context.socket(zmq::ROUTER)?);
    clients.bind("tcp://127.0.0.1:*")?;
    workers.bind("tcp://127.0.0.1:*")?;
    let (frontend, backend) = (clients.last_endpoint()?, workers.last_endpoint()?);

    thread::scope(|scope| {
        let (context, backend) = (&context, &backend);
        let queue = scope.spawn(move || queue(&clients, &workers));
        let mortal = scope.spawn(move || work(context, backend, Some(LIFETIME)));
        let immortal = scope.spawn(move || work(context, backend, None));
        let asked_again = ask(context, &frontend)?;
        let buried = join(queue)?;
        let (mortal, immortal) = (join(mortal)?, join(immortal)?);
        println!("{mortal} answers of the dead worker, {immortal} of the other; {asked_again} asked for again");
        assert_eq!((mortal, buried), (LIFETIME, 1));
        assert!(mortal + immortal >= REQUESTS);
        Ok(())
    })
}

/// A worker that is free, and when it will be taken for dead.
struct Free {
    id: Message,
    expiry: Instant,
}

/// Gives requests to living workers. Returns how many have died.
fn queue(clients: &Socket, workers: &Socket) -> zmq::Result<usize> {
    let mut free = VecDeque::<Free>::new();
    let mut buried = 0;
    let mut next_heartbeat = Instant::now() + HEARTBEAT;
    let mut poller = Poller::new();
    poller.register(workers, zmq::POLLIN)?;
    loop {
        let ready = poller.poll(HEARTBEAT)?;
        if ready.contains(workers) {
            let mut message = workers.recv_multipart()?;
            if let Some(id) = message.pop_front() {
                free.retain(|worker| worker.id != id);
                free.push_back(Free { id, expiry: Instant::now() + LIVENESS });
            }
            if message != [READY] && message != [ALIVE] {
                clients.send_multipart(message)?;
            }
        }
        if ready.contains(clients) {
            let request = clients.recv_multipart()?;
            if request.last().is_some_and(|body| body == END) {
                for worker in free {
                    workers.send_multipart([worker.id, END.into()])?;
                }
                clients.send_multipart(request)?;
                return Ok(buried);
            }
            if let Some(worker) = free.pop_front() {
                let mut task = Multipart::from([worker.id]);
                task.extend(request);
                workers.send_multipart(task)?;
            }
        }
        if Instant::now() >= next_heartbeat {
            for worker in &free {
                workers.send_multipart([worker.id.clone(), ALIVE.into()])?;
            }
            next_heartbeat = Instant::now() + HEARTBEAT;
        }
        let known = free.len();
        free.retain(|worker| worker.expiry > Instant::now());
        if free.len() < known {
            println!("the queue misses a worker");
            buried += known - free.len();
        }
        match (free.is_empty(), poller.contains(clients)) {
            (true, true) => poller.unregister(clients)?,
            (false, false) => poller.register(clients, zmq::POLLIN)?,
            _ => {}
        }
    }
}

/// Works and shows that it is alive; begins anew on another socket when the queue is silent. Gives the number of answers.
fn work(context: &Context, backend: &str, lifetime: Option<u32>) -> zmq::Result<u32> {
    let mut answers = 0;
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
                if task == [END] {
                    return Ok(answers);
                }
                if task != [ALIVE] {
                    task.pop();
                    task.push("answer");
                    socket.send_multipart(task)?;
                    answers += 1;
                    if Some(answers) == lifetime {
                        println!("a worker dies");
                        // Its answer gets there; the queue is told nothing.
                        socket.close_linger(1000)?;
                        return Ok(answers);
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
fn ask(context: &Context, frontend: &str) -> zmq::Result<u32> {
    let mut asked_again = 0;
    let mut request = 0;
    let mut socket = context.socket(zmq::REQ)?;
    socket.connect(frontend)?;
    while request < REQUESTS {
        if request == LIFETIME * 2 {
            // Both workers have had their turns. Time for the queue to notice that one of them is no more.
            thread::sleep(LIVENESS * 2);
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
    socket.send(END)?;
    socket.recv()?;
    Ok(asked_again)
}
