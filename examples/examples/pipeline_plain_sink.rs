//! Prints what comes out of the pipeline.
//!
//! Type: `cargo run --example pipeline_plain_sink`, with `pipeline_plain_ventilator` and `pipeline_plain_worker` running.
//! Arguments: `bind=tcp://*:5558`, `messages=` (endless).
//! See: `Message 0` to `Message 9`.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    socket.bind(&text("bind", "tcp://*:5558"))?;
    ready(&socket)?;

    for _ in 0..number("messages", ENDLESS) {
        let data = socket.recv()?;
        println!("{}", data.as_str()?);
    }
    Ok(())
}
