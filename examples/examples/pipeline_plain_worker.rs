//! Passes messages on as they are.
//!
//! Type: `cargo run --example pipeline_plain_worker`, with `pipeline_plain_ventilator` and `pipeline_plain_sink` running.
//! Arguments: `connect=tcp://127.0.0.1:5557`, `sink=tcp://127.0.0.1:5558`, `messages=` (endless).
//! See: every message that comes by.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&text("connect", "tcp://127.0.0.1:5557"))?;

    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&text("sink", "tcp://127.0.0.1:5558"))?;
    ready(&receiver)?;

    for _ in 0..number("messages", ENDLESS) {
        let message = receiver.recv()?;
        println!("{}", message.as_str()?);
        sender.send(message)?;
    }
    Ok(())
}
