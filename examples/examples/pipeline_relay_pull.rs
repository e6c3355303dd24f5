//! Prints what the workers pass on.
//!
//! Type: `cargo run --example pipeline_relay_pull`, with `pipeline_relay_push` and `pipeline_relay_work` running.
//! Arguments: `bind=tcp://*:5558`, `messages=` (endless).
//! See: `response: 试一试` (a try), once a second.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    socket.bind(&text("bind", "tcp://*:5558"))?;
    ready(&socket)?;

    for _ in 0..number("messages", ENDLESS) {
        let response = socket.recv()?;
        println!("response: {}", response.as_str()?);
    }
    Ok(())
}
