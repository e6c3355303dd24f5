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
    /// Those that found out only when they ran, and why.
    pub(crate) skipped_tests: BTreeSet<String>,
    /// Programs of tests that have begun and not come to their result.
    unended: usize,
    ignored: BTreeSet<String>,
    run: BTreeSet<String>,
}

impl Count {
    /// Takes a line of output into account.
    pub(crate) fn read(&mut self, line: &str) {
        if line.strip_prefix("running ").is_some_and(|rest| rest.ends_with(" tests") || rest.ends_with(" test")) {
            self.unended += 1;
        } else if let Some((_, sums)) = line.split_once("test result: ") {
            self.unended = self.unended.saturating_sub(1);
            self.passed += number_before(sums, " passed");
            self.failed += number_before(sums, " failed");
        } else if let Some(test) = line.strip_prefix("skipped test ") {
            self.skipped_tests.insert(test.to_owned());
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

    /// Begins to watch the programs of another command.
    pub(crate) fn next_command(&mut self) {
        self.unended = 0;
    }

    /// Whether every program of tests that the command ran came to its result.
    pub(crate) fn all_ended(&self) -> bool {
        self.unended == 0
    }

    /// The tests that every run ignored.
    pub(crate) fn never_run(&self) -> impl Iterator<Item = &String> {
        self.ignored.difference(&self.run)
    }
}

impl fmt::Display for Count {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let skipped = self.skipped + self.never_run().count() + self.skipped_tests.len();
        // The runner takes a test that went no further for one that passed.
        let passed = self.passed.saturating_sub(self.skipped_tests.len());
        write!(formatter, "{passed} passed, {} failed, {skipped} skipped", self.failed)
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
    fn a_test_that_says_that_it_cannot_run_is_skipped() {
        let count = count(
            "test a ... \nskipped test a: no such kernel\nok\n\
             test result: ok. 2 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.10s\n",
        );
        assert_eq!(count.to_string(), "1 passed, 0 failed, 1 skipped");
        assert_eq!(count.skipped_tests.first().unwrap(), "a: no such kernel");
    }

    #[test]
    fn a_program_that_ends_without_a_result_is_noticed() {
        assert!(count("running 1 test\ntest a ... ok\n\ntest result: ok. 1 passed; 0 failed\n").all_ended());
        assert!(
            !count("running 2 tests\ntest a ... ok\nrunning 1 test\ntest result: ok. 1 passed; 0 failed\n").all_ended()
        );
    }

    #[test]
    fn failed_tests_are_named() {
        let count = count("test a::b ... ok\ntest zmq/src/lib.rs - f (line 3) ... FAILED\ntest c ... ok\n");
        assert_eq!(count.failed_tests, ["zmq/src/lib.rs - f (line 3)"]);
    }
}
