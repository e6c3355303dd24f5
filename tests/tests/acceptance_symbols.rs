//! What a finished program shows from outside: libraries, symbols and system calls.
#![cfg(target_os = "linux")]

#[path = "support/cargo.rs"]
mod cargo;

use std::path::Path;
use std::process::Command;

use cargo::{cargo, lines_of, repository};
use zmq_tests::program::example;

#[test]
fn an_example_needs_no_shared_libzmq() {
    let libraries = output_of("ldd", &[], example("hello_world"));
    assert!(libraries.contains("libc.so"), "{libraries}");
    assert!(!libraries.contains("libzmq") && !libraries.contains("libsodium"), "{libraries}");
}

#[test]
fn an_example_exports_nothing_of_libzmq() {
    let defined = output_of("nm", &["--defined-only"], example("hello_world"));
    assert!(defined.contains("zmq_ctx_new"), "libzmq is not in the program");
    let exported = output_of("nm", &["--dynamic", "--defined-only"], example("hello_world"));
    assert!(!exported.contains("zmq"), "{exported}");
}

#[test]
#[ignore = "needs strace; cargo xtask test runs it where that is installed"]
fn an_example_waits_by_epoll_and_closes_its_descriptors_on_exec() {
    let calls = system_calls(example("hello_world"));
    let has = |call: &str, with: &str| calls.lines().any(|line| line.contains(call) && line.contains(with));
    assert!(has("eventfd2(", "EFD_CLOEXEC"), "{calls}");
    assert!(has("epoll_create1(", "EPOLL_CLOEXEC"), "{calls}");
    assert!(has("accept4(", "SOCK_CLOEXEC"), "{calls}");
}

#[test]
#[ignore = "needs strace; cargo xtask test runs it where that is installed"]
fn an_example_built_for_select_waits_by_select_and_not_by_epoll() {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("select");
    let mut build = cargo(repository());
    build.args(["build", "--quiet", "--offline", "--package=zmq-examples", "--example=hello_world"]);
    build.env("CARGO_TARGET_DIR", &target).env("ZMQ_POLLER", "select");
    lines_of(build);
    let calls = system_calls(&target.join("debug/examples/hello_world"));
    assert!(calls.contains("select(") || calls.contains("pselect6("), "{calls}");
    assert!(!calls.contains("epoll"), "{calls}");
}

/// The calls by which a program waits, accepts and signals, in all its threads.
fn system_calls(program: &Path) -> String {
    let filter = "eventfd,eventfd2,epoll_create,epoll_create1,epoll_wait,accept,accept4,select,pselect6";
    let mut strace = Command::new("strace");
    strace.args(["--follow-forks", "--quiet=all", "--output=/dev/stdout", "--trace", filter]).arg(program);
    lines_of(strace).join("\n")
}

fn output_of(tool: &str, arguments: &[&str], program: &Path) -> String {
    let mut command = Command::new(tool);
    command.args(arguments).arg(program);
    lines_of(command).join("\n")
}
