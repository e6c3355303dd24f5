//! What the builder cc makes: `cargo xtask test --only prefix`.

use std::path::Path;
use std::process::Command;

use crate::checks;
use crate::made::{ARCHIVE, DRAFT, STABLE, output};

#[test]
#[ignore = "slow: builds the library"]
fn the_stable_functions_are_shown_and_nothing_else() {
    checks::symbols(&STABLE, false);
}

#[test]
#[ignore = "slow: builds the library"]
fn with_drafts_the_draft_functions_are_shown_too() {
    checks::symbols(&DRAFT, true);
    let flags = DRAFT.pkg_config(&["--cflags"]);
    assert!(flags.iter().any(|flag| flag == "-DZMQ_BUILD_DRAFT_API=1"), "{flags:?}");
}

#[test]
#[ignore = "slow: builds the library"]
fn the_names_are_those_by_which_programs_look_for_it() {
    checks::names(&STABLE);
    checks::names(&DRAFT);
}

#[test]
#[ignore = "slow: builds the library"]
fn the_headers_are_upstreams() {
    checks::headers(&STABLE);
    checks::headers(&DRAFT);
}

#[test]
#[ignore = "slow: builds the library"]
fn a_moved_prefix_names_its_old_place_nowhere() {
    checks::moved(&STABLE);
    checks::moved(&ARCHIVE);
}

#[test]
#[ignore = "slow: builds the library"]
fn a_program_finds_the_shared_library_by_pkg_config() {
    checks::pkg_config_shared(&STABLE);
    checks::pkg_config_shared(&DRAFT);
}

#[test]
#[ignore = "slow: builds the library"]
fn a_static_program_finds_the_archive_by_pkg_config() {
    checks::pkg_config_static(&STABLE);
}

#[test]
#[ignore = "slow: builds the library"]
fn a_program_finds_an_archive_that_is_alone_without_asking_for_static() {
    let program = ARCHIVE.compile("round_trip", &ARCHIVE.pkg_config(&["--cflags", "--libs"]));
    let needed = checks::dynamic(&program);
    assert!(needed.contains("libc.so") && !needed.contains("libzmq") && !needed.contains("libsodium"), "{needed}");
    checks::says_ok(&ARCHIVE, &program);
}

/// As the extension module of Python's binding does; its threads' data needs room that was set aside for such.
#[test]
#[ignore = "slow: builds the library"]
fn a_running_program_can_load_it() {
    let mut python = Command::new("python3");
    python.args(["-c", LOAD]).arg(DRAFT.lib().join("libzmq.so.5"));
    assert_eq!(output(&mut python), "b'hello'\n");
}

#[test]
#[ignore = "slow: builds the library"]
fn a_cmake_project_finds_both_targets() {
    checks::cmake_project(&STABLE, Path::new("cmake"));
}

#[test]
#[ignore = "slow: builds the library"]
fn build_info_says_what_was_chosen() {
    for (key, value) in [
        ("source", "patched"),
        ("builder", "cc"),
        ("libraries", "shared"),
        ("api_poller", "poll"),
        ("features", "curve,draft,ws"),
        ("sodium", "bundled"),
        ("sanitizer", "none"),
    ] {
        assert_eq!(DRAFT.says(key), value, "{key}");
    }
    assert_eq!(STABLE.says("libraries"), "shared,static");
    assert!(STABLE.says("patches").contains("0001-"));
}

#[test]
#[ignore = "slow: builds the library"]
fn what_an_earlier_run_installed_and_this_one_does_not_is_removed() {
    let lib = ARCHIVE.lib();
    assert!(!lib.join("libzmq.so").exists() && !lib.join("libzmq.so.5.2.5").exists());
    assert!(lib.join("libzmq.a").exists() && lib.join("libsodium.a").exists());
    assert!(lib.join("mine").exists(), "what is not libzmq's is left alone");
}

#[test]
#[ignore = "slow: asks the machine"]
fn all_that_is_missing_is_named_at_once_and_nothing_is_compiled() {
    let empty = Path::new(env!("CARGO_TARGET_TMPDIR")).join("prefix/empty");
    std::fs::create_dir_all(&empty).unwrap();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    xtask.args(["build-libzmq", "--builder", "autotools", "--with", "pgm,norm", "--prefix"]).arg(empty.join("out"));
    // rustc is found by its path.
    xtask.env("PATH", &empty).env("RUSTC", rustc()).env("PKG_CONFIG_LIBDIR", &empty);
    let output = xtask.output().unwrap();
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for package in
        ["make", "autoconf", "automake", "libtool", "pkg-config", "build-essential", "libpgm-dev", "libnorm-dev"]
    {
        assert!(said.contains(&format!("Debian: {package}")), "{package}: {said}");
    }
    assert!(said.starts_with("nothing was compiled") && !empty.join("out").exists(), "{said}");
}

fn rustc() -> String {
    let sysroot = output(Command::new("rustc").args(["--print", "sysroot"]));
    format!("{}/bin/rustc", sysroot.trim())
}

const LOAD: &str = r#"
import ctypes, sys
zmq = ctypes.CDLL(sys.argv[1])
pointer = ctypes.c_void_p
zmq.zmq_ctx_new.restype = zmq.zmq_socket.restype = pointer
context = pointer(zmq.zmq_ctx_new())
PAIR = 0
one, two = (pointer(zmq.zmq_socket(context, PAIR)) for _ in range(2))
assert zmq.zmq_bind(one, b"inproc://here") == 0 and zmq.zmq_connect(two, b"inproc://here") == 0
assert zmq.zmq_send(one, b"hello", 5, 0) == 5
buffer = ctypes.create_string_buffer(5)
assert zmq.zmq_recv(two, buffer, 5, 0) == 5
print(buffer.raw)
assert zmq.zmq_close(one) == 0 and zmq.zmq_close(two) == 0 and zmq.zmq_ctx_term(context) == 0
"#;
