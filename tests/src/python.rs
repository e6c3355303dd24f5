//! The Python of the tests: a virtual environment with what `python/requirements.txt` pins.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

/// What the environment holds; `cargo xtask` reads the same file.
const REQUIREMENTS: &str = include_str!("../python/requirements.txt");

/// The interpreter of the virtual environment `target/python-venv`, which the first call makes.
///
/// Test programs that run at the same time wait for the one that makes it.
#[track_caller]
pub fn interpreter() -> &'static Path {
    static INTERPRETER: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    match INTERPRETER.get_or_init(|| venv(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"))) {
        Ok(path) => path,
        Err(error) => panic!("{error}"),
    }
}

/// A command that runs `python/NAME.py`.
#[track_caller]
pub fn script(name: &str) -> Command {
    let mut command = Command::new(interpreter());
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("python").join(name).with_extension("py");
    // Unbuffered and in UTF-8, whatever the locale.
    command.args(["-u", "-X", "utf8"]).arg(path);
    command
}

fn venv(target: &Path) -> Result<PathBuf, String> {
    let folder = target.join("python-venv");
    let interpreter = folder.join("bin/python");
    let installed = folder.join("requirements.txt");
    let complete = || fs::read_to_string(&installed).is_ok_and(|text| text == REQUIREMENTS);
    let failed = |what: &Path, error| format!("{}: {error}", what.display());

    fs::create_dir_all(target).map_err(|error| failed(target, error))?;
    let lock_path = target.join("python-venv.lock");
    let lock = File::create(&lock_path).map_err(|error| failed(&lock_path, error))?;
    lock.lock().map_err(|error| failed(&lock_path, error))?;
    if !complete() {
        run(
            Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder),
            "apt-get install python3 python3-venv",
        )?;
        let requirements = Path::new(env!("CARGO_MANIFEST_DIR")).join("python/requirements.txt");
        let mut pip = Command::new(&interpreter);
        pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(requirements);
        run(&mut pip, "pip takes it from PyPI: is there a network, or PIP_INDEX_URL to set?")?;
        // Written last: an environment without it is made anew.
        fs::write(&installed, REQUIREMENTS).map_err(|error| failed(&installed, error))?;
    }
    Ok(interpreter)
}

fn run(command: &mut Command, remedy: &str) -> Result<(), String> {
    let shown = format!("{command:?}");
    match command.output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => {
            let text = [output.stdout, output.stderr].concat();
            Err(format!("{shown} failed ({remedy}):\n{}", String::from_utf8_lossy(&text)))
        }
        Err(error) => Err(format!("{shown}: {error} ({remedy})")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_has_the_pinned_pyzmq() {
        let output = Command::new(interpreter()).args(["-c", "import zmq; print(zmq.__version__)"]).output();
        let version = String::from_utf8(output.expect("it starts").stdout).expect("a version");
        assert!(REQUIREMENTS.contains(&format!("pyzmq=={}", version.trim())), "{version}");
    }

    #[test]
    fn a_command_that_is_missing_is_named_with_its_remedy() {
        let error = run(&mut Command::new("no-such-python"), "apt-get install python3").expect_err("it is missing");
        assert!(error.contains("no-such-python") && error.contains("apt-get install python3"), "{error}");
    }
}
