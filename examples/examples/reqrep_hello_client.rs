//! Sends nine requests, waiting for the reply each time.
//!
//! Type: `cargo run --example reqrep_hello_client`, with `reqrep_hello_server` running.
//! Arguments: `connect=tcp://localhost:5555`.
//! See: `reply 1: World` to `reply 9: World`, then the end.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    println!("connecting to the greeter");
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    for request in 1..10 {
        println!("sending request {request}");
        socket.send("Hello")?;

        let message = socket.recv()?;
        println!("reply {request}: {}", message.as_str()?);
    }
    Ok(())
}
