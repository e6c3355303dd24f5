//! `cargo xtask targets`: libzmq and upstream's tests, compiled for other machines, and run where that is possible here.

mod brief;
mod list;
mod symbols;
mod zig;

use std::fmt;
use std::time::Instant;

use crate::Outcome;
use crate::build::{self, Progress, Request};
use crate::upstream_tests::{Chosen, Kit, Verdict, require_some, run_all};
use list::{Compiler, Row, Run, TARGETS};

const HELP: &str = "\
cargo xtask targets [TRIPLE].. [OPTIONS]

Builds libzmq for each target, compiles upstream's tests for it, and runs them where a program for the target runs here.
What Debian has no compiler for is compiled by the one in the Python package ziglang, which is installed below target/, and
without CURVE: libsodium's configure asks that compiler for minutes.

--brief        only whether libzmq's own sources compile, in half a minute: for the systems other than Linux, if no target is
               named; nothing is linked
--only TEXT    only the tests whose names have this in them
-q, --quiet    only the table
";

/// What there is of libzmq without foreign libraries, which every target would need again.
const FEATURES: &str = "draft,ws";

/// What came of a target.
struct Line {
    row: &'static Row,
    symbols: usize,
    compiled: usize,
    absent: usize,
    verdicts: Option<Vec<(String, Verdict)>>,
    seconds: f64,
}

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let is_brief = arguments.contains(&"--brief");
    let arguments: Vec<&str> = arguments.iter().copied().filter(|argument| *argument != "--brief").collect();
    let Some(Chosen { names: triples, only, quiet }) = Chosen::read(&arguments, HELP)? else {
        return Ok(());
    };
    let rows = if is_brief && triples.is_empty() { brief::rows() } else { list::choose(&triples)? };
    require_some(&only, &[])?;
    let missing: Vec<String> = rows.iter().filter_map(|row| row.lacks()).collect();
    if !missing.is_empty() {
        return Err(format!("nothing was compiled; this is missing:\n- {}", missing.join("\n- ")).into());
    }
    if is_brief {
        return brief::run(&rows, quiet);
    }
    let mut failed = Vec::new();
    println!("{HEADING}");
    for row in rows {
        match examine(row, &only, quiet) {
            Ok(line) => {
                failed.extend(line.failures());
                println!("{line}");
            }
            Err(error) => {
                println!("{:<29}does not compile", row.triple);
                eprintln!("{error}");
                failed.push(format!("{} does not compile", row.triple));
            }
        }
    }
    println!(
        "cargo check of the Rust crates for them needs `rustup target add TRIPLE`; it is not part of this command."
    );
    if failed.is_empty() { Ok(()) } else { Err(failed.join("\n").into()) }
}

fn examine(row: &'static Row, only: &str, quiet: bool) -> Outcome<Line> {
    let start = Instant::now();
    if !quiet {
        eprintln!("{}", row.triple);
    }
    let request = request(row)?;
    let progress = Progress::new(quiet);
    let prefix = build::install(&request)?;
    let symbols = symbols::count(&prefix.library(&request))?;
    let wanted = |name: &str| name.contains(only) && row.has_test(name);
    let kit = Kit::compile_some(&request, &build::gather(&request)?, &wanted, &progress)?;
    let mut programs = kit.link_static(&request, &prefix, &progress)?;
    programs.extend(kit.link_units(&request, &prefix, &progress)?);
    let compiled = programs.len();
    let excused =
        programs.iter().filter_map(|program| row.excuse(&program.name).map(|why| (program.name.clone(), why)));
    let excused: Vec<_> = excused.map(|(name, why)| (name, Verdict::Skipped(why.to_owned()))).collect();
    programs.retain(|program| row.excuse(&program.name).is_none());
    let verdicts = match &row.run {
        Run::No => None,
        Run::Here => Some(Vec::new()),
        Run::Under { words, .. } => Some(words.iter().map(|word| (*word).to_owned()).collect()),
    };
    let folder = request.work().join("upstream-runs");
    let mut verdicts = verdicts.map(|words| run_all(&programs, (&words, &[]), &folder, &progress)).transpose()?;
    verdicts.iter_mut().for_each(|verdicts| verdicts.extend(excused.clone()));
    let seconds = start.elapsed().as_secs_f64();
    Ok(Line { row, symbols, compiled, absent: kit.absent().len(), verdicts, seconds })
}

/// The libzmq that is built for it.
fn request(row: &Row) -> Outcome<Request> {
    let options = ["--target", row.triple, "--with", FEATURES, "--sodium", row.compiler.sodium(), "--quiet"];
    let mut request = build::read(&options)?.ok_or("options, and not a question for help")?;
    request.toolchain.programs = row.programs()?;
    Ok(request)
}

impl Line {
    fn failures(&self) -> Vec<String> {
        let failed = self.verdicts.iter().flatten().filter_map(|(name, verdict)| match verdict {
            Verdict::Failed(why) => Some(format!("{} {name}: {why}", self.row.triple)),
            _ => None,
        });
        failed.collect()
    }

    fn count(&self, is_it: impl Fn(&Verdict) -> bool) -> usize {
        self.verdicts.iter().flatten().filter(|(_, verdict)| is_it(verdict)).count()
    }
}

const HEADING: &str = "target                       compiler                symbols  programs  not for it  passed  skipped  failed      s";

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Row { triple, compiler, .. } = self.row;
        let compiler = match compiler {
            Compiler::Debian { cxx, .. } => (*cxx).to_owned(),
            Compiler::Zig(target) => format!("zig {target}"),
        };
        write!(f, "{triple:<29}{compiler:<24}{:>7}{:>10}{:>12}", self.symbols, self.compiled, self.absent)?;
        match &self.verdicts {
            None => write!(f, "  nothing here runs them  ")?,
            Some(_) => {
                let skipped = self.count(|verdict| matches!(verdict, Verdict::Skipped(_)));
                let failed = self.count(|verdict| matches!(verdict, Verdict::Failed(_)));
                write!(f, "{:>8}{skipped:>9}{failed:>8}", self.count(|verdict| *verdict == Verdict::Passed))?;
            }
        }
        write!(f, "{:>7.0}", self.seconds)?;
        for (name, verdict) in self.verdicts.iter().flatten() {
            match verdict {
                Verdict::Failed(why) => write!(f, "\n    {name} fails: {why}")?,
                Verdict::Skipped(why) if self.row.excuse(name).is_some() => {
                    write!(f, "\n    {name} is not run: {why}")?
                }
                _ => {}
            }
        }
        Ok(())
    }
}

/// Whether a triple is one of the list.
fn find(triple: &str) -> Outcome<&'static Row> {
    let names = || TARGETS.iter().map(|row| row.triple).collect::<Vec<_>>().join(", ");
    let row = TARGETS.iter().find(|row| row.triple == triple);
    row.ok_or_else(|| format!("`{triple}` is not on the list: {}", names()).into())
}
