//! Publishes the same message every second, to whoever listens.
//!
//! Type: `cargo run --example pubsub_all_pub`, then `pubsub_all_sub` in any number of other terminals.
//! Arguments: `bind=tcp://*:5555`, `messages=` (endless), `interval_ms=1000`.
//! See: `发布` (published), once a second.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUB)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    for _ in 0..number("messages", ENDLESS) {
        println!("发布");
        socket.send("给大家的消息")?;
        sleep(Duration::from_millis(number("interval_ms", 1000)));
    }
    Ok(())
}
