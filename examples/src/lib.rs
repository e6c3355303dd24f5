//! What the programs under `examples/` share: their `name=value` arguments, and the line that says
//! that they are ready.

use std::env;
use std::process::exit;

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

fn given(name: &str) -> Option<String> {
    let value = |argument: String| argument.strip_prefix(name)?.strip_prefix('=').map(str::to_owned);
    env::args().skip(1).find_map(value)
}
