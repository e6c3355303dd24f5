//! Programs that nobody here wrote, and programs compiled for the system's libzmq, run on ours: `cargo xtask test --only drop-in`.
//!
//! Each is compiled and linked as a user of Debian's packages does it, and finds our library by `LD_LIBRARY_PATH`.
#![cfg(target_os = "linux")]

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::LazyLock;

/// Our library, with the features of Debian's and what its programs can use besides.
static OURS: LazyLock<PathBuf> = LazyLock::new(|| {
    let prefix = folder().join("prefix");
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(["build-libzmq", "--quiet", "--with", "ws", "--prefix"]).arg(&prefix);
    assert_eq!(said(&mut xtask), "");
    prefix.join("lib")
});

const OUR_VERSION: &str = "4.3.5";
/// The Python that Debian's packages belong to; another one may come first on the path.
const DEBIANS_PYTHON: &str = "/usr/bin/python3";
/// Every program here ends long before.
const SECONDS: &str = "1200";

#[test]
#[ignore = "slow: builds the library"]
fn debians_pyzmq_talks_over_each_transport() {
    let ipc = format!("ipc://{}", folder().join("python.ipc").display());
    let endpoints = ["inproc://here", &ipc, "ipc://*", "tcp://127.0.0.1:*", "ws://127.0.0.1:*"];
    let script = source("round_trips.py");
    let text = said(on_ours(&[DEBIANS_PYTHON]).arg(script).arg(OUR_VERSION).args(endpoints));
    assert_eq!(text.matches(" plain\n").count(), endpoints.len(), "{text}");
    assert_eq!(text.matches(" with CURVE\n").count(), endpoints.len() - 1, "{text}");
}

/// How often pyzmq's tests that have failed run again: some of them want to be done within a tenth of a second, which a machine that
/// stands still now and then cannot promise. What our library does wrong it does each time.
const MORE_ATTEMPTS: usize = 4;

/// The tests that its package brings, without those of what is not libzmq's: compilers of Python, Windows, and the
/// logging tests, which lose a race with their own subscriber on a busy machine, on Debian's libzmq too.
#[test]
#[ignore = "slow: builds the library"]
fn debians_pyzmq_passes_its_own_tests() {
    let elsewhere = ["test_cython", "test_cffi_backend", "test_win32_shim", "test_log", "test_ssh", "test_mypy"];
    let cache = format!("cache_dir={}", folder().join("pytest").display());
    let mut pytest = on_ours(&[DEBIANS_PYTHON, "-m", "pytest", "--quiet", "-o", &cache]);
    pytest.current_dir(folder()).args(["--pyargs", "zmq.tests", "-k"]).arg(format!("not ({})", elsewhere.join(" or ")));
    let (status, text) = outcome(&mut pytest);
    let passed = passed(&text);
    assert!(passed > 200, "{status}\n{text}");
    println!("{passed} tests of pyzmq's own passed at once");
    // From here on those that failed the last time.
    pytest.args(["--last-failed", "--last-failed-no-failures=none"]);
    let (mut status, mut text) = (status, text);
    for _ in 0..MORE_ATTEMPTS {
        if status.success() {
            break;
        }
        println!("again, because of this:\n{text}");
        (status, text) = outcome(&mut pytest);
    }
    assert!(status.success(), "{status}\n{text}");
}

/// How many tests have passed, as pytest counts them.
fn passed(text: &str) -> u32 {
    text.lines()
        .filter_map(|line| line.split_once(" passed"))
        .filter_map(|(before, _)| before.rsplit(' ').next()?.parse::<u32>().ok())
        .sum()
}

#[test]
#[ignore = "slow: builds the library"]
fn a_program_on_debians_czmq_runs() {
    let program = compile("cc", &["on_czmq.c"], &["-std=gnu11"], &["libczmq", "libzmq"]);
    assert_eq!(said(on_ours(&[&program]).arg(OUR_VERSION)), "ok\n");
}

#[test]
#[ignore = "slow: builds the library"]
fn a_program_on_debians_cppzmq_runs() {
    let program = compile("c++", &["on_cppzmq.cpp"], &["-std=c++17"], &["libzmq"]);
    assert_eq!(said(on_ours(&[&program]).arg(OUR_VERSION)), "ok\n");
}

#[test]
#[ignore = "slow: builds the library"]
fn upstreams_tools_that_were_linked_with_debians_library_run() {
    // One of them includes it, for systems that are not here.
    let include = folder().join("include");
    std::fs::create_dir_all(&include).unwrap();
    std::fs::write(include.join("platform.hpp"), "").unwrap();
    let include = format!("-I{}", include.display());
    let tool = |name: &str| {
        let source = format!("{}/perf/{name}.cpp", libzmq_src::locate().unwrap().display());
        compile("c++", &[&source], &["-O1", &include], &["libzmq"])
    };
    for (binds, connects, count) in [("local_lat", "remote_lat", "1000"), ("local_thr", "remote_thr", "100000")] {
        let endpoint = format!("ipc://{}", folder().join(format!("{binds}.ipc")).display());
        let arguments = [endpoint.as_str(), "100", count];
        let mut local = on_ours(&[&tool(binds)]);
        let local = local.args(arguments).stdout(Stdio::piped()).spawn().unwrap();
        let remote = said(on_ours(&[&tool(connects)]).args(arguments));
        let both = remote + &finished(local);
        assert!(both.contains("message count: ") || both.contains("roundtrip count: "), "{both}");
    }
    let inproc = said(on_ours(&[&tool("inproc_thr")]).args(["100", "100000"]));
    assert!(inproc.contains("mean throughput: "), "{inproc}");
}

/// A command that finds our library, and does not run for ever.
fn on_ours(words: &[impl AsRef<OsStr>]) -> Command {
    let mut command = Command::new("timeout");
    command.arg(SECONDS).args(words).env("LD_LIBRARY_PATH", &*OURS);
    command
}

/// Compiles a program with the flags of Debian's packages.
fn compile(compiler: &str, sources: &[&str], flags: &[&str], packages: &[&str]) -> PathBuf {
    let found = said(Command::new("pkg-config").args(["--cflags", "--libs"]).args(packages));
    let sources: Vec<PathBuf> = sources.iter().map(|name| source(name)).collect();
    let program = folder().join(sources[0].file_stem().unwrap());
    let mut command = Command::new(compiler);
    command.args(flags).args(&sources).arg("-o").arg(&program).args(found.split_whitespace());
    said(&mut command);
    program
}

/// A file of this folder, or one with a path.
fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/foreign").join(name)
}

fn folder() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("foreign");
    std::fs::create_dir_all(&folder).unwrap();
    folder
}

/// What a command writes, once it has succeeded.
#[track_caller]
fn said(command: &mut Command) -> String {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let [text, errors] = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(output.status.success(), "{command:?}: {}\n{text}{errors}", output.status);
    text
}

/// How a command ends, and all that it writes.
#[track_caller]
fn outcome(command: &mut Command) -> (ExitStatus, String) {
    let output = command.output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    (output.status, String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned())
}

#[track_caller]
fn finished(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8_lossy(&output.stdout).into_owned()
}
