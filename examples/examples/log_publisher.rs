//! Publishes what it logs.
//!
//! Type: `cargo run --example log_publisher`, with `log_watcher` or `python -m zmq.log tcp://127.0.0.1:5558` running.
//! Arguments: `bind=tcp://127.0.0.1:5558`, `interval_ms=1000`, `messages` (endless).
//! See: nothing here; what the watcher prints is `app.INFO | tick 1`, `app.WARNING.disk | WARNING: 1 % full`, ...

use std::thread::sleep;
use std::time::Duration;

use zmq::log::{Level, PubHandler};
use zmq_examples::{ENDLESS, number, ready, text};

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&text("bind", "tcp://127.0.0.1:5558"))?;
    ready(&publisher)?;

    let handler = PubHandler::from_socket(publisher).with_root_topic("app");
    let handler =
        handler.with_level_formatter(Level::Warning, |record| format!("{}: {}\n", record.level, record.message));
    let _guard = handler.init()?;

    for i in 1..=number("messages", ENDLESS) {
        log::info!("tick {i}");
        log::warn!(target: "disk", "{i} % full");
        sleep(Duration::from_millis(number("interval_ms", 1000)));
    }
    Ok(())
}
