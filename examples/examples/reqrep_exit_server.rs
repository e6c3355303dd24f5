//! Answers every request with "World" until it is told `:exit`.
//!
//! Type: `cargo run --example reqrep_exit_server`, then `reqrep_exit_client` in another terminal.
//! Arguments: `bind=tcp://*:5555`, `work_ms=1000`.
//! See: `request: Hello` nine times, `request: :exit`, then the end.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    loop {
        let message = socket.recv()?;
        println!("request: {}", message.as_str()?);
        if message == b":exit" {
            break;
        }
        sleep(Duration::from_millis(number("work_ms", 1000)));
        socket.send_string("World")?;
    }
    Ok(())
}
