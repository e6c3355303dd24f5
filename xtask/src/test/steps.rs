//! The list of steps, cheapest first.

use super::machine::{
    ALL_TRANSPORTS, AUTOTOOLS, CMAKE, FOREIGN, Need, PKG_CONFIG, SANITIZERS, STRACE, SYSTEM_LIBZMQ, VALGRIND,
};

/// One thing that has to pass.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) does: &'static str,
    /// Each runs, also after one that failed.
    pub(crate) commands: &'static [&'static str],
    pub(crate) environment: &'static [(&'static str, &'static str)],
    pub(crate) needs: &'static [Need],
    /// It takes so long that it runs only if `--only` names it.
    pub(crate) by_name: bool,
}

const STEP: Step = Step { name: "", does: "", commands: &[], environment: &[], needs: &[], by_name: false };

/// Three sets of features are built: the default, none, and all but `system`.
pub(crate) const STEPS: &[Step] = &[
    Step { name: "tidy", does: "the house rules that no compiler knows", commands: &["cargo xtask tidy"], ..STEP },
    Step { name: "fmt", does: "the code is formatted", commands: &["cargo fmt --all --check"], ..STEP },
    Step {
        name: "patches",
        does: "the patches apply where they say and give the tree that is recorded; their page is up to date",
        commands: &["cargo xtask patches check", "cargo xtask patches docs --check"],
        ..STEP
    },
    Step {
        name: "bindings",
        does: "the declarations are those that bindgen makes of zmq.h",
        commands: &["cargo xtask bindings --check"],
        ..STEP
    },
    Step {
        name: "clippy",
        does: "no warnings, with default features, none and all",
        commands: &[
            "cargo clippy --workspace --all-targets -- -D warnings",
            "cargo clippy -p zmq -p zmq-sys --no-default-features --all-targets -- -D warnings",
            "cargo clippy -p zmq -p zmq-sys --features bytes,draft,log,tracing,ws --all-targets -- -D warnings",
        ],
        ..STEP
    },
    Step {
        name: "docs",
        does: "the documentation builds without a warning, with default features and all",
        commands: &[
            "cargo doc --workspace --no-deps",
            "cargo doc -p zmq -p zmq-sys --no-deps --features bytes,draft,log,tracing,ws",
        ],
        environment: &[("RUSTDOCFLAGS", "-D warnings")],
        ..STEP
    },
    Step {
        name: "unit",
        does: "the tests inside the crates",
        commands: &["cargo test --workspace --no-fail-fast --lib --bins"],
        ..STEP
    },
    Step {
        name: "doc",
        does: "the examples in the documentation, and what must not compile",
        commands: &["cargo test --workspace --no-fail-fast --doc"],
        ..STEP
    },
    Step {
        name: "integration",
        does: "the tests around the crates: real messages, other processes, real pyzmq",
        commands: &["cargo build --workspace --examples", "cargo test --workspace --no-fail-fast --test *"],
        ..STEP
    },
    Step {
        name: "features",
        does: "zmq's own tests without default features, then with all of them; programs in C, and an example, with the draft API; an example with tokio; hostile peers of WebSocket",
        commands: &[
            "cargo test -p zmq -p zmq-sys --no-fail-fast --no-default-features",
            "cargo test -p zmq -p zmq-sys --no-fail-fast --features bytes,draft,log,tracing,ws",
            "cargo test -p zmq-tests --no-fail-fast --features draft,ws,zmq/bytes --test c_programs --test drafts",
            "cargo test -p zmq-tests --no-fail-fast --features draft,ws,zmq/bytes --test properties websocket",
            "cargo run -p zmq-examples --features draft,zmq/bytes,zmq/tracing,zmq/ws --example draft_server",
            "cargo run -p zmq-examples --features tokio --example async_tokio",
        ],
        ..STEP
    },
    Step {
        name: "bench",
        does: "the benchmark in small: figures come out of it, and a lost message is noticed",
        commands: &["cargo build -p bench-ours -p bench-harness", "cargo run --quiet -p bench-harness -- --smoke"],
        ..STEP
    },
    Step {
        name: "instructions",
        does: "the safe API takes hardly more instructions than C, counted by valgrind",
        commands: &["cargo xtask instructions"],
        needs: &[VALGRIND],
        ..STEP
    },
    Step {
        name: "strace",
        does: "the system calls of a finished program, with the default poller and with another",
        commands: &["cargo test -p zmq-tests --test acceptance_symbols -- --ignored"],
        needs: &[STRACE],
        ..STEP
    },
    Step {
        name: "transports",
        does: "each transport and security mechanism, also those that need a library of the system's; a context that lacks a descriptor, with them",
        commands: &[
            "cargo test -p zmq-sys --no-fail-fast --features draft,gssapi,norm,pgm,tipc,vmci,wss",
            "cargo test -p zmq-tests --no-fail-fast --features all-transports --test transports",
            "cargo test -p zmq-tests --no-fail-fast --features all-transports --test c_programs -- context descriptors termination",
        ],
        needs: ALL_TRANSPORTS,
        ..STEP
    },
    Step {
        name: "builds",
        does: "the library, built anew with each switch of zmq-sys, in a program that sends a message around",
        commands: &["cargo test -p zmq-sys --test build_matrix -- --ignored"],
        ..STEP
    },
    Step {
        name: "system",
        does: "zmq's unit, documentation and batch tests on the system's libzmq, which lacks our patches and newest options",
        commands: &[
            "cargo test -p zmq --no-fail-fast --features system --lib",
            "cargo test -p zmq --no-fail-fast --features system --doc",
            "cargo test -p zmq --no-fail-fast --features system --test batches --test batch_properties",
        ],
        needs: &[SYSTEM_LIBZMQ],
        ..STEP
    },
    Step {
        name: "prefix",
        does: "what build-libzmq installs: its symbols, its types, and programs that find it by pkg-config and CMake",
        commands: &["cargo test -p xtask --test prefix -- --ignored cc::"],
        needs: &[PKG_CONFIG, CMAKE],
        ..STEP
    },
    Step {
        name: "drop-in",
        does: "Debian's pyzmq with its own tests, programs on CZMQ and cppzmq, and upstream's tools, on our library",
        commands: &["cargo test -p xtask --test foreign -- --ignored"],
        needs: FOREIGN,
        ..STEP
    },
    Step {
        name: "platform",
        does: "our table of what a system has against what CMake and configure find on this one",
        commands: &["cargo xtask platform-check --quiet --with draft,ws"],
        needs: &[PKG_CONFIG, CMAKE, AUTOTOOLS],
        ..STEP
    },
    Step {
        name: "targets",
        does: "libzmq's sources compile for macOS, FreeBSD and Windows",
        commands: &["cargo xtask targets --brief --quiet"],
        ..STEP
    },
    Step {
        name: "sanitize",
        does: "threads and hostile input under the thread and address sanitizers, a choice of our C programs",
        commands: &["cargo xtask sanitize --brief --quiet"],
        needs: &[SANITIZERS],
        ..STEP
    },
    Step {
        name: "sanitize-all",
        does: "upstream's tests and our C programs under the sanitizers, on ours and on stock, which takes half an hour",
        commands: &["cargo xtask sanitize --quiet"],
        by_name: true,
        ..STEP
    },
    Step {
        name: "builders",
        does: "the same of what upstream's CMake and autotools build, which takes minutes",
        commands: &["cargo test -p xtask --test prefix -- --ignored builders::"],
        needs: &[PKG_CONFIG, CMAKE, AUTOTOOLS],
        by_name: true,
        ..STEP
    },
];
