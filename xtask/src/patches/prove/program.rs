//! Runs a program of `tests/c`, with a bound, and says how it ended.

use std::fmt;
use std::fs;
use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::question::Question;
use crate::{Outcome, root};

/// What is to be shown, which decides when enough runs have been seen.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// No run fails.
    Pass,
    /// One run fails.
    Fail,
}

/// How they ended, in a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ending {
    Passed,
    Failed,
    /// This machine lacks something.
    NotRun,
    /// The library does not build.
    NotBuilt,
}

/// How the runs ended.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    pub(crate) ending: Ending,
    /// How the run that failed ended, or the number of runs, or why there were none.
    text: String,
    /// What the last run wrote.
    pub(crate) said: String,
}

impl Answer {
    /// The program does not compile with this library.
    pub(crate) fn of_compiler(error: &str) -> Self {
        Self::without_a_run(Ending::Failed, &format!("does not compile ({})", short(error)))
    }

    /// The machine lacks what it needs.
    pub(crate) fn not_run(lack: &str) -> Self {
        Self::without_a_run(Ending::NotRun, &lack.replace('|', "/"))
    }

    pub(crate) fn not_built(error: &str) -> Self {
        Self::without_a_run(Ending::NotBuilt, &error.replace(['|', '\n'], " "))
    }

    fn without_a_run(ending: Ending, text: &str) -> Self {
        Self { ending, text: text.to_owned(), said: String::new() }
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.text)
    }
}

/// Runs it as often as the question says, or until it has failed.
pub(crate) fn run(binary: &Path, question: &Question, wanted: Wanted) -> Outcome<Answer> {
    let mut said = String::new();
    for run in 1..=question.runs {
        let status;
        (status, said) = run_once(binary, question)?;
        if status.is_some_and(|status| status.success()) {
            continue;
        }
        let how = match status {
            Some(status) => end_of(status),
            None => format!("hung for {} s", BOUND.as_secs()),
        };
        if wanted == Wanted::Pass {
            println!("{said}");
        }
        let run = if question.runs > 1 { format!("run {run}: ") } else { String::new() };
        return Ok(Answer { ending: Ending::Failed, text: format!("{run}{how} ({})", short(reason(&said))), said });
    }
    if let Some(why) = said.lines().find_map(|line| line.strip_prefix("skipped: ")) {
        return Ok(Answer::not_run(why));
    }
    let text = if question.runs > 1 { format!("passed {} times", question.runs) } else { "passed".to_owned() };
    Ok(Answer { ending: Ending::Passed, text, said })
}

/// Of a test of Rust's, what it panicked with; what a program in C says last.
fn reason(said: &str) -> &str {
    let mut lines = said.lines();
    match lines.find(|line| line.starts_with("thread '") && line.contains(" panicked at ")) {
        Some(_) => lines.next().unwrap_or_default(),
        None => said.lines().rfind(|line| !line.trim().is_empty()).unwrap_or_default(),
    }
}

/// The beginning of a line, for a cell of a table.
fn short(line: &str) -> String {
    line.chars().filter(|character| *character != '|').take(80).collect()
}

fn end_of(status: ExitStatus) -> String {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return match signal {
            6 => "aborted".to_owned(),
            14 => "hung until its alarm".to_owned(),
            _ => format!("ended by signal {signal}"),
        };
    }
    format!("failed with {}", status.code().unwrap_or(-1))
}

/// The exit status, or `None` if it had to be killed, and what it said.
fn run_once(binary: &Path, question: &Question) -> Outcome<(Option<ExitStatus>, String)> {
    let folder = root().join("target/prove/run");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder)?;
    let mut command = Command::new(binary);
    for argument in &question.arguments {
        command.arg(match argument.as_str() {
            "{ipc}" => "ipc://socket".to_owned(),
            "{tcp}" => format!("tcp://127.0.0.1:{}", free_port()?),
            "{ws}" => format!("ws://127.0.0.1:{}", free_port()?),
            other => other.to_owned(),
        });
    }
    // A backtrace would be the last that it says, in the reason's place.
    command.env_remove("RUST_BACKTRACE").env_remove("RUST_LIB_BACKTRACE");
    command.env_remove("PART").envs(question.part.iter().map(|part| ("PART", part)));
    command.current_dir(&folder).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // A group of its own, with what it forks.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let mut child = command.spawn()?;
    let readers = [reader(child.stdout.take()), reader(child.stderr.take())];
    let status = wait(&mut child)?;
    kill_group(child.id());
    let said = readers.map(|reader| reader.join().unwrap_or_default());
    Ok((status, said.concat()))
}

fn wait(child: &mut Child) -> Outcome<Option<ExitStatus>> {
    let deadline = Instant::now() + BOUND;
    while Instant::now() < deadline {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        thread::sleep(Duration::from_millis(20));
    }
    kill_group(child.id());
    child.wait()?;
    Ok(None)
}

/// What it forked may live on, and hold the streams open.
fn kill_group(leader: u32) {
    let mut kill = Command::new("kill");
    let _ = kill.args(["-KILL", "--", &format!("-{leader}")]).stdout(Stdio::null()).stderr(Stdio::null()).status();
}

fn reader(stream: Option<impl Read + Send + 'static>) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            // What was read before an error counts.
            let _ = stream.read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

fn free_port() -> Outcome<u16> {
    Ok(TcpListener::bind("127.0.0.1:0")?.local_addr()?.port())
}

/// Longer than any of them takes.
const BOUND: Duration = Duration::from_secs(90);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_reason_is_what_a_test_panics_with_or_the_last_line() {
        let rust = "\nrunning 1 test\nthread 'a::b' panicked at tests/a.rs:1:2:\nit hangs:\n--- it said\nx\n---\nnote: run with";
        assert_eq!(reason(rust), "it hangs:");
        assert_eq!(reason("one\ntwo.c:3: x == y\n\n"), "two.c:3: x == y");
        assert_eq!(reason(""), "");
    }
}
