//! Runs the programs, each in a folder of its own and not for ever.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::{Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use super::Program;
use crate::Outcome;
use crate::build::Progress;

/// The longest that a program of upstream's may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How many run at once: they wait most of the time.
const AT_ONCE: usize = 6;
/// How often a program that failed beside others is run again, alone.
const AGAIN: usize = 3;
/// What upstream's programs exit with when they cannot run here.
const CANNOT: i32 = 77;

/// How a program ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    /// With the reason, if it gives one.
    Skipped(String),
    /// With what it says.
    Failed(String),
}

/// Runs all of them; `launch` has words that come before each program, and what is set in its environment.
pub(crate) fn run_all(
    programs: &[Program],
    launch: (&[String], &[(&str, OsString)]),
    folder: &Path,
    progress: &Progress,
) -> Outcome<Vec<(String, Verdict)>> {
    progress.count("running upstream's tests", programs.len());
    let queue = Mutex::new(programs.iter().collect::<VecDeque<_>>());
    let verdicts = Mutex::new(Vec::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE.min(programs.len()) {
            scope.spawn(|| {
                loop {
                    let Some(program) = queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front() else {
                        return;
                    };
                    let verdict = run(program, launch, folder);
                    progress.step();
                    verdicts.lock().unwrap_or_else(PoisonError::into_inner).push((program, verdict));
                }
            });
        }
    });
    let mut verdicts = verdicts.into_inner().unwrap_or_else(PoisonError::into_inner);
    for (program, verdict) in &mut verdicts {
        for _ in 0..AGAIN {
            if matches!(verdict, Ok(Verdict::Failed(_))) {
                *verdict = run(program, launch, folder);
            }
        }
    }
    let mut named = Vec::new();
    for (program, verdict) in verdicts {
        named.push((program.name.clone(), verdict.map_err(|error| format!("{}: {error}", program.file.display()))?));
    }
    named.sort_by(|one, other| one.0.cmp(&other.0));
    Ok(named)
}

fn run(
    program: &Program,
    (words, environment): (&[String], &[(&str, OsString)]),
    folder: &Path,
) -> Result<Verdict, std::io::Error> {
    let folder = folder.join(&program.name);
    fs::create_dir_all(&folder)?;
    let output = folder.join("output.txt");
    let file = File::create(&output)?;
    let mut command = match words.split_first() {
        Some((first, rest)) => {
            let mut command = Command::new(first);
            command.args(rest).arg(&program.file);
            command
        }
        None => Command::new(&program.file),
    };
    command.args(&program.arguments).current_dir(&folder).stdin(Stdio::null()).stdout(file.try_clone()?).stderr(file);
    command.envs(environment.iter().map(|(name, value)| (name, value)));
    let mut child = command.spawn()?;
    let deadline = Instant::now() + LIMIT;
    let status = loop {
        if let Some(status) = child.try_wait()? {
            break Some(status);
        }
        if Instant::now() >= deadline {
            child.kill()?;
            child.wait()?;
            break None;
        }
        thread::sleep(Duration::from_millis(5));
    };
    let said = fs::read(&output)?;
    Ok(judge(status, &String::from_utf8_lossy(&said)))
}

fn judge(status: Option<ExitStatus>, said: &str) -> Verdict {
    let Some(status) = status else {
        return Verdict::Failed(format!("not done after {} s", LIMIT.as_secs()));
    };
    let ignored = || {
        said.lines().find_map(|line| line.split_once(":IGNORE").map(|(_, why)| why.trim_start_matches(": ").to_owned()))
    };
    if status.code() == Some(CANNOT) {
        // Upstream's fuzzers without a corpus, which the package does not bring.
        let why = said.lines().last().unwrap_or("it says only that it cannot run here");
        return Verdict::Skipped(why.to_owned());
    }
    if !status.success() {
        let line = said
            .lines()
            .rev()
            .find(|line| line.contains(":FAIL") || line.contains("Assertion") || line.contains("ERROR: "));
        return Verdict::Failed(line.map_or_else(|| status.to_string(), |line| format!("{status}: {line}")));
    }
    // `3 Tests 0 Failures 3 Ignored`: nothing was tested.
    let counts: Vec<u32> = said
        .lines()
        .rev()
        .find(|line| line.contains(" Tests ") && line.contains(" Ignored"))
        .map(|line| line.split_whitespace().filter_map(|word| word.parse().ok()).collect())
        .unwrap_or_default();
    match counts.as_slice() {
        [tests, _, skipped] if tests == skipped => Verdict::Skipped(ignored().unwrap_or_default()),
        _ => Verdict::Passed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    fn ended(code: i32) -> Option<ExitStatus> {
        Some(std::os::unix::process::ExitStatusExt::from_raw(code << 8))
    }

    #[cfg(unix)]
    #[test]
    fn a_program_that_tested_nothing_did_not_pass() {
        let said = "a.cpp:12:test_x:IGNORE: no TIPC here\n-----\n1 Tests 0 Failures 1 Ignored \nOK\n";
        assert_eq!(judge(ended(0), said), Verdict::Skipped("no TIPC here".into()));
        assert_eq!(judge(ended(0), "2 Tests 0 Failures 1 Ignored \nOK\n"), Verdict::Passed);
        assert_eq!(judge(ended(77), "cannot\n"), Verdict::Skipped("cannot".into()));
    }

    #[cfg(unix)]
    #[test]
    fn a_failure_says_which_line_failed() {
        let said = "a.cpp:9:test_a:PASS\na.cpp:12:test_b:FAIL: Expected 1 Was 2\n";
        let Verdict::Failed(why) = judge(ended(1), said) else { panic!("it failed") };
        assert!(why.contains("test_b:FAIL: Expected 1 Was 2"), "{why}");
        assert!(matches!(judge(None, ""), Verdict::Failed(_)));
    }
}
