//! A fixed point between clients that ask and servers that answer: both connect to it.
//!
//! Type: `cargo run --example device_queue -- "backend=>tcp://localhost:5555"`, with `reqrep_hello_server` running, then
//! `cargo run --example reqrep_hello_client -- connect=tcp://localhost:5559` in a third terminal.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`; what begins with `>` is connected instead of bound.
//! See: where it listens on both sides; it runs until it is killed.

use zmq_examples::{attach, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::XREP)?;
    attach(&frontend, &text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;

    let backend = context.socket(zmq::XREQ)?;
    attach(&backend, &text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    zmq::device(zmq::QUEUE, &frontend, &backend)
}
