//! Sends nine requests to two servers in turn.
//!
//! Type: `cargo run --example reqrep_balance_client`, with two `reqrep_balance_server`s running.
//! Arguments: `connect1=tcp://localhost:5555`, `connect2=tcp://localhost:5556`.
//! See: `reply 1: World` to `reply 9: World`; the servers show who answered.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    println!("connecting to both servers");
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&text("connect1", "tcp://localhost:5555"))?;
    socket.connect(&text("connect2", "tcp://localhost:5556"))?;

    for request in 1..10 {
        println!("sending request {request}");
        socket.send("Hello")?;

        let message = socket.recv()?;
        println!("reply {request}: {}", message.as_str()?);
    }
    Ok(())
}
