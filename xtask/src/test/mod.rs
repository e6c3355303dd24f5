//! `cargo xtask test`: runs every step to its end, then says what ran, what failed and what the machine lacked.

mod again;
mod count;
pub(crate) mod machine;
mod steps;

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::{Outcome, cargo};
use count::Count;
use steps::{STEPS, Step};

const HELP: &str = "\
cargo xtask test [--only STEP,STEP..] [--skip STEP,STEP..] [--fail-fast] [--list]

Runs every step but those that --list marks with *, or the chosen ones, and goes on after a failure unless told to stop
at the first.
A test that fails is run again, alone: passes it three times, it is named as unsteady, and up to three such tests in a run
are no failure.
The last line is a count: N passed, N failed, N skipped. A test that was ignored everywhere is skipped, and
so is one that says that it cannot run here, and a step for which the machine lacks something; a step that has no
tests counts as one.
";

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let Some(plan) = Plan::read(arguments)? else { return Ok(()) };
    machine::require_essentials()?;
    let mut report = Report::default();
    for step in plan.steps {
        let failed = report.run(step);
        if failed && plan.fail_fast {
            break;
        }
    }
    report.finish()
}

/// What the command line asks for.
struct Plan {
    steps: Vec<&'static Step>,
    are_named: bool,
    fail_fast: bool,
}

impl Plan {
    /// `None` when the question was answered by printing.
    fn read(arguments: &[&str]) -> Outcome<Option<Plan>> {
        let mut plan = Plan { steps: STEPS.iter().collect(), are_named: false, fail_fast: false };
        let mut rest = arguments.iter();
        while let Some(argument) = rest.next() {
            match *argument {
                "--only" => plan.keep(rest.next(), true)?,
                "--skip" => plan.keep(rest.next(), false)?,
                "--fail-fast" => plan.fail_fast = true,
                "--list" => {
                    let mark = |step: &Step| if step.by_name { "*" } else { "" };
                    STEPS
                        .iter()
                        .for_each(|step| println!("{:<12} {}", format!("{}{}", step.name, mark(step)), step.does));
                    return Ok(None);
                }
                "--help" | "-h" => {
                    print!("{HELP}");
                    return Ok(None);
                }
                unknown => return Err(format!("`{unknown}` is not understood\n\n{HELP}").into()),
            }
        }
        if !plan.are_named {
            plan.steps.retain(|step| !step.by_name);
        }
        Ok(Some(plan))
    }

    fn keep(&mut self, names: Option<&&str>, those: bool) -> Outcome {
        let names: Vec<&str> =
            names.filter(|names| !names.starts_with('-')).ok_or("which steps? See --list")?.split(',').collect();
        if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.name != **name)) {
            return Err(format!("there is no step `{unknown}`; see --list").into());
        }
        self.steps.retain(|step| names.contains(&step.name) == those);
        self.are_named |= those;
        Ok(())
    }
}

/// What became of the steps so far.
#[derive(Default)]
struct Report {
    count: Count,
    failures: Vec<String>,
    unsteady: Vec<String>,
    lacks: Vec<String>,
    times: Vec<(&'static str, Duration, &'static str)>,
}

impl Report {
    /// Runs a step and says whether it failed.
    fn run(&mut self, step: &'static Step) -> bool {
        println!("\n==> {}: {}", step.name, step.does);
        let start = Instant::now();
        let verdict = match machine::lacking(step.needs) {
            Some(lack) => {
                self.count.skipped += 1;
                self.lacks.push(format!("{}: {lack}", step.name));
                println!("{lack}");
                "skipped"
            }
            None if self.run_commands(step) => "ok",
            None => "FAILED",
        };
        println!("<== {}: {verdict} in {:.1} s", step.name, start.elapsed().as_secs_f64());
        self.times.push((step.name, start.elapsed(), verdict));
        verdict == "FAILED"
    }

    fn run_commands(&mut self, step: &Step) -> bool {
        let mut ok = true;
        let before = self.count.total();
        for line in step.commands {
            println!("$ {line}");
            self.count.next_command();
            let failed_tests = self.count.failed_tests.len();
            let outcome = run_command(&line.split_whitespace().collect::<Vec<_>>(), step.environment, &mut self.count);
            let news = self.count.failed_tests.get(failed_tests..).unwrap_or_default().to_vec();
            if let Err(error) = outcome
                && !self.forgives(line, step, &news)
            {
                ok = false;
                self.failures.extend(news.iter().map(|test| format!("{}: test {test}", step.name)));
                if news.is_empty() {
                    self.failures.push(format!("{}: {error}", step.name));
                    self.count.failed += 1;
                }
            }
        }
        if ok && self.count.total() == before {
            self.count.passed += 1;
        }
        ok
    }

    /// Whether the tests that failed are all that was wrong, few, and pass when they are run again.
    fn forgives(&mut self, line: &str, step: &Step, tests: &[String]) -> bool {
        let are_few = self.unsteady.len() + tests.len() <= again::AT_MOST;
        let forgiven = !tests.is_empty()
            && are_few
            && self.count.all_ended()
            && tests.iter().all(|test| again::passes(line, step.environment, test));
        if forgiven {
            self.unsteady.extend(tests.iter().map(|test| format!("{}: test {test}", step.name)));
            self.count.failed -= tests.len();
            self.count.passed += tests.len();
        }
        forgiven
    }

    fn finish(self) -> Outcome {
        println!("\n==> summary");
        for (name, time, verdict) in &self.times {
            println!("{name:<12} {:>7.1} s  {verdict}", time.as_secs_f64());
        }
        let total: Duration = self.times.iter().map(|(_, time, _)| *time).sum();
        println!("{:<12} {:>7.1} s", "total", total.as_secs_f64());
        self.lacks.iter().for_each(|lack| println!("skipped  {lack}"));
        self.count.never_run().for_each(|test| println!("skipped  test {test}: ignored in every run"));
        self.count.skipped_tests.iter().for_each(|test| println!("skipped  test {test}"));
        self.unsteady.iter().for_each(|test| println!("unsteady {test}: failed once, then passed alone each time"));
        self.failures.iter().for_each(|failure| println!("FAILED   {failure}"));
        println!("{}", self.count);
        if self.failures.is_empty() { Ok(()) } else { Err("cargo xtask test failed".into()) }
    }
}

/// Runs a command such as `cargo fmt --check`, passes its output on and counts the tests in it.
fn run_command(words: &[&str], environment: &[(&str, &str)], count: &mut Count) -> Outcome {
    let (program, arguments) = words.split_first().ok_or("an empty command")?;
    let mut command = if *program == "cargo" { cargo() } else { Command::new(program) };
    let mut child = command
        .args(arguments)
        .envs(environment.iter().copied())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()?;
    let output = child.stdout.take().ok_or("no output to read")?;
    for text in BufReader::new(output).split(b'\n') {
        let text = text?;
        let text = String::from_utf8_lossy(&text);
        println!("{text}");
        count.read(&text);
    }
    let status = child.wait()?;
    if status.success() { Ok(()) } else { Err(format!("`{}` ended with {status}", words.join(" ")).into()) }
}
