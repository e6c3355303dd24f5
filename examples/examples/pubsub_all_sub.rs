//! Subscribes to everything: every message begins with the empty prefix.
//!
//! Type: `cargo run --example pubsub_all_sub`, with `pubsub_all_pub` running.
//! Arguments: `connect=tcp://localhost:5555`, `messages=` (endless).
//! See: `response: 给大家的消息` (a message to all), once a second.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::SUB)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;
    socket.setsockopt(zmq::SUBSCRIBE, "")?;
    ready(&socket)?;
    for _ in 0..number("messages", ENDLESS) {
        let response = socket.recv()?;
        println!("response: {}", response.as_str()?);
    }
    Ok(())
}
