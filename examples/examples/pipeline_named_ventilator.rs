//! Hands out ten tasks of 1 to 5 seconds to two named workers.
//!
//! Type: `cargo run --example pipeline_named_sink`, two `pipeline_named_worker`s, then
//! `cargo run --example pipeline_named_ventilator`, and Enter.
//! Arguments: `bind=tcp://*:5557`, `sink=tcp://localhost:5558`.
//! See: `十个任务共计 30 秒` (ten tasks, 30 seconds in all).

use std::io::stdin;

use zmq_examples::{ready, text};

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

    sink.send_string("0")?;

    let mut total = 0;
    for _task in 0..10 {
        let workload = fastrand::u64(1..=5);
        total += workload;

        sender.send_string(format!("{workload}"))?;
    }

    println!("十个任务共计 {total} 秒");
    Ok(())
}
