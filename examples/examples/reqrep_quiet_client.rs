//! Sends two requests and prints the replies.
//!
//! Type: `cargo run --example reqrep_quiet_client`, with `reqrep_quiet_server` running.
//! Arguments: `connect=tcp://localhost:5555`.
//! See: `World`, twice.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let socket = context.socket(zmq::REQ)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    for _request in 1..3 {
        socket.send("Hello")?;
        println!("{}", socket.recv()?.as_str()?);
    }
    Ok(())
}
