//! What the programs under `examples/` share: their `name=value` arguments, the line that says that they are ready, and
//! the context and threads of those that play all parts of a pattern themselves.

use std::env;
use std::panic::resume_unwind;
use std::process::exit;
use std::thread::ScopedJoinHandle;
use std::time::Duration;

/// Where a count of messages has no end.
pub const ENDLESS: u64 = u64::MAX;

/// The value of the argument `name=value`, or `default`.
pub fn text(name: &str, default: &str) -> String {
    given(name).unwrap_or_else(|| default.to_owned())
}

/// The number of the argument `name=value`, or `default`. Ends the program if the value is not a number.
pub fn number(name: &str, default: u64) -> u64 {
    let Some(value) = given(name) else { return default };
    value.parse().unwrap_or_else(|error| {
        eprintln!("{name}={value}: {error}");
        exit(2)
    })
}

/// Prints `ready ENDPOINT`, with the port that was chosen if the socket was bound to port `*`.
///
/// # Errors
/// As [`zmq::Socket::last_endpoint`].
pub fn ready(socket: &zmq::Socket) -> zmq::Result<()> {
    println!("ready {}", socket.last_endpoint()?);
    Ok(())
}

/// Connects the socket if the endpoint begins with `>`; binds it otherwise.
///
/// # Errors
/// As [`zmq::Socket::connect`] and [`zmq::Socket::bind`].
pub fn attach(socket: &zmq::Socket, endpoint: &str) -> zmq::Result<()> {
    match endpoint.strip_prefix('>') {
        Some(endpoint) => socket.connect(endpoint),
        None => socket.bind(endpoint),
    }
}

/// A context for a program that has to end by itself: a message that does not come within a minute is an error, and
/// nothing lingers.
///
/// # Errors
/// As [`zmq::Context::new`].
pub fn bounded_context() -> zmq::Result<zmq::Context> {
    let context = zmq::Context::new()?;
    context.set_rcvtimeo(Duration::from_secs(60))?;
    context.set_linger(0)?;
    Ok(context)
}

/// Waits for a thread's result; if it has panicked, so does this one.
pub fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

fn given(name: &str) -> Option<String> {
    let value = |argument: String| argument.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
    env::args().skip(1).find_map(value)
}
