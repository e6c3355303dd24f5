//! Receives JSON, a text, a Python pickle, and a message of three parts.
//!
//! Type: `cargo run --example formats_recv`, with `formats_send` (or `formats_send.py`) running.
//! Arguments: `connect=tcp://localhost:5555`.
//! See: the same weather twice, `string: 多云转晴` (cloudy, then clear), and the three parts.

use serde::Deserialize;
use zmq_examples::text;

#[derive(Deserialize)]
struct Weather {
    city: String,
    celsius: Vec<f64>,
    sunny: bool,
    wind: Option<String>,
}

fn show(form: &str, data: Weather) {
    let Weather { city, celsius, sunny, wind } = data;
    let weather = if sunny { "sunny" } else { "cloudy" };
    println!("{form}: {city} {celsius:?} {weather} {}", wind.as_deref().unwrap_or("no wind"));
}

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    socket.connect(&text("connect", "tcp://localhost:5555"))?;

    show("json", socket.recv_json()?);
    println!("string: {}", socket.recv_string()?);
    show("pyobj", socket.recv_pyobj()?);
    println!("multipart: {}", String::from_utf8_lossy(&socket.recv_multipart()?.join(&b'|')));
    Ok(())
}
