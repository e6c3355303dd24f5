//! Who takes part.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cells::{Cell, Transport, Work};

/// What the others are compared with.
pub(crate) const REFERENCE: &str = "stock";
/// The reference once more: how far it is from itself is the noise.
pub(crate) const AGAIN: &str = "stock-again";

/// A participant.
#[derive(Debug)]
pub(crate) struct Peer {
    pub(crate) name: &'static str,
    pub(crate) what: &'static str,
    pub(crate) program: Program,
    /// What the environment variable `BENCH_WAY` says to the program.
    pub(crate) way: Option<&'static str>,
}

/// What is started.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Program {
    /// The program in C, on the library in that folder.
    C(Library),
    /// A Rust program: a member of the main workspace.
    Member(&'static str),
    /// A Rust program: a workspace of its own in that folder of `bench`.
    Rival(&'static str),
    /// The script in Python.
    Python,
}

/// A library with libzmq's C API.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Library {
    Stock,
    Ours,
    Omq,
}

impl Library {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Stock => "stock",
            Self::Ours => "ours",
            Self::Omq => "omq-libzmq",
        }
    }
}

/// All of them, the reference first.
pub(crate) const PEERS: &[Peer] = &[
    peer(REFERENCE, "C on libzmq 4.3.5 as it is, CMake Release", Program::C(Library::Stock)),
    peer(AGAIN, "the same once more: the noise", Program::C(Library::Stock)),
    peer("c", "C on our libzmq", Program::C(Library::Ours)),
    Peer { way: Some("batch"), ..peer("c-batch", "C on our libzmq, in batches", Program::C(Library::Ours)) },
    Peer {
        way: Some("io-thread"),
        ..peer("c-io-thread", "C on our libzmq, all I/O by its I/O thread", Program::C(Library::Ours))
    },
    peer("rust", "our Rust API", Program::Member("bench-ours")),
    Peer { way: Some("batch"), ..peer("rust-batch", "our Rust API, in batches", Program::Member("bench-ours")) },
    Peer {
        way: Some("io-thread"),
        ..peer("rust-io-thread", "our Rust API, all I/O by libzmq's I/O thread", Program::Member("bench-ours"))
    },
    peer("omq-libzmq", "C on omq-libzmq 0.8", Program::C(Library::Omq)),
    peer("rust-zmq", "crate zmq 0.10", Program::Rival("rust-zmq")),
    peer("arzmq", "crate arzmq 0.7", Program::Rival("arzmq")),
    peer("zeromq", "crate zeromq 0.7", Program::Rival("zeromq")),
    peer("rzmq", "crate rzmq 0.5", Program::Rival("rzmq")),
    peer("omq-tokio", "crate omq-tokio 0.33, as its README shows", Program::Rival("omq-tokio")),
    Peer {
        way: Some("tuned"),
        ..peer("omq-tokio-tuned", "the same, one thread and batches received", Program::Rival("omq-tokio"))
    },
    peer("pyzmq", "pyzmq 27 from PyPI", Program::Python),
    peer("floor", "plain blocking sockets", Program::Member("bench-floor")),
];

const fn peer(name: &'static str, what: &'static str, program: Program) -> Peer {
    Peer { name, what, program, way: None }
}

impl Peer {
    /// Whether a result of it says something of this project.
    pub(crate) fn is_ours(&self) -> bool {
        matches!(self.program, Program::C(Library::Ours) | Program::Member("bench-ours"))
    }

    /// Why it has no part in a cell, if so.
    pub(crate) fn abstains(&self, cell: &Cell) -> Option<&'static str> {
        let is_c = matches!(self.program, Program::C(_));
        let is_floor = self.program == Program::Member("bench-floor");
        match cell.work {
            Work::Growth { .. } if !is_c => Some("asked of the C API only"),
            Work::Growth { .. } if self.way == Some("batch") => Some("nothing is sent in batches"),
            Work::Latency { .. } if self.way == Some("batch") => Some("one request at a time is no batch"),
            Work::Growth { .. } | Work::FanOut { .. } | Work::Curve { .. } | Work::Close { .. }
                if self.way == Some("io-thread") =>
            {
                Some("asked of throughput and latency only")
            }
            Work::FanOut { .. } | Work::Curve { .. } | Work::Close { .. } if is_floor => Some("not part of the floor"),
            Work::Latency { transport: Transport::Inproc, .. } if is_floor => Some("not part of the floor"),
            _ => None,
        }
    }

    /// The command that plays a role of `cell`.
    pub(crate) fn command(&self, place: &Place) -> Command {
        let mut command = match self.program {
            Program::C(library) => {
                let mut command = Command::new(place.c_program());
                command.env("LD_LIBRARY_PATH", place.library(library).join("lib"));
                command
            }
            Program::Member(package) => Command::new(place.member(package)),
            Program::Rival(folder) => Command::new(place.rival(folder)),
            Program::Python => {
                let mut command = Command::new(place.python());
                command.arg("-u").arg(place.root.join("bench/pyzmq/bench.py"));
                command
            }
        };
        if let Some(way) = self.way {
            command.env("BENCH_WAY", way);
        }
        command
    }
}

/// Where everything is.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The repository.
    pub(crate) root: PathBuf,
    /// The main workspace's target folder.
    pub(crate) target: PathBuf,
    /// Where cargo has put this program, and the other members of the workspace beside it.
    pub(crate) members: PathBuf,
}

impl Place {
    /// The folder of what is built for the benchmark and by no cargo workspace.
    pub(crate) fn made(&self) -> PathBuf {
        self.target.join("bench")
    }

    pub(crate) fn c_program(&self) -> PathBuf {
        self.made().join("bench-c")
    }

    /// The prefix that a library is installed into.
    pub(crate) fn library(&self, library: Library) -> PathBuf {
        self.made().join(library.name())
    }

    pub(crate) fn member(&self, package: &str) -> PathBuf {
        self.members.join(package)
    }

    pub(crate) fn rival(&self, folder: &str) -> PathBuf {
        self.rival_folder(folder).join("target/release").join(format!("bench-{folder}"))
    }

    pub(crate) fn rival_folder(&self, folder: &str) -> PathBuf {
        self.root.join("bench").join(folder)
    }

    pub(crate) fn venv(&self) -> PathBuf {
        self.target.join("bench-venv")
    }

    pub(crate) fn python(&self) -> PathBuf {
        self.venv().join("bin/python")
    }

    pub(crate) fn results(&self) -> PathBuf {
        self.root.join("bench/results")
    }

    pub(crate) fn page(&self) -> PathBuf {
        self.root.join("docs/performance.md")
    }

    pub(crate) fn shown<'a>(&self, path: &'a Path) -> std::path::Display<'a> {
        path.strip_prefix(&self.root).unwrap_or(path).display()
    }
}
