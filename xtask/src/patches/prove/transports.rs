//! The tests of `tests/tests/transports`, for what needs a library of the system's or another end in another process.

use std::path::PathBuf;
use std::process::Stdio;

use super::library::{Source, choose};
use super::program::{self, Answer, Wanted};
use super::question::{Build, Question};
use crate::{Outcome, cargo, root};

/// Their binary, with one libzmq.
pub(super) struct Transports {
    binary: PathBuf,
}

impl Transports {
    /// Builds it.
    pub(super) fn build(source: &Source, build: &Build) -> Outcome<Self> {
        let mut command = cargo();
        command.args(["test", "--quiet", "--package", "zmq-tests", "--features", "all-transports", "--no-run"]);
        command
            .args(["--test", "transports", "--message-format", "json", "--target-dir"])
            .arg(root().join("target/prove"));
        choose(&mut command, source, build)?;
        let output = command.stderr(Stdio::inherit()).output()?;
        if !output.status.success() {
            return Err(format!("the tests of the transports do not build ({source})").into());
        }
        let messages = String::from_utf8_lossy(&output.stdout);
        let binary = executable(&messages).ok_or("cargo does not say where the tests of the transports are")?;
        Ok(Self { binary })
    }

    /// Runs the test that the question names.
    pub(super) fn ask(&self, question: &Question, wanted: Wanted) -> Outcome<Answer> {
        let mut question = question.clone();
        question.arguments = vec!["--exact".into(), question.program.clone(), "--nocapture".into()];
        let answer = program::run(&self.binary, &question, wanted)?;
        // It passes then, as the runner sees it.
        if let Some(why) = skipped(&answer.said) {
            return Ok(Answer::not_run(why));
        }
        let none = answer.said.contains("running 0 tests");
        if none { Err(format!("there is no test {}", question.program).into()) } else { Ok(answer) }
    }
}

/// Why a test was skipped, if it was.
fn skipped(said: &str) -> Option<&str> {
    let why = said.lines().find_map(|line| line.strip_prefix("skipped test "))?;
    Some(why.split_once(": ").map_or(why, |(_, why)| why))
}

/// The path of the test binary, in the messages of cargo.
fn executable(messages: &str) -> Option<PathBuf> {
    let of_tests = |line: &&str| line.contains(r#""name":"transports""#) && line.contains(r#""executable":""#);
    let (_, path) = messages.lines().rfind(of_tests)?.split_once(r#""executable":""#)?;
    Some(PathBuf::from(path.split_once('"')?.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_test_that_was_skipped_says_why() {
        let said =
            "\nrunning 1 test\n\nskipped test gssapi::a_ticket: krb5kdc is not installed: krb5-kdc\ntest ... ok\n";
        assert_eq!(skipped(said), Some("krb5kdc is not installed: krb5-kdc"));
        assert_eq!(skipped("running 1 test\ntest result: ok\n"), None);
    }
}
