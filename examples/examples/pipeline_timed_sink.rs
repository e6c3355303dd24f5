//! Collects a hundred reports and tells how long they took.
//!
//! Type: `cargo run --example pipeline_timed_sink`, then start workers and the ventilator.
//! Arguments: `bind=tcp://*:5558`.
//! See: a row of 100 colons and dots, then the time: the more workers, the shorter.

use std::io::{Write, stdout};
use std::time::Instant;

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let receiver = context.socket(zmq::PULL)?;
    receiver.bind(&text("bind", "tcp://*:5558"))?;
    ready(&receiver)?;

    let _start = receiver.recv()?;

    let tstart = Instant::now();

    for task_nbr in 0..100 {
        let _report = receiver.recv()?;
        print!("{}", if task_nbr % 10 == 0 { ':' } else { '.' });
        stdout().flush()?;
    }

    println!();
    println!("elapsed: {} ms", tstart.elapsed().as_millis());
    Ok(())
}
