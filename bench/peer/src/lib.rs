//! What every benchmark program in Rust does: the same roles and the same loops, over a library that implements
//! [`Library`] and [`Socket`].
//!
//! A role is one process (or, over inproc, both ends in one). It says `ready` when its socket is bound, `sent` when it has
//! handed over all its messages, and `result name=value ..` at the end; every message has a number, and one that is
//! missing, doubled or out of order ends the process with [`LOST`]. `bench/README.md` describes it all.

mod arguments;
pub mod blocking;
mod library;
mod payload;
mod roles;
mod talk;

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::process::ExitCode;

pub use arguments::{Arguments, CLIENT_PUBLIC, CLIENT_SECRET, Kind, SERVER_PUBLIC, SERVER_SECRET};
pub use library::{Library, Socket};
pub use payload::{Check, Payloads, RoundTrips};

/// Any error, with its text.
pub type Outcome<T = ()> = Result<T, Box<dyn Error + Send + Sync>>;

/// The exit code when a message is missing, doubled or out of order.
pub const LOST: u8 = 3;
/// The exit code when the library does not have what the role needs.
pub const UNSUPPORTED: u8 = 4;

/// What a library does not have.
#[derive(Debug)]
pub struct Unsupported(pub &'static str);

impl fmt::Display for Unsupported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not supported: {}", self.0)
    }
}

impl Error for Unsupported {}

/// Runs the role that the command line names, with the library, on that executor. To be returned by `main`.
pub fn run<L: Library>(
    library: L,
    executor: impl FnOnce(std::pin::Pin<Box<dyn Future<Output = Outcome>>>) -> Outcome,
) -> ExitCode {
    let outcome = Arguments::read().and_then(|arguments| executor(Box::pin(roles::play(library, arguments))));
    let Err(error) = outcome else { return ExitCode::SUCCESS };
    eprintln!("{error}");
    if error.is::<payload::Lost>() {
        ExitCode::from(LOST)
    } else if error.is::<Unsupported>() {
        ExitCode::from(UNSUPPORTED)
    } else {
        ExitCode::FAILURE
    }
}
