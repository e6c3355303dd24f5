//! Finds bindgen what it needs: libclang, from PyPI, and a build of this package with bindgen in it.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::{Outcome, root};

/// Runs this command again in a build that has bindgen and knows where libclang is.
pub(super) fn run_with(arguments: &[&str]) -> Outcome {
    let libclang = libclang()?;
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut again = Command::new(cargo);
    again.args(["run", "--quiet", "--package", "xtask", "--features", "bindings", "--", "bindings"]).args(arguments);
    run_command(again.env("LIBCLANG_PATH", libclang).current_dir(root()))
}

/// The folder of a libclang, installed if it is not there yet.
fn libclang() -> Outcome<PathBuf> {
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from);
    let venv = target.join("bindings-venv");
    let python = venv.join(if cfg!(windows) { "Scripts/python.exe" } else { "bin/python" });
    if !python.exists() {
        run_command(Command::new("python3").args(["-m", "venv"]).arg(&venv))?;
    }
    let find = "import clang, os; print(os.path.join(os.path.dirname(clang.__file__), 'native'))";
    let located = || Command::new(&python).args(["-c", find]).output().ok().filter(|output| output.status.success());
    if located().is_none() {
        run_command(Command::new(&python).args(["-m", "pip", "install", "--quiet", LIBCLANG]))?;
    }
    let output = located().ok_or("libclang is not in the virtual environment that pip installed it into")?;
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

fn run_command(command: &mut Command) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command.status().map_err(|error| format!("{program} did not start: {error}"))?;
    if status.success() { Ok(()) } else { Err(format!("{program} failed: {status}").into()) }
}

/// Pinned: what it parses decides what is committed.
const LIBCLANG: &str = "libclang==18.1.1";
