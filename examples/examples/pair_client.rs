//! The other end of a pair: receives two messages, then sends one.
//!
//! Type: `cargo run --example pair_client`, with `pair_server` running.
//! Arguments: `connect=tcp://127.0.0.1:5555`.
//! See: `server: first`, `server: second`, then the end.

use zmq_examples::text;

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PAIR)?;
    socket.connect(&text("connect", "tcp://127.0.0.1:5555"))?;

    println!("{}", socket.recv_string()?);
    println!("{}", socket.recv_string()?);
    socket.send_string("client: both received")?;
    Ok(())
}
