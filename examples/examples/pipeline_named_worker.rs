//! Takes tasks, works for as many seconds as each says, and reports to the sink under its name.
//!
//! Type: `cargo run --example pipeline_named_worker`, and in a second terminal
//! `cargo run --example pipeline_named_worker -- name=work2`.
//! Arguments: `name=work1`, `connect=tcp://localhost:5557`, `sink=tcp://localhost:5558`, `tasks=` (endless),
//! `unit_ms=1000`.
//! See: `work1 收到任务，要做 2 秒` (got a task of 2 seconds) for its share of the tasks.

use std::error::Error;
use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> Result<(), Box<dyn Error>> {
    let name = text("name", "work1");
    let context = zmq::Context::new()?;

    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&text("connect", "tcp://localhost:5557"))?;

    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&text("sink", "tcp://localhost:5558"))?;
    ready(&receiver)?;

    for _ in 0..number("tasks", ENDLESS) {
        let s = receiver.recv_string()?;
        println!("{name} 收到任务，要做 {s} 秒");

        sleep(Duration::from_millis(s.parse::<u64>()? * number("unit_ms", 1000)));

        sender.send_string(format!("{name} 做完任务，用了 {s} 秒"))?;
    }
    Ok(())
}
