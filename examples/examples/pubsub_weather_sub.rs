//! Prints every temperature that is published from now on; a late subscriber misses the first ones.
//!
//! Type: `cargo run --example pubsub_weather_sub`, with `pubsub_weather_pub` running.
//! Arguments: `connect=tcp://localhost:5555`, `messages=` (endless).
//! See: numbered weather messages, ten a second.

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::SUB)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    socket.setsockopt_string(zmq::SUBSCRIBE, "")?;
    ready(&socket)?;

    println!("subscriber started");
    for _ in 0..number("messages", ENDLESS) {
        let message = socket.recv_string()?;
        println!("received: {message}");
    }
    Ok(())
}
