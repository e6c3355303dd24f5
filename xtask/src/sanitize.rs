//! `cargo xtask sanitize`: upstream's tests under the compiler's sanitizers, on our libzmq and on stock.

use std::collections::BTreeMap;
use std::ffi::OsString;

use crate::Outcome;
use crate::build::{self, Prefix, Progress, Request};
use crate::upstream_tests::{Chosen, Kit, Program, Verdict, run_all};

const HELP: &str = "\
cargo xtask sanitize [address | undefined | thread].. [OPTIONS]

Runs upstream's own tests on libzmq as the sanitizers compile it, ours and stock; without a name, under each of the three.
Fails if one of them finds in ours what it does not find in stock.

--only TEXT    only the programs whose names have this in them
-q, --quiet    only what was found
";

const SANITIZERS: [&str; 3] = ["address", "undefined", "thread"];

/// What makes a finding end a program, which else would go on and pass.
const ENVIRONMENT: [(&str, &str); 3] = [
    ("ASAN_OPTIONS", "detect_stack_use_after_return=1"),
    ("TSAN_OPTIONS", "exitcode=66"),
    ("UBSAN_OPTIONS", "halt_on_error=1:print_stacktrace=1"),
];

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let Some(Chosen { names, only, quiet }) = Chosen::read(arguments, HELP)? else {
        return Ok(());
    };
    if let Some(name) = names.iter().find(|name| !SANITIZERS.contains(&name.as_str())) {
        return Err(format!("there is no sanitizer `{name}`; there are {}", SANITIZERS.join(", ")).into());
    }
    let chosen = SANITIZERS.into_iter().filter(|name| names.is_empty() || names.iter().any(|chosen| chosen == name));
    let mut ours = 0;
    for sanitizer in chosen {
        ours += examine(sanitizer, &only, quiet)?;
    }
    if ours == 0 { Ok(()) } else { Err(format!("{ours} findings that stock libzmq does not have").into()) }
}

/// How many programs fail on ours only.
fn examine(sanitizer: &str, only: &str, quiet: bool) -> Outcome<usize> {
    let progress = Progress::new(quiet);
    let (request, prefix) = built(sanitizer, "patched")?;
    let wanted = |name: &str| name.contains(only);
    let kit = Kit::compile_some(&request, &build::gather(&request)?, &wanted, &progress)?;
    let programs = kit.link(&request, &prefix, &progress)?;
    let ours = verdicts(&programs, &request, &prefix, &progress)?;
    let (request, prefix) = built(sanitizer, "pristine")?;
    let stock = verdicts(&programs, &request, &prefix, &progress)?;

    let failed = |verdict: Option<&Verdict>| matches!(verdict, Some(Verdict::Failed(_)));
    let only_ours = ours.iter().filter(|(name, verdict)| failed(Some(verdict)) && !failed(stock.get(*name))).count();
    let in_ours = ours.values().filter(|verdict| failed(Some(verdict))).count();
    let in_stock = stock.values().filter(|verdict| failed(Some(verdict))).count();
    println!("{sanitizer}: {} programs, {in_ours} fail on ours and {in_stock} on stock libzmq", ours.len());
    for (name, verdict) in &ours {
        match (verdict, stock.get(name)) {
            (Verdict::Failed(why), Some(Verdict::Failed(_))) => println!("  {name} fails on both: {why}"),
            (Verdict::Failed(why), _) => println!("  {name} FAILS ON OURS ONLY: {why}"),
            (_, Some(Verdict::Failed(why))) => println!("  {name} is cured; on stock libzmq: {why}"),
            _ => {}
        }
    }
    Ok(only_ours)
}

fn built(sanitizer: &str, source: &str) -> Outcome<(Request, Prefix)> {
    let options = ["--sanitize", sanitizer, "--source", source, "--with", "draft,ws", "--shared", "--debug", "--quiet"];
    let request = build::read(&options)?.ok_or("options, and not a question for help")?;
    let prefix = build::install(&request)?;
    Ok((request, prefix))
}

fn verdicts(
    programs: &[Program],
    request: &Request,
    prefix: &Prefix,
    progress: &Progress,
) -> Outcome<BTreeMap<String, Verdict>> {
    let library = ("LD_LIBRARY_PATH", prefix.root.join("lib").into_os_string());
    let options = ENVIRONMENT.map(|(name, value)| (name, OsString::from(value)));
    let environment: Vec<(&str, OsString)> = options.into_iter().chain([library]).collect();
    let folder = request.work().join("sanitized");
    Ok(run_all(programs, (&[], &environment), &folder, progress)?.into_iter().collect())
}
