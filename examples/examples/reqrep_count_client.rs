//! Sends nine greetings as text.
//!
//! Type: `cargo run --example reqrep_count_client`, with `reqrep_count_server` running.
//! Arguments: `connect=tcp://localhost:5555`.
//! See: `response: world!`, nine times.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REQ)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    println!("client started");
    for _ in 1..10 {
        socket.send_string("hello")?;
        let message = socket.recv_string()?;
        println!("response: {message}");
    }
    Ok(())
}
