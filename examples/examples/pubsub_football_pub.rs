//! Publishes an event of a football match every second.
//!
//! Type: `cargo run --example pubsub_football_pub`, then `pubsub_football_north` and `pubsub_football_south` in other
//! terminals.
//! Arguments: `bind=tcp://127.0.0.1:5000`, `messages=` (endless), `interval_ms=1000`.
//! See: the time and an event, such as `-> brazil corner`.

use std::fmt::Display;
use std::thread::sleep;
use std::time::{Duration, SystemTime};

use zmq_examples::{ENDLESS, number, ready, text};

const COUNTRIES: [&str; 4] = ["netherlands", "brazil", "germany", "portugal"];
const EVENTS: [&str; 5] = ["yellow card", "red card", "goal", "corner", "foul"];

fn print_t(what: impl Display) {
    println!("{} {what}", humantime::format_rfc3339_seconds(SystemTime::now()));
}

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUB)?;
    socket.bind(&text("bind", "tcp://127.0.0.1:5000"))?;
    ready(&socket)?;

    for _ in 0..number("messages", ENDLESS) {
        let msg = format!("{} {}", choice(&COUNTRIES), choice(&EVENTS));
        print_t(format!("-> {msg}"));
        sleep(Duration::from_millis(number("interval_ms", 1000)));
        socket.send(msg)?;
    }
    Ok(())
}

fn choice<'a>(from: &[&'a str]) -> &'a str {
    fastrand::choice(from).copied().unwrap_or_default()
}
