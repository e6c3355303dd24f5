//! Three threads answer by one socket: a SERVER of the draft API, which threads may share.
//!
//! Type: `cargo run --features draft --example draft_server`.
//! Arguments: `requests=9`.
//! See: `client 1: echo of 1` ... and which of the threads has answered how many.

use std::thread;

use zmq_examples::number;

const THREADS: usize = 3;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::SERVER)?.into_shared()?;
    server.bind("tcp://127.0.0.1:*")?;
    let endpoint = server.last_endpoint()?;

    thread::scope(|scope| {
        for number in 1..=THREADS {
            let server = &server;
            scope.spawn(move || match answer(server) {
                Ok(count) => println!("thread {number} has answered {count}"),
                Err(error) => eprintln!("thread {number}: {error}"),
            });
        }
        let asked = ask(&context, &endpoint);
        // The threads' blocked calls end with the context.
        context.shutdown()?;
        asked
    })
}

/// Answers whoever asks, until the context ends; tells how many it has answered.
fn answer(server: &zmq::SharedSocket) -> zmq::Result<u64> {
    let mut count = 0;
    loop {
        let request = match server.recv() {
            Err(error) if error.is_terminated() => return Ok(count),
            request => request?,
        };
        let reply = zmq::Message::from(format!("echo of {}", request.as_str().unwrap_or_default()));
        server.send(reply.with_routing_id(request.routing_id())?)?;
        count += 1;
    }
}

fn ask(context: &zmq::Context, endpoint: &str) -> zmq::Result<()> {
    let client = context.socket(zmq::CLIENT)?;
    client.connect(endpoint)?;
    for i in 1..=number("requests", 9) {
        client.send(i.to_string())?;
        let reply = client.recv_string()?;
        println!("client {i}: {reply}");
        assert_eq!(reply, format!("echo of {i}"));
    }
    Ok(())
}
