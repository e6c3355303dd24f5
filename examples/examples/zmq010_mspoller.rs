//! `mspoller`, an example of crate `zmq` 0.10: reads from two sockets in one loop.
//!
//! Type: `cargo run --example zmq010_mspoller`, with a PUSH socket at port 5557 and a publisher at port 5556.
//! Arguments: `tasks=tcp://localhost:5557`, `weather=tcp://localhost:5556`, `filter=10001`, `messages=` (endless).
//! See: `task: ...` and `weather: ...`, as they come.

use zmq_examples::{ENDLESS, number, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;

    // Connect to the task ventilator.
    let receiver = context.socket(zmq::PULL)?;
    receiver.connect(&text("tasks", "tcp://localhost:5557"))?;

    // Connect to the weather server.
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.connect(&text("weather", "tcp://localhost:5556"))?;
    subscriber.subscribe(text("filter", "10001"))?;

    // Process messages from both sockets.
    let mut left = number("messages", ENDLESS);
    while left > 0 {
        let mut items = [zmq::PollItem::new(&receiver, zmq::POLLIN), zmq::PollItem::new(&subscriber, zmq::POLLIN)];
        left -= zmq::poll(&mut items, None)? as u64;
        if items[0].is_readable() {
            println!("task: {}", receiver.recv_string()?);
        }
        if items[1].is_readable() {
            println!("weather: {}", subscriber.recv_string()?);
        }
    }
    Ok(())
}
