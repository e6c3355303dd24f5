//! Follows the Netherlands and Germany.
//!
//! Type: `cargo run --example pubsub_football_north`, with `pubsub_football_pub` running.
//! Arguments: `connect=tcp://127.0.0.1:5000`, `messages=` (endless).
//! See: the time and those events that begin with `netherlands` or `germany`.

use std::fmt::Display;
use std::time::SystemTime;

use zmq_examples::{ENDLESS, number, ready, text};

fn print_t(what: impl Display) {
    println!("{} {what}", humantime::format_rfc3339_seconds(SystemTime::now()));
}

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::SUB)?;
    socket.connect(&text("connect", "tcp://127.0.0.1:5000"))?;
    socket.setsockopt(zmq::SUBSCRIBE, "netherlands")?;
    socket.setsockopt(zmq::SUBSCRIBE, "germany")?;
    ready(&socket)?;

    for _ in 0..number("messages", ENDLESS) {
        print_t(socket.recv()?.as_str()?);
    }
    Ok(())
}
