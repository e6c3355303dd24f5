//! Answers every request with "World", after a second of work.
//!
//! Type: `cargo run --example reqrep_hello_server`, then `reqrep_hello_client` in another terminal.
//! Arguments: `bind=tcp://*:5555`, `requests=` (endless), `work_ms=1000`.
//! See: `request: Hello`, once a second.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    for _ in 0..number("requests", ENDLESS) {
        let message = socket.recv()?;
        println!("request: {}", message.as_str()?);

        sleep(Duration::from_millis(number("work_ms", 1000)));

        socket.send("World")?;
    }
    Ok(())
}
