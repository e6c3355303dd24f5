//! Prefixes that the tests look at, each made once and then moved: nothing in them may name where they were.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::checks;

/// A prefix as a user has it.
pub(crate) struct Prefix {
    pub(crate) root: PathBuf,
    /// Where it was installed, and is no longer.
    pub(crate) installed: PathBuf,
}

/// Both libraries, stable functions only.
pub(crate) static STABLE: LazyLock<Prefix> = LazyLock::new(|| Prefix::make("stable", ""));
/// The shared library, with drafts and WebSocket.
pub(crate) static DRAFT: LazyLock<Prefix> = LazyLock::new(|| Prefix::make("draft", "--shared --with draft,ws"));
/// The archive alone, in the place of a shared library, stock and without CURVE, that was looked at.
pub(crate) static ARCHIVE: LazyLock<Prefix> = LazyLock::new(|| {
    let folder = Prefix::folder("archive-installed");
    install(&folder, "--shared --source pristine --sodium none", Command::new(XTASK));
    checks::stock(&Prefix { root: folder.clone(), installed: folder.clone() });
    fs::write(folder.join("lib/mine"), "not libzmq's").unwrap();
    install(&folder, "--static", Command::new(XTASK));
    Prefix::moved("archive")
});

impl Prefix {
    /// Runs `build-libzmq` with these options.
    pub(crate) fn make(name: &str, options: &str) -> Self {
        Self::make_by(name, options, Command::new(XTASK))
    }

    /// As `make`, by a command in an environment of its own.
    pub(crate) fn make_by(name: &str, options: &str, xtask: Command) -> Self {
        install(&Self::folder(&format!("{name}-installed")), options, xtask);
        Self::moved(name)
    }

    /// An empty place for a prefix.
    fn folder(name: &str) -> PathBuf {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prefix").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        folder
    }

    fn moved(name: &str) -> Self {
        let root = Self::folder(name);
        let installed = root.with_file_name(format!("{name}-installed"));
        fs::rename(&installed, &root).unwrap();
        Self { root, installed }
    }

    pub(crate) fn lib(&self) -> PathBuf {
        self.root.join("lib")
    }

    /// What a line of `build-info` says.
    pub(crate) fn says(&self, key: &str) -> String {
        let text = fs::read_to_string(self.root.join("share/zmq/build-info")).unwrap();
        let value = text.lines().find_map(|line| line.strip_prefix(key)?.strip_prefix(": "));
        value.unwrap_or_else(|| panic!("no {key} in {text}")).to_owned()
    }

    /// The flags that pkg-config gives for it.
    pub(crate) fn pkg_config(&self, arguments: &[&str]) -> Vec<String> {
        let mut command = Command::new("pkg-config");
        command.env("PKG_CONFIG_PATH", self.lib().join("pkgconfig")).args(arguments).arg("libzmq");
        output(&mut command).split_whitespace().map(str::to_owned).collect()
    }

    /// Compiles a program of this folder with the flags.
    pub(crate) fn compile(&self, program: &str, flags: &[String]) -> PathBuf {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prefix").join(program).with_extension("c");
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let executable = self.root.join(format!("{program}-{}", COUNT.fetch_add(1, Ordering::Relaxed)));
        output(Command::new("cc").args(["-std=gnu11", "-o"]).arg(&executable).arg(source).args(flags));
        executable
    }

    /// What a program says that finds the libraries of this prefix.
    pub(crate) fn run(&self, program: &Path) -> String {
        output(Command::new(program).env("LD_LIBRARY_PATH", self.lib()))
    }
}

fn install(folder: &Path, options: &str, mut xtask: Command) {
    xtask.args(["build-libzmq", "--quiet"]).args(options.split_whitespace()).arg("--prefix").arg(folder);
    assert_eq!(output(&mut xtask), "");
}

/// What a command says, once it has succeeded.
#[track_caller]
pub(crate) fn output(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let stderr = String::from_utf8_lossy(&stderr);
    assert!(status.success(), "{command:?}: {status}\n{}{stderr}", String::from_utf8_lossy(&stdout));
    String::from_utf8(stdout).unwrap()
}

const XTASK: &str = env!("CARGO_BIN_EXE_xtask");
