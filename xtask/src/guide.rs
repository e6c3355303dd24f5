//! `cargo xtask guide`: the pages of the guide that are made from the code, which a test compares.

use crate::{Outcome, cargo};

/// What to type.
const USAGE: &str = "\
cargo xtask guide            write the tables of options and the scripts in docs/porting anew
cargo xtask guide --check    compare them with the code";

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let writes = match arguments {
        [] => true,
        ["--check"] => false,
        _ => return Err(USAGE.into()),
    };
    let mut test = cargo();
    test.args(["test", "--quiet", "--package=zmq-tests", "--test=guide"]);
    if writes {
        test.env("ZMQ_WRITE_GUIDE", "1");
    }
    if test.status()?.success() { Ok(()) } else { Err("the guide is not what the code says".into()) }
}
