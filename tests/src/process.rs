//! Child processes of tests: read line by line, under a deadline, killed when they are dropped.
//!
//! No call waits for longer than the process's limit; whatever does not come as expected fails the test and shows all
//! that the process has written. [`within`] puts a limit on code of the test's own process.
//!
//! ```
//! use std::process::Command;
//! use zmq_tests::process::Process;
//!
//! let mut command = Command::new("sh");
//! command.args(["-c", "echo ready tcp://127.0.0.1:1234; read word; echo got $word"]);
//! let mut child = Process::start(command);
//! assert_eq!(child.line_after("ready "), "tcp://127.0.0.1:1234");
//! child.enter("one");
//! assert_eq!(child.finish(), ["got one"]);
//! ```

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::panic::resume_unwind;
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::system;

/// How long a process may live unless the test says otherwise; far more than any test needs on a busy machine.
pub const LIMIT: Duration = Duration::from_secs(180);

/// How often a condition that nothing announces is looked at.
const INTERVAL: Duration = Duration::from_millis(5);

/// How long the output of a process that has ended may stay open.
const GRACE: Duration = Duration::from_secs(20);

/// A running child process. Dropping it kills it.
#[derive(Debug)]
pub struct Process {
    name: String,
    child: Child,
    input: Option<ChildStdin>,
    lines: Receiver<String>,
    readers: Vec<JoinHandle<()>>,
    transcript: Arc<Mutex<String>>,
    started: Instant,
    deadline: Instant,
}

impl Process {
    /// Starts it, with [`LIMIT`] as its limit.
    #[track_caller]
    pub fn start(command: Command) -> Self {
        Self::start_within(LIMIT, command)
    }

    /// Starts it; the test fails if it has to wait for it when `limit` has passed.
    #[track_caller]
    pub fn start_within(limit: Duration, mut command: Command) -> Self {
        let name = format!("{command:?}");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap_or_else(|error| panic!("cannot start {name}: {error}"));
        let transcript = Arc::default();
        let (sender, lines) = mpsc::channel();
        let mut readers = Vec::new();
        if let Some(output) = child.stdout.take() {
            readers.push(read_lines(output, &transcript, Some(sender)));
        }
        if let Some(errors) = child.stderr.take() {
            readers.push(read_lines(errors, &transcript, None));
        }
        let input = child.stdin.take();
        let started = Instant::now();
        Self { name, child, input, lines, readers, transcript, started, deadline: started + limit }
    }

    /// Its process number.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// The next line of its standard output.
    #[track_caller]
    pub fn line(&mut self) -> String {
        match self.lines.recv_timeout(self.time_left()) {
            Ok(line) => line,
            Err(RecvTimeoutError::Timeout) => self.fail("wrote no line in time"),
            Err(RecvTimeoutError::Disconnected) => self.fail("ended its output where a line was expected"),
        }
    }

    /// The next line of its standard output, if there is one within `time`.
    pub fn line_within(&mut self, time: Duration) -> Option<String> {
        self.lines.recv_timeout(time).ok()
    }

    /// The next `count` lines of its standard output.
    #[track_caller]
    pub fn lines(&mut self, count: usize) -> Vec<String> {
        let mut lines = Vec::with_capacity(count);
        while lines.len() < count {
            lines.push(self.line());
        }
        lines
    }

    /// Skips lines until one starts with `prefix`, and gives what follows it.
    #[track_caller]
    pub fn line_after(&mut self, prefix: &str) -> String {
        loop {
            if let Some(rest) = self.line().strip_prefix(prefix) {
                return rest.to_owned();
            }
        }
    }

    /// Writes a line to its standard input.
    #[track_caller]
    pub fn enter(&mut self, line: &str) {
        let input = self.input.as_mut().expect("its standard input is closed");
        if let Err(error) = writeln!(input, "{line}") {
            self.fail(&format!("takes no input: {error}"));
        }
    }

    /// Closes its standard input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Sends it a signal, by its name: `INT`, `TERM`, `STOP`.
    #[track_caller]
    pub fn signal(&mut self, signal: &str) {
        let kill = format!("kill -{signal} {}", self.id());
        let status = Command::new("sh").args(["-c", &kill]).status();
        if !status.is_ok_and(|status| status.success()) {
            self.fail(&format!("cannot be sent {signal}"));
        }
    }

    /// Whether it runs still.
    pub fn is_running(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(None))
    }

    /// Waits until it has ended by itself, with success, and gives the lines that were not read yet.
    #[track_caller]
    pub fn finish(mut self) -> Vec<String> {
        let status = self.wait();
        if !status.success() {
            self.fail(&format!("ended with {status}"));
        }
        self.rest()
    }

    /// Waits until it has ended, however, and tells how.
    #[track_caller]
    pub fn wait(&mut self) -> ExitStatus {
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return status,
                Ok(None) if Instant::now() < self.deadline => thread::sleep(INTERVAL),
                Ok(None) => self.fail("did not end in time"),
                Err(error) => self.fail(&format!("cannot be waited for: {error}")),
            }
        }
    }

    /// Waits until it and whatever it has forked are gone, kills it when its time is over, and tells how it ended.
    pub fn outcome(mut self) -> Outcome {
        // The end of the output is the end of the process and of everything that it forked.
        let timed_out = loop {
            match self.lines.recv_timeout(self.time_left()) {
                Ok(_) => {}
                Err(RecvTimeoutError::Disconnected) => break false,
                Err(RecvTimeoutError::Timeout) => break true,
            }
        };
        if timed_out {
            system::describe_threads(self.id());
            let _ = self.child.kill();
        }
        let status = self.child.wait().expect("a child of this process");
        // What a killed process had forked may hold its standard error open.
        let patience = Instant::now() + GRACE;
        while Instant::now() < patience && self.readers.iter().any(|reader| !reader.is_finished()) {
            thread::sleep(INTERVAL);
        }
        Outcome { status, timed_out, took: self.started.elapsed(), output: self.transcript() }
    }

    /// Kills it, and gives the lines that were not read yet.
    pub fn stop(mut self) -> Vec<String> {
        self.kill();
        self.rest()
    }

    /// All that it has written up to now, standard error included.
    pub fn transcript(&self) -> String {
        self.transcript.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Fails the test, with what went wrong and all that the process has written.
    #[track_caller]
    pub fn fail(&mut self, what: &str) -> ! {
        self.kill();
        self.join_readers();
        panic!("{} {what}; it has written:\n{}", self.name, self.transcript());
    }

    fn time_left(&self) -> Duration {
        self.deadline.saturating_duration_since(Instant::now())
    }

    fn rest(&mut self) -> Vec<String> {
        self.join_readers();
        self.lines.try_iter().collect()
    }

    fn kill(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn join_readers(&mut self) {
        for reader in self.readers.drain(..) {
            let _ = reader.join();
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

/// How a process ended.
#[derive(Debug)]
pub struct Outcome {
    /// Its exit code or signal.
    pub status: ExitStatus,
    /// Whether its time was over, and it was killed.
    pub timed_out: bool,
    /// How long it ran.
    pub took: Duration,
    /// All that it has written, standard error included.
    pub output: String,
}

impl Outcome {
    /// The signal that ended it.
    pub fn signal(&self) -> Option<i32> {
        std::os::unix::process::ExitStatusExt::signal(&self.status)
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "it has written:\n{}---", self.output)
    }
}

/// Copies a stream, line by line, to the transcript and to those who wait for lines.
fn read_lines(
    stream: impl Read + Send + 'static,
    transcript: &Arc<Mutex<String>>,
    sender: Option<mpsc::Sender<String>>,
) -> JoinHandle<()> {
    let transcript = Arc::clone(transcript);
    thread::spawn(move || {
        for line in BufReader::new(stream).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line).into_owned();
            let mut text = transcript.lock().unwrap_or_else(PoisonError::into_inner);
            text.push_str(&line);
            text.push('\n');
            drop(text);
            if let Some(sender) = &sender {
                // Nobody listens any more once the test has failed.
                let _ = sender.send(line);
            }
        }
    })
}

/// Runs `body` on a thread of its own and fails if it has not returned when `limit` has passed.
#[track_caller]
pub fn within<T: Send + 'static>(limit: Duration, body: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, result) = mpsc::channel();
    let worker = thread::spawn(move || {
        // The receiver is gone only after a timeout.
        let _ = sender.send(body());
    });
    match (result.recv_timeout(limit), worker) {
        (Ok(value), _) => value,
        (Err(RecvTimeoutError::Timeout), _) => panic!("not done within {limit:?}"),
        (Err(RecvTimeoutError::Disconnected), worker) => match worker.join() {
            Err(panic) => resume_unwind(panic),
            Ok(()) => panic!("ended without a result"),
        },
    }
}

/// Looks at `condition` again and again until it is true; fails if it is not when [`LIMIT`] has passed.
#[track_caller]
pub fn wait_until(what: &str, mut condition: impl FnMut() -> bool) {
    let deadline = Instant::now() + LIMIT;
    while !condition() {
        assert!(Instant::now() < deadline, "{what}: not within {LIMIT:?}");
        thread::sleep(INTERVAL);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    fn message_of(body: impl FnOnce() + Send + 'static) -> String {
        let panic = thread::spawn(body).join().expect_err("it should have failed");
        panic.downcast_ref::<String>().cloned().unwrap_or_default()
    }

    #[test]
    fn a_process_that_writes_nothing_fails_in_time() {
        let message = message_of(|| {
            Process::start_within(Duration::from_millis(50), shell("echo why >&2; exec sleep 60")).line();
        });
        assert!(message.contains("wrote no line in time"), "{message}");
    }

    #[test]
    fn a_process_that_fails_shows_its_errors() {
        let message = message_of(|| {
            Process::start(shell("echo the reason >&2; exit 3")).finish();
        });
        assert!(message.contains("exit status: 3") && message.contains("the reason"), "{message}");
    }

    #[test]
    fn dropping_a_process_ends_it() {
        let process = Process::start(shell("exec sleep 60"));
        let entry = format!("/proc/{}", process.id());
        drop(process);
        assert!(!std::path::Path::new(&entry).exists());
    }

    #[test]
    fn code_that_hangs_fails_and_code_that_panics_keeps_its_message() {
        let hangs = message_of(|| within(Duration::from_millis(20), thread::park));
        assert!(hangs.contains("not done within"), "{hangs}");
        let panics = message_of(|| within(LIMIT, || std::panic::panic_any(String::from("the reason"))));
        assert_eq!(panics, "the reason");
    }
}
