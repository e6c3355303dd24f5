//! A fixed point between publishers and subscribers: both connect to it.
//!
//! Type: `cargo run --example device_forwarder -- "frontend=>tcp://localhost:5555"`, with `pubsub_weather_pub` running,
//! then `cargo run --example pubsub_weather_sub -- connect=tcp://localhost:5560` in a third terminal.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`; what begins with `>` is connected instead of bound.
//! See: where it listens on both sides; it runs until it is killed.

use zmq_examples::{attach, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::XSUB)?;
    attach(&frontend, &text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;

    let backend = context.socket(zmq::XPUB)?;
    attach(&backend, &text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    zmq::device(zmq::FORWARDER, &frontend, &backend)
}
