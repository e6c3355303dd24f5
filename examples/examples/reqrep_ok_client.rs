//! Asks one question and prints the answer.
//!
//! Type: `cargo run --example reqrep_ok_client`, with `reqrep_ok_server` running.
//! Arguments: `connect=tcp://localhost:5555`.
//! See: `response: I am OK!`.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    socket.send("Are you OK?")?;
    let response = socket.recv()?;
    println!("response: {}", response.as_str()?);
    Ok(())
}
