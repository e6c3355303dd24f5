//! Prints what programs log that publish it, as `python -m zmq.log` does.
//!
//! Type: `cargo run --example log_watcher`, with `log_publisher` running.
//! Arguments: `connect=tcp://localhost:5558`, `topic` (all), `lines` (endless).
//! See: `app.INFO | tick 1`, `app.WARNING.disk | WARNING: 1 % full`, ...

use zmq::log::LogLine;
use zmq_examples::{ENDLESS, number, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.subscribe(text("topic", ""))?;
    subscriber.connect(&text("connect", "tcp://localhost:5558"))?;

    for _ in 0..number("lines", ENDLESS) {
        let line = LogLine::parse(&subscriber.recv_multipart()?)?;
        println!("{} | {}", line.topic, line.text);
    }
    Ok(())
}
