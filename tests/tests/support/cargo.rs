//! Cargo runs inside tests, each with a time limit.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use zmq_tests::process::Process;

/// A build from nothing on a busy machine is done by then.
const LIMIT: Duration = Duration::from_secs(1200);

/// The workspace's folder.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("this package is in a folder of the workspace")
}

/// Cargo in a folder, without what whoever runs the tests wants of the workspace's code alone.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.env_remove("RUSTFLAGS").env_remove("RUSTDOCFLAGS").current_dir(folder);
    command
}

/// Runs a command that has to succeed, and gives the lines that it printed.
#[track_caller]
pub(crate) fn lines_of(command: Command) -> Vec<String> {
    Process::start_within(LIMIT, command).finish()
}
