//! The programs that tests start: each example of the `zmq-examples` package, and its Python twin of the same name.
//!
//! Both take the same `name=value` arguments, write the same lines, and say `ready ENDPOINT` once they are bound.

use std::collections::HashMap;
use std::env;
use std::path::PathBuf;
use std::process::Command;
use std::sync::OnceLock;

use serde_json::Value;

use crate::process::Process;
use crate::python;

/// What a program is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// An example of the `zmq-examples` package.
    Rust,
    /// A script of `tests/python`.
    Python,
}

impl Language {
    /// Starts a program.
    #[track_caller]
    pub fn start(self, name: &str, arguments: &[&str]) -> Process {
        // What any program needs is built before the first one starts, whose time then runs.
        python::interpreter();
        examples();
        let mut command = match self {
            Self::Rust => Command::new(example(name)),
            Self::Python => python::script(name),
        };
        command.args(arguments);
        Process::start(command)
    }
}

/// Where the compiled example is; the first call has cargo build all of them.
///
/// Cargo gives no test the path of another package's examples, and builds them only if asked to.
#[track_caller]
pub fn example(name: &str) -> &'static PathBuf {
    examples().get(name).unwrap_or_else(|| panic!("there is no example {name}"))
}

fn examples() -> &'static HashMap<String, PathBuf> {
    static EXAMPLES: OnceLock<HashMap<String, PathBuf>> = OnceLock::new();
    EXAMPLES.get_or_init(build_examples)
}

fn build_examples() -> HashMap<String, PathBuf> {
    let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    // The whole workspace, whose features `cargo test --workspace` has too: then everything is built already.
    cargo.args(["build", "--workspace", "--examples", "--message-format=json-render-diagnostics"]);
    if !cfg!(debug_assertions) {
        cargo.arg("--release");
    }
    let output = cargo.current_dir(env!("CARGO_MANIFEST_DIR")).output().expect("cargo starts");
    assert!(output.status.success(), "the examples do not build:\n{}", String::from_utf8_lossy(&output.stderr));
    output.stdout.split(|&byte| byte == b'\n').filter_map(executable).collect()
}

/// The name and path of the example that a line of cargo's report is about.
fn executable(line: &[u8]) -> Option<(String, PathBuf)> {
    let report: Value = serde_json::from_slice(line).ok()?;
    let path = report["executable"].as_str()?;
    let name = report["target"]["name"].as_str()?;
    Some((name.to_owned(), path.into()))
}
