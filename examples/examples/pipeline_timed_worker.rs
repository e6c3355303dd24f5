//! Takes tasks, works for as many milliseconds as each says, and reports to the sink.
//!
//! Type: `cargo run --example pipeline_timed_worker`, with `pipeline_timed_sink` and `pipeline_timed_ventilator`
//! running.
//! Arguments: `connect=tcp://localhost:5557`, `sink=tcp://localhost:5558`, `tasks=` (endless).
//! See: a dot for every task.

use std::error::Error;
use std::io::{Write, stdout};
use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> Result<(), Box<dyn Error>> {
    let context = zmq::Context::new()?;

    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&text("connect", "tcp://localhost:5557"))?;

    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&text("sink", "tcp://localhost:5558"))?;
    ready(&receiver)?;

    for _ in 0..number("tasks", ENDLESS) {
        let s = receiver.recv()?;

        print!(".");
        stdout().flush()?;

        sleep(Duration::from_millis(s.as_str()?.parse()?));

        sender.send(b"")?;
    }
    Ok(())
}
