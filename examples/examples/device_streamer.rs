//! A fixed point between those who push work and those who pull it: both connect to it.
//!
//! Type: `cargo run --example device_streamer -- "frontend=>tcp://localhost:5557"`, with `pipeline_plain_ventilator` and
//! `pipeline_plain_sink` running, then `cargo run --example pipeline_plain_worker -- connect=tcp://localhost:5560`.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`; what begins with `>` is connected instead of bound.
//! See: where it listens on both sides; it runs until it is killed.

use zmq_examples::{attach, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::PULL)?;
    attach(&frontend, &text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;

    let backend = context.socket(zmq::PUSH)?;
    attach(&backend, &text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    zmq::device(zmq::STREAMER, &frontend, &backend)
}
