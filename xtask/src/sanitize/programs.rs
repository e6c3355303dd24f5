//! The programs of `tests/c`, as the sanitizer compiles them.

use std::fs;
use std::process::Command;

use crate::build::{Language, Prefix, Progress, Request};
use crate::upstream_tests::{Program, in_parallel, succeed};
use crate::{Outcome, root};

/// The runs of those that take arguments; a sanitizer is slow, so they are smaller than in `tests/tests/c_programs.rs`.
const WITH_ARGUMENTS: &[(&str, &[&str])] = &[
    ("answer_nobody", &["ipc://*"]),
    ("backlog", &["tcp://127.0.0.1:*"]),
    ("caller_io", &["tcp://127.0.0.1:*"]),
    ("caller_io", &["ipc://*"]),
    ("caller_io_waits", &["tcp://127.0.0.1:*"]),
    ("caller_io_waits", &["ipc://*"]),
    ("closed_with_input", &["300"]),
    ("hangup_while_stopped", &["ipc://socket", "200", "20"]),
    ("heartbeat_lag", &["ipc://*"]),
    ("ipc_loss", &["ipc://socket", "1", "50000"]),
    ("ipc_loss", &["ipc://socket", "100", "5000", "1", "curve"]),
    ("receiver_reopens", &["ipc://socket"]),
    ("torture", &["1", "20"]),
];

/// Halves of tests whose other half is in another language, and what only counts instructions.
const NOT_ALONE: &[&str] = &["draft_peers", "message_pairs"];

/// Whether a run of it is one of ours.
fn runs_alone(name: &str) -> bool {
    !NOT_ALONE.contains(&name)
}

/// All that run alone.
pub(super) fn names() -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(root().join("tests/c"))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".c").filter(|name| runs_alone(name)).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Compiles those whose names are wanted and links them with the shared library of `prefix`.
pub(crate) fn compile(
    request: &Request,
    prefix: &Prefix,
    wanted: &dyn Fn(&str) -> bool,
    progress: &Progress,
) -> Outcome<Vec<Program>> {
    let sources = root().join("tests/c");
    let out = request.work().join("own-programs");
    fs::create_dir_all(&out)?;
    let mut names = names()?;
    names.retain(|name| wanted(name));
    progress.count("compiling programs", names.len());
    in_parallel(names.iter().collect(), |name| {
        let compiler = request.toolchain.compiler(Language::C).map_err(|error| error.to_string())?;
        let mut command: Command = compiler.to_command();
        command.args(["-std=gnu11", "-O1", "-g", "-w", "-DZMQ_BUILD_DRAFT_API"]);
        command.args(request.sanitizer.map(|sanitizer| sanitizer.flag()));
        command.arg("-I").arg(prefix.root.join("include")).arg(sources.join(name).with_extension("c"));
        command.arg("-o").arg(out.join(name)).arg("-L").arg(prefix.root.join("lib"));
        command.args(["-lzmq", "-lpthread", "-lm"]);
        succeed(&mut command, name)?;
        progress.step();
        Ok(())
    })?;
    let mut programs = Vec::new();
    for name in &names {
        let file = out.join(name);
        let runs: Vec<&[&str]> =
            WITH_ARGUMENTS.iter().filter(|(program, _)| program == name).map(|(_, arguments)| *arguments).collect();
        let runs = if runs.is_empty() { vec![&[][..]] } else { runs };
        for (index, arguments) in runs.into_iter().enumerate() {
            let number = if index == 0 { String::new() } else { format!("-{}", index + 1) };
            let arguments = arguments.iter().map(|argument| (*argument).to_owned()).collect();
            programs.push(Program { name: format!("{name}{number}"), file: file.clone(), arguments });
        }
    }
    Ok(programs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_that_take_arguments_get_some() {
        let mut count = 0;
        for entry in fs::read_dir(root().join("tests/c")).unwrap() {
            let path = entry.unwrap().path();
            if fs::read_to_string(&path).unwrap().contains("\nint main (int ") {
                let name = path.file_stem().unwrap().to_str().unwrap();
                assert!(!runs_alone(name) || WITH_ARGUMENTS.iter().any(|(program, _)| *program == name), "{name}");
                count += 1;
            }
        }
        assert!(count > 5, "{count} programs take arguments");
    }
}
