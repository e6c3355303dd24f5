//! Counts the requests that it answers; text instead of bytes.
//!
//! Type: `cargo run --example reqrep_count_server`, then `reqrep_count_client` in another terminal.
//! Arguments: `bind=tcp://*:5555`, `requests=` (endless), `work_ms=1000`.
//! See: `request 1: hello`, `request 2: hello`, once a second.

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
        socket.send_string("world!")?;
    }
    Ok(())
}
