//! Workspaces in a folder of their own, and real cargo runs in them.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::mpsc;
use std::sync::{LazyLock, OnceLock};
use std::thread;
use std::time::Duration;

/// What a probe crate's program printed.
#[derive(Debug)]
pub(crate) struct Found {
    /// Where the source was found.
    pub(crate) source: PathBuf,
    /// Where it was laid, patched.
    pub(crate) root: PathBuf,
    /// Which version it is.
    pub(crate) version: String,
}

/// A folder that is removed at the end.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    pub(crate) fn new(name: &str) -> Self {
        let folder = env::temp_dir().join(format!("libzmq-src-{}-{name}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        // The compiler is given real paths.
        Self(folder.canonicalize().unwrap())
    }

    pub(crate) fn path(&self, below: &str) -> PathBuf {
        self.0.join(below)
    }

    /// A workspace with one crate, whose build script prepares libzmq and whose program prints what that found.
    pub(crate) fn probe(&self, dependency: &str) -> Probe {
        fetch_once();
        self.unfetched_probe(dependency)
    }

    fn unfetched_probe(&self, dependency: &str) -> Probe {
        let folder = self.path("probe");
        write(&folder.join("Cargo.toml"), &format!("{PROBE_MANIFEST}libzmq-src = {{ {dependency} }}\n"));
        write(&folder.join("build.rs"), PROBE_BUILD);
        write(&folder.join("src/main.rs"), PROBE_MAIN);
        fs::copy(repository().join("Cargo.lock"), folder.join("Cargo.lock")).unwrap();
        Probe { target: self.path("target"), folder, variables: Vec::new() }
    }

    /// A `CARGO_HOME` of its own, which has everything downloaded but nothing unpacked.
    pub(crate) fn cargo_home(&self, name: &str) -> PathBuf {
        fetch_once();
        let home = self.path(name);
        fs::create_dir_all(home.join("registry")).unwrap();
        for part in ["registry/index", "registry/cache", "config.toml"] {
            let original = cargo_home().join(part);
            if original.exists() {
                symlink(original, home.join(part)).unwrap();
            }
        }
        home
    }

    /// The repository as it is now, committed in a repository of its own, and cloned from there.
    pub(crate) fn clone_of_repository(&self) -> PathBuf {
        let origin = self.path("origin");
        let listed = git(repository(), &["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
        for file in listed.split_terminator('\0').filter(|file| repository().join(file).is_file()) {
            write(&origin.join(file), "");
            fs::copy(repository().join(file), origin.join(file)).unwrap();
        }
        git(&origin, &["init", "--quiet"]);
        git(&origin, &["add", "--all", "--force"]);
        let identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
        git(&origin, &[&identity[..], &["commit", "--quiet", "--message", "snapshot"]].concat());
        let clone = self.path("clone");
        git(&origin, &["clone", "--quiet", ".", clone.to_str().unwrap()]);
        clone
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        fs::remove_dir_all(&self.0).unwrap();
    }
}

/// A workspace that depends on this crate, and the environment in which cargo runs there.
pub(crate) struct Probe {
    pub(crate) folder: PathBuf,
    pub(crate) target: PathBuf,
    variables: Vec<(String, PathBuf)>,
}

impl Probe {
    /// Sets an environment variable for the runs to come.
    pub(crate) fn set(&mut self, name: &str, value: impl AsRef<Path>) {
        self.variables.push((name.to_owned(), value.as_ref().to_owned()));
    }

    /// Uses the target folder of the tests that do not need one of their own.
    pub(crate) fn share_target(mut self) -> Self {
        self.target = shared_target();
        self
    }

    pub(crate) fn cargo(&self, arguments: &[&str]) -> Output {
        let mut command = cargo(&self.folder);
        command.args(arguments).env("CARGO_TARGET_DIR", &self.target);
        for (name, value) in &self.variables {
            command.env(name, value);
        }
        run(&mut command)
    }

    /// Builds and runs the program, offline.
    pub(crate) fn run(&self) -> Found {
        self.run_with(&["--offline"])
    }

    pub(crate) fn run_with(&self, arguments: &[&str]) -> Found {
        found(&succeeded(self.cargo(&[&["run", "--quiet"], arguments].concat())))
    }

    /// What the build script writes when it fails.
    pub(crate) fn failure(&self) -> String {
        let output = self.cargo(&["run", "--quiet", "--offline"]);
        assert!(!output.status.success(), "the build should have failed");
        String::from_utf8(output.stderr).unwrap()
    }
}

fn found(output: &str) -> Found {
    let [source, root, version] = output.lines().collect::<Vec<_>>().try_into().unwrap();
    Found { source: source.into(), root: root.into(), version: version.to_owned() }
}

/// This repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
}

/// This crate as a dependency by path.
pub(crate) fn by_path(repository: &Path) -> String {
    format!("path = {:?}", repository.join("vendor"))
}

/// The `CARGO_HOME` of this test run.
pub(crate) fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(|| env::home_dir().unwrap().join(".cargo"), PathBuf::from)
}

/// A cargo that knows nothing of the run that it is started from.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    let inherited = |name: &OsStr| {
        let name = name.to_string_lossy();
        let kept =
            ["CARGO_HOME", "CARGO_HTTP", "CARGO_REGISTR", "CARGO_NET"].iter().any(|start| name.starts_with(start));
        (name.starts_with("CARGO") && !kept) || ["RUSTFLAGS", "OUT_DIR", "LIBZMQ_SOURCE_DIR"].contains(&&*name)
    };
    for (name, _) in env::vars_os().filter(|(name, _)| inherited(name)) {
        command.env_remove(name);
    }
    command.current_dir(folder).env("PWD", folder).env("CARGO_PROFILE_DEV_DEBUG", "0");
    command
}

pub(crate) fn git(folder: &Path, arguments: &[&str]) -> String {
    succeeded(run(Command::new("git").args(arguments).current_dir(folder)))
}

/// Standard output of a run that must have succeeded.
pub(crate) fn succeeded(output: Output) -> String {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Runs a program, but not for ever.
pub(crate) fn run(command: &mut Command) -> Output {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let id = child.id().to_string();
    let (ended, end) = mpsc::channel::<()>();
    let watchdog = thread::spawn(move || {
        if end.recv_timeout(Duration::from_secs(180)) == Err(mpsc::RecvTimeoutError::Timeout) {
            Command::new("kill").arg(id).status().unwrap();
        }
    });
    let output = child.wait_with_output().unwrap();
    drop(ended);
    watchdog.join().unwrap();
    output
}

pub(crate) fn copy_folder(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}

pub(crate) fn write(file: &Path, text: &str) {
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    fs::write(file, text).unwrap();
}

pub(crate) fn edit(file: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.contains(from), "no `{from}` in {}", file.display());
    fs::write(file, text.replace(from, to)).unwrap();
}

/// A target folder for the runs that do not need one of their own; it is made anew by each test run.
pub(crate) fn shared_target() -> PathBuf {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("shared-target");
        // It is not there the first time.
        let _ = fs::remove_dir_all(&folder);
        folder
    });
    FOLDER.clone()
}

/// Downloads what the probes need on all platforms, if it is not there yet; from then on all is offline.
fn fetch_once() {
    static FETCHED: OnceLock<()> = OnceLock::new();
    FETCHED.get_or_init(|| {
        let scratch = Scratch::new("fetch");
        succeeded(scratch.unfetched_probe(&by_path(repository())).cargo(&["fetch", "--quiet"]));
    });
}

const PROBE_MANIFEST: &str = r#"
[package]
name = "probe"
edition = "2024"

[workspace]

[build-dependencies]
"#;

const PROBE_BUILD: &str = r#"
fn main() {
    let folder = std::path::PathBuf::from(std::env::var_os("OUT_DIR").unwrap()).join("libzmq");
    let prepared = libzmq_src::prepare(&folder, &libzmq_src::PrepareOptions::default()).unwrap_or_else(|error| {
        eprintln!("{error}");
        std::process::exit(1)
    });
    println!("cargo:rustc-env=SOURCE={}", libzmq_src::locate().unwrap().display());
    println!("cargo:rustc-env=ROOT={}", prepared.root.display());
    println!("cargo:rustc-env=VERSION={}", prepared.version);
    prepared.rerun_if_changed.iter().for_each(|path| println!("cargo:rerun-if-changed={}", path.display()));
    prepared.rerun_if_env_changed.iter().for_each(|name| println!("cargo:rerun-if-env-changed={name}"));
}
"#;

const PROBE_MAIN: &str = r#"
fn main() {
    println!("{}\n{}\n{}", env!("SOURCE"), env!("ROOT"), env!("VERSION"));
}
"#;
