//! Hands out a hundred tasks of 1 to 100 milliseconds to the workers.
//!
//! Type: `cargo run --example pipeline_timed_sink`, any number of `pipeline_timed_worker`s, then
//! `cargo run --example pipeline_timed_ventilator`, and Enter.
//! Arguments: `bind=tcp://*:5557`, `sink=tcp://localhost:5558`, `max_ms=100`.
//! See: the sum of all tasks, in milliseconds.

use std::io::stdin;

use zmq_examples::{number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let sender = context.socket(zmq::PUSH)?;
    sender.bind(&text("bind", "tcp://*:5557"))?;

    let sink = context.socket(zmq::PUSH)?;
    sink.connect(&text("sink", "tcp://localhost:5558"))?;

    ready(&sender)?;
    println!("press Enter when the workers are ready");
    stdin().read_line(&mut String::new())?;
    println!("sending tasks to the workers");

    // Tells the sink to start its clock.
    sink.send(b"0")?;

    let mut total_msec = 0;
    for _task in 0..100 {
        let workload = fastrand::u64(1..=number("max_ms", 100));
        total_msec += workload;

        sender.send_string(format!("{workload}"))?;
    }

    println!("expected cost: {total_msec} ms");

    // Nothing to sleep for: dropping the context waits until all is delivered.
    Ok(())
}
