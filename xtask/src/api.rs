//! `cargo xtask api`: the snapshot of the public API, which a test compares.

use crate::{Outcome, cargo};

/// What to type.
const USAGE: &str = "\
cargo xtask api            write zmq/public-api.txt anew
cargo xtask api --check    compare it with the code";

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let writes = match arguments {
        [] => true,
        ["--check"] => false,
        _ => return Err(USAGE.into()),
    };
    let mut test = cargo();
    test.args(["test", "--quiet", "--package=zmq-tests", "--test=public_api"]);
    if writes {
        test.env("ZMQ_WRITE_PUBLIC_API", "1");
    }
    if test.status()?.success() { Ok(()) } else { Err("the public API is not the one written down".into()) }
}
