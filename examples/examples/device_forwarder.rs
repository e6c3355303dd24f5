//! A fixed point between publishers and subscribers: both connect to it.
//!
//! Type: `cargo run --example device_forwarder`, then publishers that connect to port 5559 and
//! subscribers that connect to port 5560.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`.
//! See: where it listens on both sides; it runs until it is killed.

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::XSUB)?;
    frontend.bind(&text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;

    let backend = context.socket(zmq::XPUB)?;
    backend.bind(&text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    zmq::device(zmq::FORWARDER, &frontend, &backend)
}
