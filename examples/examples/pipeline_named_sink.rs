//! Prints the reports of ten tasks and tells how long they took.
//!
//! Type: `cargo run --example pipeline_named_sink`, then start two workers and the ventilator.
//! Arguments: `bind=tcp://*:5558`.
//! See: ten lines that name the workers, then the time: about half the sum of the tasks.

use std::time::Instant;

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let receiver = context.socket(zmq::PULL)?;
    receiver.bind(&text("bind", "tcp://*:5558"))?;
    ready(&receiver)?;

    let _start = receiver.recv()?;
    println!("collecting results");

    let start_time = Instant::now();

    for _task in 0..10 {
        let s = receiver.recv_string()?;
        println!("{s}");
    }

    println!("elapsed: {} s", start_time.elapsed().as_secs());
    Ok(())
}
