//! What a test compares with the code, or writes anew: `cargo xtask api` and `cargo xtask guide`.

use crate::{Outcome, cargo};

/// A command for one such test.
pub(crate) struct Written {
    /// What to type.
    usage: &'static str,
    test: &'static str,
    /// Set, the test writes instead of comparing.
    variable: &'static str,
    differs: &'static str,
}

/// The snapshot of the public API.
pub(crate) const API: Written = Written {
    usage: "\
cargo xtask api            write zmq/public-api.txt anew
cargo xtask api --check    compare it with the code",
    test: "--test=public_api",
    variable: "ZMQ_WRITE_PUBLIC_API",
    differs: "the public API is not the one written down",
};

/// The pages of the guide that are made from the code.
pub(crate) const GUIDE: Written = Written {
    usage: "\
cargo xtask guide            write the tables of names and options and the scripts in docs anew
cargo xtask guide --check    compare them with the code",
    test: "--test=guide",
    variable: "ZMQ_WRITE_GUIDE",
    differs: "the guide is not what the code says",
};

impl Written {
    /// Runs the command.
    pub(crate) fn run(&self, arguments: &[&str]) -> Outcome {
        let writes = match arguments {
            [] => true,
            ["--check"] => false,
            _ => return Err(self.usage.into()),
        };
        let mut test = cargo();
        test.args(["test", "--quiet", "--package=zmq-tests", self.test]);
        if writes {
            test.env(self.variable, "1");
        }
        if test.status()?.success() { Ok(()) } else { Err(self.differs.into()) }
    }
}
