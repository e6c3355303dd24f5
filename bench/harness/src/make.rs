//! Builds the peers. One that cannot be built is named, with the end of what the compiler said, and the others go on.

use std::env;
use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::Outcome;
use crate::peers::{Library, Peer, Place, Program};

/// What pip installs: pyzmq as everybody has it, and what arzmq's bindgen parses headers with.
const PACKAGES: &[&str] = &["pyzmq==27.2.0", "libclang==18.1.1"];

/// Builds one, and says where the whole output is if that fails.
pub(crate) fn make(peer: &Peer, place: &Place) -> Result<(), String> {
    fs::create_dir_all(place.made()).map_err(|error| error.to_string())?;
    let outcome = match peer.program {
        Program::C(library) => c_library(library, place).and_then(|()| c_program(place)),
        Program::Member(package) => {
            cargo(place, &place.root).args(["build", "--release", "-p", package]).run_logged(place, package)
        }
        Program::Rival(folder) => rival(folder, place),
        Program::Python => venv(place),
    };
    outcome.map_err(|error| error.to_string())
}

fn c_library(library: Library, place: &Place) -> Outcome {
    let prefix = place.library(library);
    let xtask = |builder: &str, source: &str| {
        let mut command = cargo(place, &place.root);
        command.args(["run", "--quiet", "--package", "xtask", "--", "build-libzmq", "--shared"]);
        command.args(["--builder", builder, "--source", source, "--prefix"]).arg(&prefix);
        command
    };
    match library {
        // Upstream's files do not change: once is enough.
        Library::Stock if prefix.join("lib/libzmq.so.5").exists() => Ok(()),
        Library::Stock => xtask("cmake", "pristine").run_logged(place, "stock"),
        Library::Ours => xtask("cc", "patched").run_logged(place, "ours"),
        Library::Omq => {
            let folder = place.rival_folder("omq-libzmq");
            cargo(place, &folder)
                .args(["build", "--release", "--package", "omq-libzmq"])
                .run_logged(place, "omq-libzmq")?;
            let (lib, built) = (prefix.join("lib"), folder.join("target/release/libomq_zmq.so"));
            fs::create_dir_all(&lib)?;
            // The program asks for the file by this name.
            let link = lib.join("libzmq.so.5");
            let _ = fs::remove_file(&link);
            Ok(symlink(built, link)?)
        }
    }
}

/// The program is linked with stock libzmq, whichever it then runs on.
fn c_program(place: &Place) -> Outcome {
    let prefix = place.library(Library::Stock);
    if !prefix.join("include/zmq.h").exists() {
        c_library(Library::Stock, place)?;
    }
    let mut command = Command::new(env::var_os("CC").unwrap_or_else(|| "cc".into()));
    command
        .args(["-O2", "-std=gnu11", "-D_GNU_SOURCE", "-Wall", "-Wextra", "-Werror", "-pthread", "-I"])
        .arg(prefix.join("include"));
    command.arg("-I").arg(place.root.join("zmq-sys/zmqx"));
    for file in ["main.c", "messages.c", "batches.c", "growth.c"] {
        command.arg(place.root.join("bench/c").join(file));
    }
    command.arg("-L").arg(prefix.join("lib")).args(["-lzmq", "-ldl", "-o"]).arg(place.c_program());
    command.run_logged(place, "bench-c")
}

fn rival(folder: &str, place: &Place) -> Outcome {
    let mut command = cargo(place, &place.rival_folder(folder));
    command.args(["build", "--release"]);
    if folder == "arzmq" && env::var_os("LIBCLANG_PATH").is_none() {
        venv(place)?;
        command.env("LIBCLANG_PATH", libclang(place)?);
        // libclang from PyPI comes without the compiler's own headers.
        let headers = Command::new("cc").arg("-print-file-name=include").output()?;
        let headers = String::from_utf8(headers.stdout)?;
        command.env("BINDGEN_EXTRA_CLANG_ARGS", format!("-I{}", headers.trim()));
    }
    command.run_logged(place, folder)
}

fn libclang(place: &Place) -> Outcome<PathBuf> {
    let find = "import clang, os; print(os.path.join(os.path.dirname(clang.__file__), 'native'))";
    let output = Command::new(place.python()).args(["-c", find]).output()?;
    Ok(PathBuf::from(String::from_utf8(output.stdout)?.trim()))
}

fn venv(place: &Place) -> Outcome {
    let installed = place.venv().join("installed.txt");
    let wanted = PACKAGES.join("\n");
    if fs::read_to_string(&installed).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    Command::new("python3").args(["-m", "venv", "--clear"]).arg(place.venv()).run_logged(place, "venv")?;
    let mut pip = Command::new(place.python());
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]).args(PACKAGES);
    pip.run_logged(place, "pip")?;
    // Written last: an environment without it is made anew.
    Ok(fs::write(installed, wanted)?)
}

fn cargo(place: &Place, folder: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(folder);
    if folder == place.root {
        command.env("CARGO_TARGET_DIR", &place.target);
    } else {
        // Each of these workspaces has its own, and is built as from a shell: what cargo told this program about itself
        // would make build scripts run anew.
        let told = env::vars_os().map(|(name, _)| name).filter(|name| {
            let name = name.to_string_lossy();
            name.starts_with("CARGO_") && name != "CARGO_HOME" || ["CARGO", "LD_LIBRARY_PATH"].contains(&name.as_ref())
        });
        for name in told {
            command.env_remove(name);
        }
        command.arg("--locked");
    }
    command
}

/// Runs a command with its output in a file.
trait RunLogged {
    fn run_logged(&mut self, place: &Place, name: &str) -> Outcome;
}

impl RunLogged for Command {
    fn run_logged(&mut self, place: &Place, name: &str) -> Outcome {
        let log = place.made().join(format!("{name}.log"));
        let program = self.get_program().to_string_lossy().into_owned();
        let output = self.output().map_err(|error| format!("{program}: {error}"))?;
        let text = String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned();
        fs::write(&log, &text)?;
        if output.status.success() {
            return Ok(());
        }
        let lines: Vec<&str> = text.lines().collect();
        let end = lines.get(lines.len().saturating_sub(6)..).unwrap_or_default().join("\n  ");
        Err(format!("{}; all of it is in {}:\n  {end}", output.status, place.shown(&log)).into())
    }
}
