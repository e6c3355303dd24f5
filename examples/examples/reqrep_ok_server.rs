//! Says that it is OK to whoever asks.
//!
//! Type: `cargo run --example reqrep_ok_server`, then `reqrep_ok_client` in another terminal.
//! Arguments: `bind=tcp://*:5555`, `requests=` (endless).
//! See: `received: Are you OK?` for every client.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    for _ in 0..number("requests", ENDLESS) {
        let message = socket.recv()?;
        println!("received: {}", message.as_str()?);
        socket.send("I am OK!")?;
    }
    Ok(())
}
