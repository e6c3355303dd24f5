//! Sends nine requests, then tells the server to end.
//!
//! Type: `cargo run --example reqrep_exit_client`, with `reqrep_exit_server` running.
//! Arguments: `connect=tcp://localhost:5555`.
//! See: `reply: World` nine times; then both programs end.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let socket = context.socket(zmq::REQ)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    for request in 1..10 {
        println!("sending request {request}");
        socket.send_string("Hello")?;
        let message = socket.recv()?;
        println!("reply: {}", message.as_str()?);
    }

    // Delivered although `main` returns at once: dropping the context waits for it.
    socket.send_string(":exit")?;
    Ok(())
}
