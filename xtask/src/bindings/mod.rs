//! `cargo xtask bindings`: the declarations of `zmq-sys`, generated from `zmq.h`.
//!
//! bindgen is behind a feature of this package, so that the other commands do not wait for it, and libclang comes from PyPI into
//! a virtual environment: neither is a need of those who only build.

#[cfg(feature = "bindings")]
mod generate;

#[cfg(not(feature = "bindings"))]
mod libclang;

use crate::Outcome;

const USAGE: &str = "\
cargo xtask bindings            generate the declarations in zmq-sys/src anew
cargo xtask bindings --check    fail if the committed ones differ";

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    match arguments {
        #[cfg(feature = "bindings")]
        [] | ["--check"] => generate::run(arguments == ["--check"]),
        #[cfg(not(feature = "bindings"))]
        [] | ["--check"] => libclang::run_with(arguments),
        _ => Err(USAGE.into()),
    }
}
