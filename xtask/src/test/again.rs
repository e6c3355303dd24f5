//! A second look at tests that failed: a machine that stood still for a moment fails a test, a fault fails it again.
//!
//! A test that fails is run again, alone and several times. Only if it passes each time is the failure forgiven, and it
//! is named as unsteady. A run forgives a few tests and no more, and never one in a program that ended before its count.

use super::count::Count;
use super::run_command;

/// How often a test that failed has to pass.
const TIMES: usize = 3;
/// How many tests of a whole run are forgiven.
pub(crate) const AT_MOST: usize = 3;

/// Whether the test, which failed in `line`, passes each time when it runs alone.
pub(crate) fn passes(line: &str, environment: &[(&str, &str)], test: &str) -> bool {
    println!("the test {test} failed; again, alone, {TIMES} times");
    let words = alone(line, test);
    (0..TIMES).all(|_| {
        let mut count = Count::default();
        run_command(&words, environment, &mut count).is_ok() && count.passed > 0 && count.failed == 0
    })
}

/// The command of a line of tests, for one of them.
fn alone<'a>(line: &'a str, test: &'a str) -> Vec<&'a str> {
    let (cargos, tests) = line.split_once(" -- ").unwrap_or((line, ""));
    let flags = tests.split_whitespace().filter(|word| word.starts_with('-'));
    cargos.split_whitespace().chain(["--"]).chain(flags).chain(["--exact", test]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_filters_of_a_line_give_way_to_the_test() {
        assert_eq!(
            alone("cargo test -p xtask --test prefix -- --ignored cc::", "cc::a_test"),
            ["cargo", "test", "-p", "xtask", "--test", "prefix", "--", "--ignored", "--exact", "cc::a_test"]
        );
        assert_eq!(
            alone("cargo test --doc", "zmq/src/lib.rs - f (line 3)"),
            ["cargo", "test", "--doc", "--", "--exact", "zmq/src/lib.rs - f (line 3)"]
        );
    }
}
