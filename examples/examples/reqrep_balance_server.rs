//! One of two servers among which a client's requests are divided.
//!
//! Type: `cargo run --example reqrep_balance_server`, and in a second terminal
//! `cargo run --example reqrep_balance_server -- name=server2 "bind=tcp://*:5556"`, then `reqrep_balance_client`.
//! Arguments: `name=server1`, `bind=tcp://*:5555`, `requests=` (endless), `work_ms=1000`.
//! See: `server1 got Hello` for every second request.

use std::thread::sleep;
use std::time::Duration;

use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let name = text("name", "server1");
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::REP)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;

    for _ in 0..number("requests", ENDLESS) {
        let message = socket.recv()?;
        println!("{name} got {}", message.as_str()?);

        sleep(Duration::from_millis(number("work_ms", 1000)));

        socket.send("World")?;
    }
    Ok(())
}
