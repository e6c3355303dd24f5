//! The processes of one run: started, listened to, and ended in time, each by its own handle.

use std::fmt;
use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

/// The exit code of a process that missed a message; the programs have the same.
const LOST: i32 = 3;
/// The exit code of a process whose library does not have what is asked for.
const UNSUPPORTED: i32 = 4;
/// Between two looks whether a process has ended.
const LOOK: Duration = Duration::from_micros(200);

/// Why a run has no result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The library does not have it.
    Unsupported(String),
    /// A message did not arrive, arrived twice, or out of order.
    Lost(String),
    /// Anything else, in its own words.
    Failed(String),
    /// It did not end in time: it hangs, or what it waits for is lost.
    Late(String),
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsupported(text) | Self::Lost(text) | Self::Failed(text) | Self::Late(text) => f.write_str(text),
        }
    }
}

/// The processes of a run. Dropped, those that still run are killed.
#[derive(Debug)]
pub(crate) struct Cast {
    members: Vec<Member>,
    sender: Sender<(usize, Heard)>,
    heard: Receiver<(usize, Heard)>,
    deadline: Instant,
    limit: Duration,
}

#[derive(Debug)]
struct Member {
    child: Child,
    lines: Vec<String>,
    complaints: String,
    open: u8,
    status: Option<ExitStatus>,
}

#[derive(Debug)]
enum Heard {
    Line(String),
    Complaint(String),
    End,
}

impl Cast {
    /// No processes yet; all are to end within `limit`.
    pub(crate) fn new(limit: Duration) -> Self {
        let (sender, heard) = channel();
        Self { members: Vec::new(), sender, heard, deadline: Instant::now() + limit, limit }
    }

    /// Starts one, and gives its number.
    pub(crate) fn start(&mut self, command: &mut Command) -> Result<usize, Failure> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| Failure::Failed(format!("{command:?}: {error}")))?;
        let number = self.members.len();
        if let Some(stream) = child.stdout.take() {
            self.listen(number, stream, Heard::Line);
        }
        if let Some(stream) = child.stderr.take() {
            self.listen(number, stream, Heard::Complaint);
        }
        let member = Member { child, lines: Vec::new(), complaints: String::new(), open: 2, status: None };
        self.members.push(member);
        Ok(number)
    }

    fn listen(&self, number: usize, stream: impl Read + Send + 'static, heard: fn(String) -> Heard) {
        let sender = self.sender.clone();
        thread::spawn(move || {
            // A line that is not text ends it, and with it the run.
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                let _ = sender.send((number, heard(line)));
            }
            let _ = sender.send((number, Heard::End));
        });
    }

    /// Waits for a line that begins so, from one process, and gives the rest of it.
    pub(crate) fn expect(&mut self, number: usize, prefix: &str) -> Result<String, Failure> {
        loop {
            if let Some(rest) = self.members[number].lines.iter().find_map(|line| line.strip_prefix(prefix)) {
                return Ok(rest.trim().to_owned());
            }
            self.hear(prefix)?;
        }
    }

    /// Gives a process its word to go on.
    pub(crate) fn tell(&mut self, number: usize) {
        if let Some(input) = &mut self.members[number].child.stdin {
            // One that has ended already is heard of in another way.
            let _ = writeln!(input);
        }
    }

    /// Waits until all have ended, and well.
    pub(crate) fn finish(&mut self) -> Result<(), Failure> {
        while self.members.iter().any(|member| member.status.is_none()) {
            self.hear("its end")?;
        }
        Ok(())
    }

    /// Takes note of the next thing that any process says; an end that is no success is a failure.
    fn hear(&mut self, awaited: &str) -> Result<(), Failure> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        let Ok((number, heard)) = self.heard.recv_timeout(left) else {
            let complaints: String = self.members.iter().map(|member| member.complaints.as_str()).collect();
            let seconds = self.limit.as_secs();
            return Err(Failure::Late(format!("waited {seconds} s for `{}`; {complaints}", awaited.trim())));
        };
        let member = &mut self.members[number];
        match heard {
            Heard::Line(line) => member.lines.push(line),
            Heard::Complaint(line) => member.complaints += &(line + "\n"),
            Heard::End => {
                member.open -= 1;
                if member.open == 0 {
                    return member.end(self.deadline);
                }
            }
        }
        Ok(())
    }
}

impl Member {
    fn end(&mut self, deadline: Instant) -> Result<(), Failure> {
        let status = loop {
            match self.child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) if Instant::now() < deadline => thread::sleep(LOOK),
                Ok(None) => return Err(Failure::Late("it closed its output and did not end".into())),
                Err(error) => return Err(Failure::Failed(error.to_string())),
            }
        };
        self.status = Some(status);
        let complaints = self.complaints.trim().to_owned();
        match status.code() {
            Some(0) => Ok(()),
            Some(LOST) => Err(Failure::Lost(complaints)),
            Some(UNSUPPORTED) => Err(Failure::Unsupported(complaints)),
            _ => Err(Failure::Failed(format!("{status}; {complaints}"))),
        }
    }
}

impl Drop for Cast {
    fn drop(&mut self) {
        for member in self.members.iter_mut().filter(|member| member.status.is_none()) {
            let _ = member.child.kill();
            let _ = member.child.wait();
        }
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

    fn run(script: &str, limit: Duration) -> Result<String, Failure> {
        let mut cast = Cast::new(limit);
        let number = cast.start(&mut shell(script))?;
        let said = cast.expect(number, "result ")?;
        cast.tell(number);
        cast.finish()?;
        Ok(said)
    }

    #[test]
    fn a_process_is_heard_told_and_waited_for() {
        assert_eq!(run("echo ready; echo result a=1; read word", Duration::from_secs(20)), Ok("a=1".into()));
    }

    #[test]
    fn an_exit_code_says_what_was_wrong() {
        let lost = run("echo 'lost: message 5' >&2; exit 3", Duration::from_secs(20));
        assert_eq!(lost, Err(Failure::Lost("lost: message 5".into())));
        let unsupported = run("echo none >&2; exit 4", Duration::from_secs(20));
        assert_eq!(unsupported, Err(Failure::Unsupported("none".into())));
        assert!(matches!(run("exit 1", Duration::from_secs(20)), Err(Failure::Failed(_))));
        assert!(matches!(run("kill -9 $$", Duration::from_secs(20)), Err(Failure::Failed(_))));
    }

    #[test]
    fn a_process_that_hangs_is_ended() {
        let started = Instant::now();
        assert!(matches!(run("exec sleep 60", Duration::from_millis(200)), Err(Failure::Late(_))));
        assert!(started.elapsed() < Duration::from_secs(20));
    }
}
