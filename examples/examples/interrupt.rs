//! Ends cleanly on Ctrl-C, although it blocks in `recv`.
//!
//! Type: `cargo run --example interrupt`, then Ctrl-C.
//! Arguments: `bind=tcp://*:5555`.
//! See: `shutting down: zmq_msg_recv: Context was terminated` and `cleaned up`, with exit code 0.

use std::error::Error;
use std::thread;

use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use zmq_examples::{ready, text};

fn main() -> Result<(), Box<dyn Error>> {
    let context = zmq::Context::new()?;

    // A thread that waits for signals, so that nothing is done inside a signal handler.
    let mut signals = Signals::new([SIGINT, SIGTERM])?;
    let to_end = context.clone();
    thread::spawn(move || signals.forever().next().map(|_signal| to_end.shutdown()));

    let socket = context.socket(zmq::PULL)?;
    socket.bind(&text("bind", "tcp://*:5555"))?;
    ready(&socket)?;
    loop {
        match socket.recv() {
            Ok(message) => println!("received {} bytes", message.len()),
            Err(error) if error.is_terminated() => {
                println!("shutting down: {error}");
                break;
            }
            Err(error) => return Err(error.into()),
        }
    }

    drop(socket);
    context.term()?;
    println!("cleaned up");
    Ok(())
}
