//! Networks of two machines, made by the test: network namespaces that a cable joins, gone when the test is.
//!
//! A namespace has no name but a process that lives in it and reads its standard input, whose end is the test's end too: however
//! that comes, nothing is left.

use std::ffi::OsStr;
use std::process::{Command, Stdio};

use crate::process::Process;

/// Two machines on one cable, which know nothing of any other network.
#[derive(Debug)]
pub struct Network {
    left: Machine,
    right: Machine,
}

/// One of them.
#[derive(Debug)]
pub struct Machine {
    keeper: Process,
}

impl Network {
    /// The address of the left machine.
    pub const LEFT: &str = "10.77.0.1";
    /// The address of the right machine.
    pub const RIGHT: &str = "10.77.0.2";

    /// Makes it, or says what this machine lacks for it.
    pub fn new() -> Result<Self, String> {
        let (left, right) = (Machine::new()?, Machine::new()?);
        // Both ends get the same name, as the first card of each machine.
        let (a, b) = (left.keeper.id().to_string(), right.keeper.id().to_string());
        run("ip", &["link", "add", "cable", "netns", &a, "type", "veth", "peer", "name", "cable", "netns", &b])?;
        for (machine, address) in [(&left, Self::LEFT), (&right, Self::RIGHT)] {
            machine.run(&["ip", "address", "add", &format!("{address}/24"), "dev", "cable"])?;
            machine.run(&["ip", "link", "set", "lo", "up"])?;
            machine.run(&["ip", "link", "set", "cable", "up"])?;
        }
        Ok(Self { left, right })
    }

    /// The machine with the address [`LEFT`](Self::LEFT).
    pub fn left(&self) -> &Machine {
        &self.left
    }

    /// The machine with the address [`RIGHT`](Self::RIGHT).
    pub fn right(&self) -> &Machine {
        &self.right
    }
}

impl Machine {
    fn new() -> Result<Self, String> {
        run("unshare", &["--net", "true"])?;
        run("ip", &["-Version"])?;
        let mut command = Command::new("unshare");
        command.args(["--net", "sh", "-c", "echo made; read end"]);
        let mut keeper = Process::start(command);
        keeper.line_after("made");
        Ok(Self { keeper })
    }

    /// A command that runs there.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new("nsenter");
        command.args(["--net", "--target", &self.keeper.id().to_string(), "--"]).arg(program);
        command
    }

    /// Runs a command there, to its end.
    pub fn run(&self, words: &[&str]) -> Result<(), String> {
        succeed(self.command(words[0]).args(&words[1..]))
    }
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    succeed(Command::new(program).args(arguments))
}

fn succeed(command: &mut Command) -> Result<(), String> {
    let output = command.stdin(Stdio::null()).output();
    let output = output.map_err(|error| format!("{command:?}: {error} (Debian: iproute2, util-linux)"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    Err(format!("{command:?}: {} (it takes root, and a kernel with veth)", said.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_machines_reach_each_other_and_nothing_else() {
        let network = match Network::new() {
            Ok(network) => network,
            Err(lack) => return crate::skip(&lack),
        };
        let connects = |machine: &Machine, address: &str| {
            let script = "import socket, sys; socket.create_connection((sys.argv[1], 9), 5)";
            let refused = machine.run(&["python3", "-c", script, address]).unwrap_err();
            assert!(refused.contains("refused") || refused.contains("unreachable"), "{refused}");
            refused.contains("refused")
        };
        assert!(connects(network.left(), Network::RIGHT));
        assert!(connects(network.right(), Network::LEFT));
        assert!(!connects(network.left(), "192.0.2.1"));
    }
}
