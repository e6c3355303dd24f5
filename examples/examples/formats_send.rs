//! Sends the same data as JSON and as a Python pickle, a text, and a message of three parts.
//!
//! Type: `cargo run --example formats_send`, then `formats_recv` (or `formats_recv.py`) in another terminal.
//! Arguments: `bind=tcp://*:5555`.
//! See: where it listens; the receiver shows the rest.

use serde::Serialize;
use zmq_examples::{ready, text};

#[derive(Serialize)]
struct Weather {
    city: String,
    celsius: Vec<f64>,
    sunny: bool,
    wind: Option<String>,
}

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    let data = Weather { city: "上海".into(), celsius: vec![21.5, -3.0], sunny: true, wind: None };

    socket.send_json(&data)?;
    socket.send_string_encoded("多云转晴", zmq::Encoding::Utf8)?;
    socket.send_pyobj(&data)?;
    socket.send_multipart(["message1", "", "message3"])?;
    Ok(())
}
