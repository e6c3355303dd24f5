//! Load-balancing broker: workers say when they are free, and the one that has waited longest gets the next request.
//!
//! Type: `cargo run --example pattern_load_balancing`
//! See: who did how many of the requests; it ends by itself. A slow worker gets fewer of them.

use std::collections::{HashMap, VecDeque};
use std::thread;
use std::time::Duration;

use zmq::{Context, Message, Socket};
use zmq_examples::{bounded_context, join};

const CLIENTS: u64 = 6;
const REQUESTS_EACH: u64 = 10;
const WORKERS: [&str; 3] = ["fast", "steady", "slow"];
const READY: &str = "READY";
const END: &str = "END";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let (clients, workers) = (context.socket(zmq::ROUTER)?, context.socket(zmq::ROUTER)?);
    clients.bind("tcp://127.0.0.1:*")?;
    workers.bind("tcp://127.0.0.1:*")?;
    let (frontend, backend) = (clients.last_endpoint()?, workers.last_endpoint()?);

    thread::scope(|scope| {
        let (context, frontend, backend) = (&context, &frontend, &backend);
        let broker = scope.spawn(move || broker(&clients, &workers));
        let busy = WORKERS.map(|name| scope.spawn(move || work(context, backend, name)));
        let asking: Vec<_> = (0..CLIENTS).map(|number| scope.spawn(move || ask(context, frontend, number))).collect();

        let mut done = HashMap::<String, u64>::new();
        for client in asking {
            for worker in join(client)? {
                *done.entry(worker).or_default() += 1;
            }
        }
        join(broker)?;
        for (worker, name) in busy.into_iter().zip(WORKERS) {
            let count = join(worker)?;
            println!("{name} answered {count} requests");
            assert_eq!(done.get(name).copied().unwrap_or_default(), count);
        }
        assert_eq!(done.values().sum::<u64>(), CLIENTS * REQUESTS_EACH);
        let fair = CLIENTS * REQUESTS_EACH / WORKERS.len() as u64;
        assert!(done.get("slow").copied().unwrap_or_default() < fair, "the load was not balanced: {done:?}");
        Ok(())
    })
}

/// Passes each request to the worker that has been free for the longest time, and its answer back.
fn broker(clients: &Socket, workers: &Socket) -> zmq::Result<()> {
    let mut free = VecDeque::new();
    // Nobody is asked before all are there.
    gather(&mut free, workers)?;
    let mut poller = zmq::Poller::new();
    poller.register(workers, zmq::POLLIN)?;
    poller.register(clients, zmq::POLLIN)?;
    let mut answered = 0;
    while answered < CLIENTS * REQUESTS_EACH {
        let ready = poller.poll(10_000)?;
        if ready.contains(workers) {
            let mut message = workers.recv_multipart()?;
            let worker = message.pop_front();
            // What follows the empty frame is READY, or the client's envelope and the answer.
            let (_, answer) = message.split_envelope();
            free.extend(worker);
            if answer != [READY] {
                clients.send_multipart(answer)?;
                answered += 1;
            }
        }
        if ready.contains(clients)
            && let Some(worker) = free.pop_front()
        {
            let mut request = zmq::multipart![worker, ""];
            request.extend(clients.recv_multipart()?);
            workers.send_multipart(request)?;
        }
        // Requests wait where they are while nobody is free.
        match (free.is_empty(), poller.contains(clients)) {
            (true, true) => poller.unregister(clients)?,
            (false, false) => poller.register(clients, zmq::POLLIN)?,
            _ => {}
        }
    }
    gather(&mut free, workers)?;
    for worker in free {
        workers.send_multipart(zmq::multipart![worker, "", END])?;
    }
    Ok(())
}

/// Waits until all workers are free.
fn gather(free: &mut VecDeque<Message>, workers: &Socket) -> zmq::Result<()> {
    while free.len() < WORKERS.len() {
        free.extend(workers.recv_multipart()?.pop_front());
    }
    Ok(())
}

/// Says that it is free, works, and answers, which says so again. Gives the number of answers.
fn work(context: &Context, backend: &str, name: &str) -> zmq::Result<u64> {
    let socket = context.socket(zmq::REQ)?;
    socket.connect(backend)?;
    socket.send(READY)?;
    let mut count = 0;
    loop {
        let request = socket.recv_multipart()?;
        if request == [END] {
            return Ok(count);
        }
        thread::sleep(Duration::from_millis(if name == "slow" { 20 } else { 1 }));
        let (mut answer, _) = request.split_envelope();
        answer.push(name);
        socket.send_multipart(answer)?;
        count += 1;
    }
}

/// Asks, and tells who answered each time.
fn ask(context: &Context, frontend: &str, number: u64) -> zmq::Result<Vec<String>> {
    let socket = context.socket(zmq::REQ)?;
    socket.connect(frontend)?;
    let mut workers = Vec::new();
    for request in 0..REQUESTS_EACH {
        socket.send(format!("request {request} of client {number}"))?;
        workers.push(socket.recv_string()?);
    }
    Ok(workers)
}
