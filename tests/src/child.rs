//! Runs a test, or a part of it, in a child process with a watchdog: an abort or a hang is then a failed test and not a
//! dead runner.
//!
//! The child is this same test binary, asked for this one test. In it [`run`] runs what it was given; [`spawn`] starts
//! another child of the same test, in a role that the test names with [`role`] on its first lines.

use std::env;
use std::ffi::OsStr;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::network::Machine;
use crate::process::{Outcome, Process};

/// What the process is there for; unset in the test runner itself.
const ROLE: &str = "ZMQ_TESTS_ROLE";
const ARGUMENTS: &str = "ZMQ_TESTS_ARGUMENTS";
const MAIN_ROLE: &str = "main";
/// Proof that the child found the test and came to the end of what it had to do.
const FINISHED: &str = "[child finished]";
/// Long for what a test does on the slowest machine: only a hang takes so long.
const LIMIT: Duration = Duration::from_secs(180);

/// Runs `body` in a child process, and fails the test unless it comes to its end.
#[track_caller]
pub fn run(body: impl FnOnce()) {
    run_for(LIMIT, body);
}

/// As [`run`], with another limit.
#[track_caller]
pub fn run_for(limit: Duration, body: impl FnOnce()) {
    if let Some(outcome) = outcome_within(limit, body) {
        assert_finished(&outcome);
    }
}

/// Runs `body` in a child process and tells how that ended. `None` in the child itself.
pub fn outcome(body: impl FnOnce()) -> Option<Outcome> {
    outcome_within(LIMIT, body)
}

fn outcome_within(limit: Duration, body: impl FnOnce()) -> Option<Outcome> {
    if env::var_os(ROLE).is_some_and(|role| role == MAIN_ROLE) {
        body();
        println!("{FINISHED}");
        return None;
    }
    Some(spawn_within(limit, MAIN_ROLE, &[]).outcome())
}

/// In a child that was spawned for this role: runs `body` with the arguments and ends the process. Elsewhere: nothing.
pub fn role(name: &str, body: impl FnOnce(&[String])) {
    if env::var_os(ROLE).is_some_and(|role| role == name) {
        let arguments = env::var(ARGUMENTS).unwrap_or_default();
        let arguments: Vec<String> = arguments.lines().map(str::to_owned).collect();
        // Ends the line that the test runner began with the test's name.
        println!();
        body(&arguments);
        println!("{FINISHED}");
        std::process::exit(0);
    }
}

/// Starts this test in another process, in that role.
///
/// # Panics
/// Not called on the thread of a test, whose name is the test's.
pub fn spawn(role: &str, arguments: &[&str]) -> Process {
    spawn_within(LIMIT, role, arguments)
}

/// As [`spawn`], with another limit.
pub fn spawn_within(limit: Duration, role: &str, arguments: &[&str]) -> Process {
    Process::start_within(limit, asked(Command::new(test_binary()), role, arguments))
}

/// As [`spawn`], on another machine.
pub fn spawn_on(machine: &Machine, role: &str, arguments: &[&str]) -> Process {
    Process::start_within(LIMIT, asked(machine.command(test_binary()), role, arguments))
}

/// As [`spawn`], with these environment variables besides.
pub fn spawn_with(environment: &[(&str, String)], role: &str, arguments: &[&str]) -> Process {
    let mut command = asked(Command::new(test_binary()), role, arguments);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    Process::start_within(LIMIT, command)
}

fn test_binary() -> PathBuf {
    env::current_exe().expect("a process has an executable")
}

/// The command, asked to run this test alone, in that role.
fn asked(mut command: Command, role: &str, arguments: &[&str]) -> Command {
    let thread = thread::current();
    let test = thread.name().expect("the thread of a test is named after it");
    command.args([test, "--exact", "--nocapture", "--include-ignored", "--test-threads=1"]);
    command.env(ROLE, role).env(ARGUMENTS, arguments.join("\n"));
    command
}

/// Fails the test unless the child did all it had to do, and ended by itself.
#[track_caller]
pub fn assert_finished(outcome: &Outcome) {
    let finished = outcome.output.contains(FINISHED);
    assert!(!outcome.timed_out, "hung for {:?}\n{outcome}", outcome.took);
    assert!(outcome.status.success() && finished, "{} (came to its end: {finished})\n{outcome}", outcome.status);
}

/// Whether this process is one that [`run`] or [`spawn`] started.
pub fn is_child() -> bool {
    env::var_os(ROLE).as_deref().map(OsStr::is_empty) == Some(false)
}
