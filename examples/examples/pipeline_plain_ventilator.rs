//! Pushes ten messages into a pipeline; waits for the first worker, as a PUSH without peers does.
//!
//! Type: `cargo run --example pipeline_plain_ventilator`, then `pipeline_plain_sink` and `pipeline_plain_worker` in
//! other terminals.
//! Arguments: `bind=tcp://*:5557`.
//! See: `pushing message 0` to 9, then the end.

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUSH)?;

    socket.bind(&text("bind", "tcp://*:5557"))?;
    ready(&socket)?;

    for i in 0..10 {
        println!("pushing message {i}");
        socket.send_string(format!("Message {i}"))?;
    }
    Ok(())
}
