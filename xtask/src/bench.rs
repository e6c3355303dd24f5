//! `cargo xtask bench`: builds the benchmark, which has what it takes to draw and to count, and runs it.

use crate::{Outcome, cargo};

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let mut bench = cargo();
    bench.args(["run", "--quiet", "--release", "--package", "bench-harness", "--"]).args(arguments);
    if bench.status()?.success() { Ok(()) } else { Err("cargo xtask bench failed".into()) }
}
