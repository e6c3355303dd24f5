//! Reads the output of test runs: which tests failed or were ignored, and how many ran.

use std::collections::BTreeSet;
use std::fmt;

/// The sum over all runs so far.
#[derive(Default)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
    pub(crate) failed_tests: Vec<String>,
    ignored: BTreeSet<String>,
    run: BTreeSet<String>,
}

impl Count {
    /// Takes a line of output into account.
    pub(crate) fn read(&mut self, line: &str) {
        if let Some((_, sums)) = line.split_once("test result: ") {
            self.passed += number_before(sums, " passed");
            self.failed += number_before(sums, " failed");
        } else if let Some((name, verdict)) = line.strip_prefix("test ").and_then(|test| test.rsplit_once(" ... ")) {
            // `should panic` and `compile fail` are remarks after the name.
            let name = name.split(" - should panic").next().unwrap_or(name).to_owned();
            if verdict.starts_with("ignored") {
                self.ignored.insert(name);
            } else {
                if verdict == "FAILED" {
                    self.failed_tests.push(name.clone());
                }
                self.run.insert(name);
            }
        }
    }

    /// How many tests have run.
    pub(crate) fn total(&self) -> usize {
        self.passed + self.failed
    }

    /// The tests that every run ignored.
    pub(crate) fn never_run(&self) -> impl Iterator<Item = &String> {
        self.ignored.difference(&self.run)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.skipped + self.never_run().count();
        write!(formatter, "{} passed, {} failed, {skipped} skipped", self.passed, self.failed)
    }
}

fn number_before(text: &str, unit: &str) -> usize {
    let number = text.split(unit).next().and_then(|head| head.rsplit(' ').next());
    number.and_then(|digits| digits.parse().ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(output: &str) -> Count {
        let mut count = Count::default();
        output.lines().for_each(|line| count.read(line));
        count
    }

    #[test]
    fn results_of_several_runs_are_summed() {
        let count = count(
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.10s\n\
             test result: FAILED. 4 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.00s\n",
        );
        assert_eq!(count.to_string(), "16 passed, 2 failed, 0 skipped");
    }

    #[test]
    fn a_test_that_another_run_ran_is_not_skipped() {
        let count = count("test a ... ignored, slow\ntest b ... ignored\ntest a ... ok\n");
        assert_eq!(count.never_run().collect::<Vec<_>>(), ["b"]);
    }

    #[test]
    fn failed_tests_are_named() {
        let count = count("test a::b ... ok\ntest zmq/src/lib.rs - f (line 3) ... FAILED\ntest c ... ok\n");
        assert_eq!(count.failed_tests, ["zmq/src/lib.rs - f (line 3)"]);
    }
}
