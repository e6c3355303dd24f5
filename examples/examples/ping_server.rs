//! Answers pings, after a second.
//!
//! Type: `cargo run --example ping_server`, before or after `ping_client`.
//! Arguments: `bind=tcp://*:5555`, `requests=` (endless), `work_ms=1000`.
//! See: `request 1: ping test`.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;
    let mut count = 0;

    println!("server started");
    for _ in 0..number("requests", ENDLESS) {
        let message = socket.recv_string()?;
        count += 1;
        println!("request {count}: {message}");
        sleep(Duration::from_millis(number("work_ms", 1000)));
        socket.send_string("ping test success")?;
    }
    Ok(())
}
