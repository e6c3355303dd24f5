//! Espresso: a proxy of publications whose capture socket shows all that passes, subscriptions too.
//!
//! Type: `cargo run --example pattern_espresso`
//! See: what the listener saw of a subscriber that comes, takes five publications, and leaves; it ends by itself.

use std::thread;

use zmq::{Context, Socket};
use zmq_examples::{bounded_context, join};

const WANTED: usize = 5;
const SUBSCRIBED: &[u8] = b"\x01coffee";
const UNSUBSCRIBED: &[u8] = b"\x00coffee";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let (frontend, backend) = (context.socket(zmq::XSUB)?, context.socket(zmq::XPUB)?);
    frontend.bind("tcp://127.0.0.1:*")?;
    backend.bind("tcp://127.0.0.1:*")?;
    let (upstream, downstream) = (frontend.last_endpoint()?, backend.last_endpoint()?);
    let (capture, listener) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    capture.bind("inproc://capture")?;
    listener.connect("inproc://capture")?;

    thread::scope(|scope| {
        let proxy = scope.spawn(move || zmq::proxy(&frontend, &backend, Some(&capture)));
        let publisher = scope.spawn(|| publish(&context, &upstream));
        let listener = scope.spawn(move || listen(&listener));
        subscribe(&context, &downstream)?;
        let seen = join(listener)?;
        join(publisher)?;
        // The proxy runs until its context ends.
        context.shutdown()?;
        assert_eq!(join(proxy).unwrap_err(), zmq::ETERM);

        let publications = seen.iter().filter(|message| message.starts_with(b"coffee")).count();
        println!("the listener saw {} messages, {publications} of them publications", seen.len());
        assert_eq!(seen[0], SUBSCRIBED);
        assert_eq!(seen[seen.len() - 1], UNSUBSCRIBED);
        assert!(publications >= WANTED);
        Ok(())
    })
}

/// Publishes as long as somebody wants to have it.
fn publish(context: &Context, upstream: &str) -> zmq::Result<()> {
    let socket = context.socket(zmq::XPUB)?;
    socket.connect(upstream)?;
    assert_eq!(socket.recv()?, SUBSCRIBED);
    let mut number = 0;
    while socket.poll(1, zmq::POLLIN)?.is_empty() {
        number += 1;
        socket.send(format!("coffee {number}"))?;
    }
    assert_eq!(socket.recv()?, UNSUBSCRIBED);
    Ok(())
}

fn subscribe(context: &Context, downstream: &str) -> zmq::Result<()> {
    let socket = context.socket(zmq::SUB)?;
    socket.subscribe("coffee")?;
    socket.connect(downstream)?;
    for _ in 0..WANTED {
        println!("subscriber: {}", socket.recv_string()?);
    }
    Ok(())
}

/// Gives all that passed the proxy, up to the end of the subscription.
fn listen(socket: &Socket) -> zmq::Result<Vec<Vec<u8>>> {
    let mut seen = Vec::new();
    while seen.last().is_none_or(|last: &Vec<u8>| last != UNSUBSCRIBED) {
        seen.push(socket.recv()?.to_vec());
    }
    Ok(seen)
}
