//! `rrbroker`, an example of crate `zmq` 0.10: passes requests to workers, and their replies back.
//!
//! Type: `cargo run --example zmq010_rrbroker "backend=>tcp://localhost:5555"`, then `reqrep_hello_server` and `reqrep_hello_client
//! connect=tcp://localhost:5559` in other terminals.
//! Arguments: `frontend=tcp://*:5559`, `backend=tcp://*:5560`; an endpoint after `>` is connected to.
//! See: where it is bound; it passes messages on until it is stopped.
//!
//! There each frame is received and sent by itself, with its flag; here a message is one value.

use zmq_examples::{attach, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let frontend = context.socket(zmq::ROUTER)?;
    let backend = context.socket(zmq::DEALER)?;
    attach(&frontend, &text("frontend", "tcp://*:5559"))?;
    ready(&frontend)?;
    attach(&backend, &text("backend", "tcp://*:5560"))?;
    ready(&backend)?;

    loop {
        let mut items = [zmq::PollItem::new(&frontend, zmq::POLLIN), zmq::PollItem::new(&backend, zmq::POLLIN)];
        zmq::poll(&mut items, None)?;

        if items[0].is_readable() {
            backend.send_multipart(frontend.recv_multipart()?)?;
        }
        if items[1].is_readable() {
            frontend.send_multipart(backend.recv_multipart()?)?;
        }
    }
}
