//! Runs a test, or a part of it, in a child process with a watchdog: an abort or a hang is then a failed test and not a
//! dead runner.
//!
//! The child is this same test binary, asked for this one test. In it [`run`] runs what it was given; [`spawn`] starts
//! another child of the same test, in a role that the test names with [`role`] on its first lines.

use std::env;
use std::ffi::OsStr;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::{Duration, Instant};

use crate::system;

/// What the process is there for; unset in the test runner itself.
const ROLE: &str = "ZMQ_TESTS_ROLE";
const ARGUMENTS: &str = "ZMQ_TESTS_ARGUMENTS";
const MAIN_ROLE: &str = "main";
/// Proof that the child found the test and came to the end of what it had to do.
const FINISHED: &str = "[child finished]";
/// Long for what a test does, short for a hang.
const LIMIT: Duration = Duration::from_secs(30);

/// Runs `body` in a child process, and fails the test unless it comes to its end.
#[track_caller]
pub fn run(body: impl FnOnce()) {
    run_for(LIMIT, body);
}

/// As [`run`], with another limit.
#[track_caller]
pub fn run_for(limit: Duration, body: impl FnOnce()) {
    if let Some(outcome) = outcome_within(limit, body) {
        outcome.assert_success();
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
    Some(spawn(MAIN_ROLE, &[]).wait_for(limit))
}

/// In a child that was spawned for this role: runs `body` with the arguments and ends the process. Elsewhere: nothing.
pub fn role(name: &str, body: impl FnOnce(&[String])) {
    if env::var_os(ROLE).is_some_and(|role| role == name) {
        let arguments = env::var(ARGUMENTS).unwrap_or_default();
        let arguments: Vec<String> = arguments.lines().map(str::to_owned).collect();
        body(&arguments);
        println!("{FINISHED}");
        std::process::exit(0);
    }
}

/// Starts this test in another process, in that role.
///
/// # Panics
/// Not called on the thread of a test, whose name is the test's.
pub fn spawn(role: &str, arguments: &[&str]) -> Child {
    let thread = thread::current();
    let test = thread.name().expect("the thread of a test is named after it");
    let mut command = Command::new(env::current_exe().expect("a process has an executable"));
    command.args([test, "--exact", "--nocapture", "--include-ignored", "--test-threads=1"]);
    command.env(ROLE, role).env(ARGUMENTS, arguments.join("\n"));
    Child::start(&mut command)
}

/// A running process. Dropped, it is killed.
#[derive(Debug)]
pub struct Child {
    process: std::process::Child,
    started: Instant,
    stdin: Option<ChildStdin>,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
    seen: String,
}

impl Child {
    /// Starts any command, with its output captured.
    pub fn start(command: &mut Command) -> Self {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut process = command.spawn().unwrap_or_else(|error| panic!("{command:?}: {error}"));
        let stdout = lines_of(process.stdout.take().expect("piped"));
        let stderr = lines_of(process.stderr.take().expect("piped"));
        let stdin = process.stdin.take();
        Self { process, started: Instant::now(), stdin, stdout, stderr, seen: String::new() }
    }

    /// The number of the process.
    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: i32) {
        system::kill(self.pid(), signal);
    }

    /// Waits for a line that begins so, and gives the rest of it.
    ///
    /// # Panics
    /// No such line comes in time.
    #[track_caller]
    pub fn expect_line(&mut self, prefix: &str) -> String {
        let deadline = Instant::now() + LIMIT;
        loop {
            match self.stdout.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => {
                    self.seen += &line;
                    // The test runner writes the test's name before the first line.
                    if let Some((_, rest)) = line.trim_end().split_once(prefix) {
                        return rest.to_owned();
                    }
                }
                Err(_) => panic!("no line {prefix:?}; seen: {}; stderr: {}", self.seen, drain(&self.stderr, deadline)),
            }
        }
    }

    /// Writes a line to the process's standard input.
    pub fn say(&mut self, line: &str) {
        let stdin = self.stdin.as_mut().expect("open until the end");
        writeln!(stdin, "{line}").expect("the process reads");
    }

    /// Kills it, and waits until it is gone.
    pub fn kill(mut self) -> Outcome {
        let _ = self.process.kill();
        self.end(false)
    }

    /// Waits until it ends; kills it when the limit is over.
    #[track_caller]
    pub fn wait(self) -> Outcome {
        self.wait_for(LIMIT)
    }

    /// As [`wait`](Self::wait), with another limit.
    #[track_caller]
    pub fn wait_for(mut self, limit: Duration) -> Outcome {
        let deadline = self.started + limit;
        // The end of both streams is the end of the process and of everything that it forked.
        let mut open = true;
        while open {
            match self.stdout.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(line) => self.seen += &line,
                Err(RecvTimeoutError::Disconnected) => open = false,
                Err(RecvTimeoutError::Timeout) => {
                    system::describe_threads(self.pid());
                    let _ = self.process.kill();
                    return self.end(true);
                }
            }
        }
        self.end(false)
    }

    fn end(&mut self, timed_out: bool) -> Outcome {
        self.stdin = None;
        let status = self.process.wait().expect("a child of this process");
        // What a killed process had forked may hold the streams open.
        let deadline = Instant::now() + Duration::from_secs(2);
        let stdout = std::mem::take(&mut self.seen) + &drain(&self.stdout, deadline);
        let stderr = drain(&self.stderr, deadline);
        Outcome { status, timed_out, took: self.started.elapsed(), stdout, stderr }
    }
}

impl Drop for Child {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// How a process ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code or signal.
    pub status: ExitStatus,
    /// Whether the watchdog had to kill it.
    pub timed_out: bool,
    /// How long it ran.
    pub took: Duration,
    /// What it wrote.
    pub stdout: String,
    /// What it complained of.
    pub stderr: String,
}

impl Outcome {
    /// The signal that ended it.
    pub fn signal(&self) -> Option<i32> {
        std::os::unix::process::ExitStatusExt::signal(&self.status)
    }

    /// Fails the test unless the child did all it had to do, and ended by itself.
    #[track_caller]
    pub fn assert_success(&self) {
        let finished = self.stdout.contains(FINISHED);
        assert!(!self.timed_out, "hung for {:?}\n{self}", self.took);
        assert!(self.status.success() && finished, "{} (came to its end: {finished})\n{self}", self.status);
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "--- stdout\n{}--- stderr\n{}---", self.stdout, self.stderr)
    }
}

/// The lines of a stream as they come; the channel closes with the stream.
fn lines_of(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream.read_until(b'\n', &mut line).is_ok_and(|read| read > 0) {
            if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                return;
            }
            line.clear();
        }
    });
    receiver
}

fn drain(lines: &Receiver<String>, deadline: Instant) -> String {
    let mut text = String::new();
    while let Ok(line) = lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
        text += &line;
    }
    text
}

/// Whether this process is one that [`run`] or [`spawn`] started.
pub fn is_child() -> bool {
    env::var_os(ROLE).as_deref().map(OsStr::is_empty) == Some(false)
}
