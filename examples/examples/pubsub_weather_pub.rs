//! Publishes a thousand temperatures, ten a second.
//!
//! Type: `cargo run --example pubsub_weather_pub`, then `pubsub_weather_sub` in another terminal.
//! Arguments: `bind=tcp://*:5555`, `messages=1000`, `interval_ms=100`.
//! See: `publisher started`; the subscribers show the rest.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUB)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    println!("publisher started");
    for i in 0..number("messages", 1000) {
        sleep(Duration::from_millis(number("interval_ms", 100)));
        let temperature = fastrand::i32(-10..=40);
        let message = format!("第{}条天气消息：气温{temperature}度", i + 1);
        socket.send_string(message)?;
    }
    Ok(())
}
