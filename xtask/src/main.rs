//! The project's automation: `cargo xtask COMMAND`.

mod bench;
mod bindings;
mod build;
mod conformance;
mod instructions;
mod patches;
mod sanitize;
mod targets;
mod test;
mod tidy;
mod upstream_tests;
mod value;
mod written;

use std::env;
use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::LazyLock;

/// What a command returns; an error's text is all that the user sees of it.
type Outcome<T = ()> = Result<T, Box<dyn Error>>;

const HELP: &str = "\
cargo xtask COMMAND

test      everything that has to pass, with a count at the end (test --help)
tidy      the house rules that no compiler knows
bindings  generate zmq-sys's declarations from zmq.h (--check compares)
bench     this libzmq and this API against stock and the other libraries (bench --help)
api       the snapshot of the public API (api --help)
guide     the pages of the guide that are made from the code (guide --help)
patches   the series of patches to libzmq (patches --help)

instructions    what the safe API costs over C, in instructions
build-libzmq    libzmq for C programs, installed where you want it (build-libzmq --help)
platform-check  what our table says this machine has, against what upstream's build systems find
sanitize        upstream's tests under the compiler's sanitizers, on ours and on stock (sanitize --help)
targets         libzmq and upstream's tests for other systems and processors (targets --help)
conformance     upstream's own tests, on each build of it (conformance --help)
";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let outcome = match arguments.as_slice() {
        ["test", rest @ ..] => test::run(rest),
        ["tidy"] => tidy::run(),
        ["bindings", rest @ ..] => bindings::run(rest),
        ["instructions", rest @ ..] => instructions::run(rest),
        ["api", rest @ ..] => written::API.run(rest),
        ["guide", rest @ ..] => written::GUIDE.run(rest),
        ["bench", rest @ ..] => bench::run(rest),
        ["build-libzmq", rest @ ..] => build::run(rest),
        ["platform-check", rest @ ..] => build::platform_check::run(rest),
        ["conformance", rest @ ..] => conformance::run(rest),
        ["patches", rest @ ..] => patches::run(rest),
        ["sanitize", rest @ ..] => sanitize::run(rest),
        ["targets", rest @ ..] => targets::run(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{HELP}");
            Ok(())
        }
        [unknown, ..] => Err(format!("there is no command `{unknown}`\n\n{HELP}").into()),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The workspace's folder, as cargo says it at run time: in a shared target folder the program may come from another checkout.
fn root() -> &'static Path {
    static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
        let manifest = env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
        PathBuf::from(manifest).parent().map(Path::to_owned).unwrap_or_default()
    });
    &ROOT
}

/// The cargo that runs us, in the workspace's folder.
fn cargo() -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}
