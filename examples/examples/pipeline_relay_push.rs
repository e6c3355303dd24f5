//! Pushes a message every second; waits while nobody takes it.
//!
//! Type: `cargo run --example pipeline_relay_push`, then `pipeline_relay_work` and `pipeline_relay_pull`.
//! Arguments: `bind=tcp://*:5557`, `messages=` (endless), `interval_ms=1000`.
//! See: `已推送` (pushed), once a second from the moment when a worker is there.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    socket.bind(&text("bind", "tcp://*:5557"))?;
    ready(&socket)?;

    for _ in 0..number("messages", ENDLESS) {
        socket.send("试一试")?;
        println!("已推送");
        sleep(Duration::from_millis(number("interval_ms", 1000)));
    }
    Ok(())
}
