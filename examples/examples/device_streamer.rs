//! A fixed point between those who push work and those who pull it: both connect to it.
//!
//! Type: `cargo run --example device_streamer`, then pushers that connect to port 5559 and
//! pullers that connect to port 5560.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`.
//! See: where it listens on both sides; it runs until it is killed.

use zmq_examples::{ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::PULL)?;
    frontend.bind(&text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;

    let backend = context.socket(zmq::PUSH)?;
    backend.bind(&text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    zmq::device(zmq::STREAMER, &frontend, &backend)
}
