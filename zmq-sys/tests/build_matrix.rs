//! Real builds, one for each switch, of a program in a workspace of its own that sends a message around.
//!
//! Slow, so ignored by default: `cargo test -p zmq-sys --test build_matrix -- --ignored`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// A workspace outside ours; the tests take turns in it, so that libsodium is built once.
struct Scratch {
    folder: PathBuf,
    _turn: MutexGuard<'static, ()>,
}

impl Scratch {
    fn new() -> Self {
        static TURN: Mutex<()> = Mutex::new(());
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("build-matrix");
        fs::create_dir_all(folder.join("src")).unwrap();
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let manifest = MANIFEST.replace("ZMQ_SYS", &package.display().to_string().replace('\\', "/"));
        for (name, text) in [("Cargo.toml", manifest.as_str()), ("build.rs", BUILD), ("src/main.rs", PROGRAM)] {
            let file = folder.join(name);
            if fs::read_to_string(&file).is_ok_and(|present| present == text) {
                continue;
            }
            fs::write(file, text).unwrap();
        }
        // The versions that the workspace is tested with, where this package is in it.
        let _ = fs::copy(package.join("../Cargo.lock"), folder.join("Cargo.lock"));
        Self { folder, _turn: turn }
    }

    fn cargo(&self, features: &str, variables: &[(&str, &str)]) -> Output {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.current_dir(&self.folder).args(["build", "--quiet", "--features", features]);
        for name in SWITCHES {
            cargo.env_remove(name);
        }
        cargo.env_remove("RUSTFLAGS").env("CARGO_TARGET_DIR", self.folder.join("target"));
        cargo.envs(variables.iter().copied()).output().unwrap()
    }

    /// Builds, and returns the program.
    fn build(&self, features: &str, variables: &[(&str, &str)]) -> PathBuf {
        let output = self.cargo(features, variables);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        self.folder.join("target/debug/build-matrix")
    }

    /// Builds and runs, and returns what the program says of the library.
    fn run(&self, features: &str, variables: &[(&str, &str)]) -> Vec<String> {
        let output = Command::new(self.build(features, variables)).output().unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect()
    }

    /// Fails to build, and returns what the user sees.
    fn fail(&self, features: &str, variables: &[(&str, &str)]) -> String {
        let output = self.cargo(features, variables);
        assert!(!output.status.success());
        let text = String::from_utf8(output.stderr).unwrap();
        assert!(!text.contains("panicked"), "{text}");
        text
    }

    /// Builds and runs under strace; `None` where that is not to be had.
    fn trace(&self, features: &str, variables: &[(&str, &str)]) -> Option<String> {
        let log = self.folder.join("trace");
        let strace = |program: &Path| {
            let calls =
                "trace=eventfd2,accept,accept4,epoll_create,epoll_create1,epoll_wait,select,pselect6,poll,ppoll";
            Command::new("strace").args(["-f", "-e", calls, "-o"]).arg(&log).arg(program).status()
        };
        if !strace(Path::new("true")).is_ok_and(|status| status.success()) {
            eprintln!("strace is not to be had here: the system calls are not looked at");
            return None;
        }
        let program = self.build(features, variables);
        assert!(strace(&program).unwrap().success());
        Some(fs::read_to_string(log).unwrap())
    }
}

fn assert_says(said: &[String], lines: &[&str]) {
    for line in lines {
        assert!(said.iter().any(|said| said == line), "{line} is not in {said:?}");
    }
}

#[test]
#[ignore = "slow: builds the library"]
fn the_default_build_has_curve_and_the_best_pollers() {
    let said = Scratch::new().run("curve", &[]);
    assert_says(&said, &["source Vendored", "features curve", "curve true", "draft false", "WS false"]);
    if cfg!(target_os = "linux") {
        assert_says(&said, &["poller epoll", "api_poller poll"]);
    }
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "slow: builds the library"]
fn the_default_build_uses_eventfd_and_leaks_no_descriptor_to_children() {
    let Some(trace) = Scratch::new().trace("curve", &[]) else { return };
    assert!(trace.contains("eventfd2("), "{trace}");
    assert!(trace.contains("epoll_create1(EPOLL_CLOEXEC)"), "{trace}");
    assert!(trace.lines().any(|line| line.contains("accept4(") && line.contains("SOCK_CLOEXEC")), "{trace}");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "slow: builds the library"]
fn with_select_nothing_uses_epoll() {
    let scratch = Scratch::new();
    let variables = [("ZMQ_POLLER", "select")];
    assert_says(&scratch.run("", &variables), &["poller select", "api_poller poll"]);
    let Some(trace) = scratch.trace("", &variables) else { return };
    assert!(trace.contains("select(") || trace.contains("pselect6("), "{trace}");
    assert!(!trace.contains("epoll_"), "{trace}");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "slow: builds the library"]
fn with_poll_and_select_for_the_api_nothing_uses_epoll() {
    let scratch = Scratch::new();
    let variables = [("ZMQ_POLLER", "poll"), ("ZMQ_API_POLLER", "select")];
    assert_says(&scratch.run("", &variables), &["poller poll", "api_poller select"]);
    let Some(trace) = scratch.trace("", &variables) else { return };
    assert!(trace.contains(" poll(") && trace.contains("select"), "{trace}");
    assert!(!trace.contains("epoll_"), "{trace}");
}

#[test]
#[ignore = "slow: builds the library"]
fn one_object_for_each_source_works_too() {
    assert_says(&Scratch::new().run("ws", &[("ZMQ_SYS_UNITY", "0")]), &["source Vendored", "WS true"]);
}

#[test]
#[ignore = "slow: builds the library"]
fn with_debug_information_it_works_too() {
    assert_says(&Scratch::new().run("", &[("ZMQ_SYS_DEBUG", "1")]), &["source Vendored"]);
}

#[test]
#[ignore = "slow: builds the library"]
fn the_pristine_build_has_no_patches() {
    let scratch = Scratch::new();
    assert_says(&scratch.run("", &[("ZMQ_SYS_PRISTINE", "1")]), &["source Pristine", "patches 0"]);
}

#[test]
#[ignore = "slow: builds the library"]
fn draft_and_ws_are_there_with_their_features_in_any_poller() {
    let said = Scratch::new().run("draft,ws", &[]);
    assert_says(&said, &["features draft,ws", "draft true", "WS true", "curve false"]);
}

#[test]
#[ignore = "slow: builds the library"]
fn without_features_there_is_no_curve() {
    assert_says(&Scratch::new().run("", &[]), &["features ", "curve false", "draft false", "WS false"]);
}

#[test]
#[ignore = "slow: builds the library"]
fn a_poller_that_the_target_lacks_fails_the_build_in_words() {
    let missing = if cfg!(target_os = "macos") { "epoll" } else { "kqueue" };
    let text = Scratch::new().fail("", &[("ZMQ_POLLER", missing)]);
    assert!(text.contains(&format!("zmq-sys: ZMQ_POLLER is `{missing}`, which ")), "{text}");
}

#[test]
#[ignore = "slow: builds the library"]
fn a_missing_system_library_fails_the_build_and_names_the_ways_out() {
    for (features, variables) in [("system", &[][..]), ("", &[("ZMQ_SYS_SOURCE", "system")][..])] {
        let mut variables = variables.to_vec();
        variables.push(("PKG_CONFIG", "pkg-config-that-is-not-there"));
        let text = Scratch::new().fail(features, &variables);
        assert!(text.contains("not found") && text.contains("ZMQ_SYS_SOURCE=vendored"), "{text}");
    }
}

#[test]
#[ignore = "slow: builds the library"]
fn a_feature_without_its_library_fails_the_build_and_names_what_installs_it() {
    let scratch = Scratch::new();
    let text = scratch.fail("pgm,wss", &[("PKG_CONFIG_LIBDIR", "/nowhere")]);
    for part in ["feature `pgm` needs OpenPGM", "libpgm-dev", "ZMQ_PGM_LIB_DIR", "libgnutls28-dev"] {
        assert!(text.contains(part), "{part} is not in {text}");
    }
    let text = scratch.fail("pgm", &[("ZMQ_PGM_LIB_DIR", "/nowhere/lib")]);
    assert!(text.contains("there is no pgm/pgm.h in /nowhere/include"), "{text}");
}

#[cfg(target_os = "linux")]
#[test]
#[ignore = "slow: builds the library"]
fn tipc_and_vmci_need_no_library() {
    let said = Scratch::new().run("tipc,vmci", &[("PKG_CONFIG_LIBDIR", "/nowhere")]);
    assert_says(&said, &["features tipc,vmci", "tipc true", "vmci true"]);
}

/// The library of a vendored build stands in for the system's, since few machines have one.
#[cfg(unix)]
#[test]
#[ignore = "slow: builds the library"]
fn the_systems_library_is_linked_when_it_is_new_enough() {
    let scratch = Scratch::new();
    let vendored = scratch.run("", &[]);
    let found = |name: &str| vendored.iter().find_map(|line| line.strip_prefix(name)).unwrap().trim().to_owned();
    let prefix = scratch.folder.join("system");
    fs::create_dir_all(&prefix).unwrap();
    fs::copy(Path::new(&found("lib ")).join("libzmq.a"), prefix.join("libzmq.a")).unwrap();
    let path = prefix.display().to_string();
    let write = |version: &str, flags: &str| {
        let cxx = if cfg!(target_vendor = "apple") { "c++" } else { "stdc++" };
        let text = format!(
            "Name: libzmq\nDescription: x\nVersion: {version}\nLibs: -L{path} -lzmq -l{cxx}\nCflags: -I{} {flags}\n",
            found("include ")
        );
        fs::write(prefix.join("libzmq.pc"), text).unwrap();
    };
    if Command::new("pkg-config").arg("--version").output().is_err() {
        eprintln!("pkg-config is not to be had here: only its absence was tested");
        return;
    }
    let variables = [("PKG_CONFIG_PATH", path.as_str())];

    write("4.3.4", "");
    assert_says(&scratch.run("system", &variables), &["source System", "poller ?", "patches 0", "version 4.3.4"]);
    let overridden = [("PKG_CONFIG_PATH", path.as_str()), ("ZMQ_SYS_SOURCE", "vendored")];
    assert_says(&scratch.run("system", &overridden), &["source Vendored"]);

    write("4.2.5", "");
    assert!(scratch.fail("system", &variables).contains("4.3 or newer"));
    write("4.3.5", "");
    assert!(scratch.fail("system,draft", &variables).contains("without the draft API"));
}

/// The program runs on the prefix's shared library, which the loader has to find, or has the static one in it.
#[cfg(target_os = "linux")]
#[test]
#[ignore = "slow: builds the library"]
fn a_prefix_is_linked_shared_or_static() {
    let scratch = Scratch::new();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let prefix = scratch.folder.join("prefix");
    // With a library of the system's in it, where there is one to link.
    let gnutls = Command::new("pkg-config").args(["--exists", "gnutls"]).status();
    let has_gnutls = gnutls.is_ok_and(|status| status.success());
    let (with, features) = if has_gnutls { ("wss", "features curve,ws,wss") } else { ("ws", "features curve,ws") };
    let mut xtask = Command::new(env!("CARGO"));
    for name in SWITCHES {
        xtask.env_remove(name);
    }
    xtask.args([
        "run",
        "--quiet",
        "--package",
        "xtask",
        "--",
        "build-libzmq",
        "--quiet",
        "--with",
        with,
        "--poller",
        "poll",
    ]);
    let output = xtask.arg("--prefix").arg(&prefix).current_dir(workspace).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let path = prefix.display().to_string();

    let truth = ["source Prefix", "poller poll", features, "curve true", "WS true", "version 4.3.5"];
    let shared = scratch.build("ws", &[("LIBZMQ_PREFIX", &path)]);
    let output = Command::new(shared).env("LD_LIBRARY_PATH", prefix.join("lib")).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let said: Vec<String> = String::from_utf8(output.stdout).unwrap().lines().map(str::to_owned).collect();
    assert_says(&said, &truth);
    assert!(!said.contains(&"patches 0".to_owned()), "{said:?}");
    assert_says(&scratch.run("ws", &[("LIBZMQ_PREFIX", &path), ("LIBZMQ_STATIC", "1")]), &truth);

    let text = scratch.fail("draft", &[("LIBZMQ_PREFIX", &path)]);
    assert!(text.contains("built without draft"), "{text}");
    assert!(scratch.fail("", &[("LIBZMQ_PREFIX", "/nowhere")]).contains("has no libzmq.a, nor a shared one"));
    assert!(scratch.fail("", &[("LIBZMQ_PREFIX", "prefix")]).contains("absolute path"));
}

/// What a test must not inherit from the run around it.
const SWITCHES: [&str; 12] = [
    "LIBZMQ_PREFIX",
    "LIBZMQ_STATIC",
    "ZMQ_SYS_SOURCE",
    "ZMQ_SYS_PRISTINE",
    "ZMQ_SYS_UNITY",
    "ZMQ_SYS_DEBUG",
    "ZMQ_POLLER",
    "ZMQ_API_POLLER",
    "PKG_CONFIG",
    "PKG_CONFIG_LIBDIR",
    "PKG_CONFIG_PATH",
    "LIBZMQ_SOURCE_DIR",
];

const MANIFEST: &str = r#"
[package]
name = "build-matrix"
version = "0.0.0"
edition = "2024"

[workspace]

[features]
curve = ["zmq-sys/curve"]
draft = ["zmq-sys/draft"]
pgm = ["zmq-sys/pgm"]
system = ["zmq-sys/system"]
tipc = ["zmq-sys/tipc"]
vmci = ["zmq-sys/vmci"]
ws = ["zmq-sys/ws"]
wss = ["zmq-sys/wss"]

[dependencies]
libc = "0.2"
zmq-sys = { path = "ZMQ_SYS", default-features = false }
"#;

/// A dependent's build script: it sees the metadata.
const BUILD: &str = r#"
fn main() {
    for name in ["LIB", "INCLUDE", "VERSION", "SOURCE", "FEATURES"] {
        let value = std::env::var(format!("DEP_ZMQ_{name}")).unwrap_or_else(|_| panic!("no DEP_ZMQ_{name}"));
        println!("cargo:rustc-env=SAID_{name}={value}");
    }
}
"#;

/// Sends a message over tcp and over inproc, and says what the library is.
const PROGRAM: &str = r#"
use std::ffi::{CString, c_void};
use zmq_sys::*;

fn main() {
    for endpoint in ["tcp://127.0.0.1:*", "inproc://x"] {
        unsafe { exchange(endpoint) };
    }
    let info = BUILD_INFO;
    assert_eq!(info.features.join(","), env!("SAID_FEATURES"));
    assert_eq!(info.version, env!("SAID_VERSION"));
    println!("source {:?}\nversion {}\nfeatures {}", info.source, info.version, info.features.join(","));
    println!("poller {}\napi_poller {}", info.poller.unwrap_or("?"), info.api_poller.unwrap_or("?"));
    println!("patches {}\nlib {}\ninclude {}", info.patches.len(), env!("SAID_LIB"), env!("SAID_INCLUDE"));
    for capability in ["curve", "draft", "tipc", "vmci", "WS"] {
        let name = CString::new(capability).unwrap();
        println!("{capability} {}", unsafe { zmq_has(name.as_ptr()) } == 1);
    }
}

unsafe fn exchange(endpoint: &str) {
    unsafe {
        let context = zmq_ctx_new();
        let (server, client) = (zmq_socket(context, ZMQ_PAIR), zmq_socket(context, ZMQ_PAIR));
        let timeout = 20_000i32;
        for socket in [server, client] {
            let value = (&raw const timeout).cast();
            assert_eq!(zmq_setsockopt(socket, ZMQ_RCVTIMEO, value, 4), 0);
        }
        let endpoint = CString::new(endpoint).unwrap();
        assert_eq!(zmq_bind(server, endpoint.as_ptr()), 0);
        let mut bound = [0u8; 256];
        let mut len = bound.len();
        assert_eq!(zmq_getsockopt(server, ZMQ_LAST_ENDPOINT, bound.as_mut_ptr().cast(), &mut len), 0);
        assert_eq!(zmq_connect(client, bound.as_ptr().cast()), 0);
        assert_eq!(zmq_send(client, b"ping".as_ptr().cast::<c_void>(), 4, 0), 4);
        let mut items = [zmq_pollitem_t { socket: server, fd: 0, events: ZMQ_POLLIN as _, revents: 0 }];
        assert_eq!(zmq_poll(items.as_mut_ptr(), 1, 120_000), 1);
        let mut received = [0u8; 8];
        assert_eq!(zmq_recv(server, received.as_mut_ptr().cast(), received.len(), 0), 4);
        assert_eq!(&received[..4], b"ping");
        for socket in [server, client] {
            assert_eq!(zmq_close(socket), 0);
        }
        assert_eq!(zmq_ctx_term(context), 0);
    }
}
"#;
