//! Follows topic A until it is told `:exit` there.
//!
//! Type: `cargo run --example pubsub_topic_sub`, then `pubsub_topic_pub` in another terminal.
//! Arguments: `connect=tcp://127.0.0.1:5557`.
//! See: `received: A 0` and on, without any B; `received: A :exit`, then the end.

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let subscribe = context.socket(zmq::SUB)?;
    subscribe.connect(&text("connect", "tcp://127.0.0.1:5557"))?;

    subscribe.setsockopt(zmq::SUBSCRIBE, b"A")?;
    ready(&subscribe)?;

    loop {
        let message = subscribe.recv_string()?;
        println!("received: {message}");
        let Some((_topic, data)) = message.split_once(' ') else { continue };
        if data == ":exit" {
            break;
        }
    }
    Ok(())
}
