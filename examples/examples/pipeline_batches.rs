//! Sends many small messages over tcp, one by one and then in batches, and tells how long each took.
//!
//! Type: `cargo run --release --example pipeline_batches`.
//! Arguments: `count=1000000`, `at_once=256`.
//! See: the milliseconds that each way took; run it in release, on a machine with nothing else to do.

use std::thread;
use std::time::Instant;

use zmq_examples::{join, number};

/// What a reading of a thermometer may look like.
const READING: &[u8; 16] = b"sensor 7: 21.5 C";

fn main() -> zmq::Result<()> {
    let (count, at_once) = (number("count", 1_000_000), number("at_once", 256).max(1));

    let started = Instant::now();
    pipeline(
        |push| (0..count).try_for_each(|_| Ok(push.send(READING)?)),
        |pull| (0..count).try_for_each(|_| pull.recv().map(drop)),
    )?;
    println!("{count} messages one by one: {} ms", started.elapsed().as_millis());

    let started = Instant::now();
    pipeline(|push| send_in_batches(push, count, at_once), |pull| receive_in_batches(pull, count))?;
    println!("{count} messages in batches of {at_once}: {} ms", started.elapsed().as_millis());
    Ok(())
}

fn send_in_batches(push: &zmq::Socket, count: u64, at_once: u64) -> zmq::Result<()> {
    let mut left = count;
    while left > 0 {
        // A batch waits for room as a single message does; what was not sent comes back with the error.
        let some = left.min(at_once);
        push.send_batch((0..some).map(|_| READING))?;
        left -= some;
    }
    Ok(())
}

fn receive_in_batches(pull: &zmq::Socket, count: u64) -> zmq::Result<()> {
    let mut messages = Vec::with_capacity(256);
    let mut received = 0;
    while received < count {
        // Waits for the first, and takes with it what is there.
        pull.recv_batch(&mut messages, 256)?;
        received += messages.drain(..).filter(|message| *message == READING).count() as u64;
    }
    Ok(())
}

/// Runs both ends, each on a thread of its own.
fn pipeline(
    send: impl FnOnce(&zmq::Socket) -> zmq::Result<()> + Send,
    receive: impl FnOnce(&zmq::Socket) -> zmq::Result<()>,
) -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    pull.bind("tcp://127.0.0.1:*")?;
    push.connect(&pull.last_endpoint()?)?;
    thread::scope(|scope| {
        let sender = scope.spawn(move || send(&push));
        receive(&pull)?;
        join(sender)
    })
}
