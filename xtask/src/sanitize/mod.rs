//! `cargo xtask sanitize`: upstream's tests and ours under the compiler's sanitizers, on our libzmq and on stock.

mod brief;
mod known;
mod programs;
mod report;
mod table;

use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::io::ErrorKind;
use std::time::Instant;

use crate::Outcome;
use crate::build::{self, Prefix, Progress, Request};
use crate::upstream_tests::{Chosen, Kit, Program, require_some, run_all};
use table::{Results, Table};

const HELP: &str = "\
cargo xtask sanitize [address | undefined | thread].. [OPTIONS]

Runs upstream's own tests and the programs of tests/c on libzmq as the sanitizers compile it, ours and stock; without a name, under
each of the three. Says for each finding whether stock has it too, and fails if it has not and no reason is known.

--brief        in two minutes: programs of tests/c that are worth most, under address and thread, on ours alone; any finding
               without a known reason fails
--only TEXT    only the programs whose names have this in them
-q, --quiet    only what was found
";

const SANITIZERS: [&str; 3] = ["address", "undefined", "thread"];

/// A finding is written to a file of its process and does not end the program, where that can be.
const ENVIRONMENT: [(&str, &str); 4] = [
    ("ASAN_OPTIONS", "detect_stack_use_after_return=1:allocator_may_return_null=1"),
    ("LSAN_OPTIONS", "exitcode=0"),
    ("TSAN_OPTIONS", "exitcode=0:die_after_fork=0:history_size=4:allocator_may_return_null=1"),
    ("UBSAN_OPTIONS", "print_stacktrace=1"),
];

/// How often one libzmq is asked again for what only the other has shown: a race does not show in each run.
const AGAIN: usize = 5;

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let is_brief = arguments.contains(&"--brief");
    let arguments: Vec<&str> = arguments.iter().copied().filter(|argument| *argument != "--brief").collect();
    let Some(Chosen { names, only, quiet }) = Chosen::read(&arguments, HELP)? else {
        return Ok(());
    };
    if let Some(name) = names.iter().find(|name| !SANITIZERS.contains(&name.as_str())) {
        return Err(format!("there is no sanitizer `{name}`; there are {}", SANITIZERS.join(", ")).into());
    }
    require_some(&only, &programs::names()?)?;
    let chosen = SANITIZERS.into_iter().filter(|name| names.is_empty() || names.iter().any(|chosen| chosen == name));
    let (mut unexplained, mut tables) = (0, 0);
    for sanitizer in chosen {
        let table = match brief::programs(sanitizer, &only) {
            _ if !is_brief => examine(sanitizer, &only, quiet)?,
            none if none.is_empty() => continue,
            programs => brief::examine(sanitizer, &programs, quiet)?,
        };
        print!("{table}");
        unexplained += table.unexplained();
        tables += 1;
    }
    if tables == 0 {
        return Err("none of these programs is in the brief run, or none under this sanitizer".into());
    }
    match unexplained {
        0 => Ok(()),
        count if is_brief => Err(format!("{count} findings or failures; stock libzmq was not asked").into()),
        count => Err(format!("{count} findings or failures that stock libzmq does not have").into()),
    }
}

fn examine(sanitizer: &'static str, only: &str, quiet: bool) -> Outcome<Table> {
    let start = Instant::now();
    let progress = Progress::new(quiet);
    let wanted = |name: &str| name.contains(only);
    let ours = Library::build(sanitizer, "patched")?;
    let kit = Kit::compile_some(&ours.request, &build::gather(&ours.request)?, &wanted, &progress)?;
    let shared = kit.link(&ours.request, &ours.prefix, &progress)?;
    let own = programs::compile(&ours.request, &ours.prefix, &wanted, &progress)?;
    let with_units = |library: &Library| -> Outcome<Vec<Program>> {
        let units = kit.link_units(&library.request, &library.prefix, &progress)?;
        Ok(shared.iter().cloned().chain(units).collect())
    };
    let ours_all: Vec<Program> = with_units(&ours)?.into_iter().chain(own.iter().cloned()).collect();
    let on_ours = ours.run(&ours_all, &progress)?;

    let stock = Library::build(sanitizer, "pristine")?;
    let found = |program: &Program| on_ours.get(&program.name).is_some_and(|result| !result.reports.is_empty());
    let mut stock_all = with_units(&stock)?;
    stock_all.extend(own.into_iter().filter(found));
    let on_stock = stock.run(&stock_all, &progress)?;

    let mut table = Table { sanitizer, ours: on_ours, stock: Some(on_stock), seconds: 0.0 };
    for _ in 0..AGAIN {
        let (only_ours, only_stock) = table.one_sided();
        let again = |programs: &[Program], names: &BTreeSet<String>| -> Vec<Program> {
            programs.iter().filter(|program| names.contains(&program.name)).cloned().collect()
        };
        merge(table.stock.get_or_insert_default(), stock.run(&again(&stock_all, &only_ours), &progress)?);
        merge(&mut table.ours, ours.run(&again(&ours_all, &only_stock), &progress)?);
    }
    table.seconds = start.elapsed().as_secs_f64();
    Ok(table)
}

/// Adds what another run has shown; what it did not show does not take anything back.
fn merge(results: &mut Results, again: Results) {
    for (name, result) in again {
        match results.get_mut(&name) {
            Some(known) => known.reports.extend(result.reports),
            None => drop(results.insert(name, result)),
        }
    }
}

/// A libzmq as the sanitizer compiles it.
struct Library {
    request: Request,
    prefix: Prefix,
}

impl Library {
    fn build(sanitizer: &str, source: &str) -> Outcome<Self> {
        let options = ["--sanitize", sanitizer, "--source", source, "--with", "draft,ws", "--debug", "--quiet"];
        let request = build::read(&options)?.ok_or("options, and not a question for help")?;
        let prefix = build::install(&request)?;
        Ok(Self { request, prefix })
    }

    fn run(&self, programs: &[Program], progress: &Progress) -> Outcome<Results> {
        let library = ("LD_LIBRARY_PATH", self.prefix.root.join("lib").into_os_string());
        let log = format!("log_path={}", report::LOG);
        let options = ENVIRONMENT.map(|(name, value)| (name, OsString::from(format!("{value}:{log}"))));
        let environment: Vec<(&str, OsString)> = options.into_iter().chain([library]).collect();
        let folder = self.request.work().join("sanitized");
        for program in programs {
            match fs::remove_dir_all(folder.join(&program.name)) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(error.into()),
                _ => {}
            }
        }
        let mut results = Results::new();
        for (name, verdict) in run_all(programs, (&[], &environment), &folder, progress)? {
            let reports = report::read(&folder.join(&name))?;
            results.insert(name, table::Result { verdict, reports });
        }
        Ok(results)
    }
}
