//! Publishes ten messages on each of two topics, then tells the subscribers to end.
//!
//! Type: `cargo run --example pubsub_topic_pub`, with `pubsub_topic_sub` running.
//! Arguments: `bind=tcp://127.0.0.1:5557`, `interval_ms=1000`.
//! See: `sending A 0` and `sending B 0` to 9, then the end.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&text("bind", "tcp://127.0.0.1:5557"))?;
    ready(&publisher)?;

    for i in 0..10 {
        println!("sending A {i}");
        publisher.send_string(format!("A {i}"))?;
        println!("sending B {i}");
        publisher.send_string(format!("B {i}"))?;
        sleep(Duration::from_millis(number("interval_ms", 1000)));
    }

    publisher.send_string("A :exit")?;
    publisher.send_string("B :exit")?;
    Ok(())
}
