//! Stands between a pusher and a puller and passes on what comes.
//!
//! Type: `cargo run --example pipeline_relay_work`, with `pipeline_relay_push` and `pipeline_relay_pull` running.
//! Arguments: `connect=tcp://127.0.0.1:5557`, `sink=tcp://127.0.0.1:5558`, `messages=` (endless).
//! See: `转交中` (passing on), once a second.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    let receive = context.socket(zmq::PULL)?;
    receive.connect(&text("connect", "tcp://127.0.0.1:5557"))?;

    let sender = context.socket(zmq::PUSH)?;
    sender.connect(&text("sink", "tcp://127.0.0.1:5558"))?;
    ready(&receive)?;

    for _ in 0..number("messages", ENDLESS) {
        let data = receive.recv()?;
        println!("转交中");
        sender.send(data)?;
    }
    Ok(())
}
