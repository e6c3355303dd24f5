//! A fixed point between clients that ask and servers that answer: both connect to it.
//!
//! Type: `cargo run --example device_queue`, then `reqrep_hello_client` with
//! `connect=tcp://localhost:5559` in another terminal. Servers connect to port 5560.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`.
//! See: where it listens on both sides; it runs until it is killed.

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::XREP)?;
    frontend.bind(&text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;

    let backend = context.socket(zmq::XREQ)?;
    backend.bind(&text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    zmq::device(zmq::QUEUE, &frontend, &backend)
}
