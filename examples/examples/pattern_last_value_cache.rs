//! Last-value cache: a proxy that keeps the last publication on each topic, and gives it to whoever subscribes to it.
//!
//! Type: `cargo run --example pattern_last_value_cache`
//! See: subscribers that come after everything was published, and have it all the same; it ends by itself.

use std::collections::HashMap;
use std::thread;

use zmq::{Context, Message, Poller, Socket};
use zmq_examples::{bounded_context, join};

const TOPICS: u32 = 100;
const LAST_ROUND: u32 = 3;
/// The last topic that is published: who has this finds all others in the cache.
const PUBLISHED: &str = "PUBLISHED";
/// A subscription to this ends the cache.
const END: &str = "END";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let (frontend, backend) = (context.socket(zmq::SUB)?, context.socket(zmq::XPUB)?);
    frontend.bind("tcp://127.0.0.1:*")?;
    frontend.subscribe("")?;
    backend.bind("tcp://127.0.0.1:*")?;
    let (upstream, downstream) = (frontend.last_endpoint()?, backend.last_endpoint()?);

    thread::scope(|scope| {
        let cache = scope.spawn(move || cache(&frontend, &backend));
        publish(&context, &upstream)?;
        subscribe(&context, &downstream, PUBLISHED)?;
        for number in [0, 41, TOPICS - 1] {
            let topic = topic(number);
            let value = subscribe(&context, &downstream, &topic)?;
            println!("{topic} is {value}");
            assert_eq!(value, format!("round {LAST_ROUND}"));
        }
        subscribe(&context, &downstream, END)?;
        assert_eq!(join(cache)?, TOPICS as usize + 1);
        Ok(())
    })
}

/// Passes publications on and remembers them; a new subscription is answered from memory. Gives the number of topics.
fn cache(frontend: &Socket, backend: &Socket) -> zmq::Result<usize> {
    // Every subscription is told, not only the first one to a topic.
    backend.set_xpub_verbose(true)?;
    let mut last = HashMap::<Message, Message>::new();
    let mut poller = Poller::new();
    poller.register(frontend, zmq::POLLIN)?;
    poller.register(backend, zmq::POLLIN)?;
    loop {
        let ready = poller.poll(10_000)?;
        if ready.contains(frontend) {
            let [topic, value] = frontend.recv_multipart()?.try_into()?;
            last.insert(topic.clone(), value.clone());
            backend.send_multipart([topic, value])?;
        } else if ready.contains(backend) {
            let subscription = backend.recv()?;
            let Some((1, topic)) = subscription.split_first() else { continue };
            if topic == END.as_bytes() {
                backend.send_multipart([END, ""])?;
                backend.close_linger(60_000)?;
                return Ok(last.len());
            }
            if let Some((topic, value)) = last.get_key_value(&Message::from(topic)) {
                // This reaches all its subscribers; those who know it already get it again.
                backend.send_multipart([topic, value])?;
            }
        }
    }
}

/// Publishes every topic a few times, and is gone.
fn publish(context: &Context, upstream: &str) -> zmq::Result<()> {
    let socket = context.socket(zmq::XPUB)?;
    socket.connect(upstream)?;
    // The cache's subscription: from now on nothing is missed.
    assert_eq!(socket.recv()?, b"\x01");
    for round in 1..=LAST_ROUND {
        for number in 0..TOPICS {
            socket.send_multipart([topic(number), format!("round {round}")])?;
        }
    }
    socket.send_multipart([PUBLISHED, ""])?;
    socket.close_linger(60_000)
}

fn topic(number: u32) -> String {
    format!("{number:03}")
}

/// The first value of a topic.
fn subscribe(context: &Context, downstream: &str, topic: &str) -> zmq::Result<String> {
    let socket = context.socket(zmq::SUB)?;
    socket.subscribe(topic)?;
    socket.connect(downstream)?;
    let [_, value] = socket.recv_multipart()?.try_into()?;
    value.as_str().map(str::to_owned)
}
