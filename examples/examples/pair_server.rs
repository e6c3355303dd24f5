//! One end of a pair: both ends send whenever they like.
//!
//! Type: `cargo run --example pair_server`, then `pair_client` in another terminal.
//! Arguments: `bind=tcp://127.0.0.1:5555`.
//! See: `client: both received`, then the end.

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PAIR)?;
    socket.bind(&text("bind", "tcp://127.0.0.1:5555"))?;
    ready(&socket)?;

    socket.send_string("server: first")?;
    socket.send_string("server: second")?;
    println!("{}", socket.recv_string()?);
    Ok(())
}
