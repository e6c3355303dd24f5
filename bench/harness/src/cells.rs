//! What is measured: the cells of the tables, and which of them a run has.

use std::fmt;

/// How much is measured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Profile {
    Quick,
    Default,
    Full,
}

impl Profile {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Quick => "quick",
            Self::Default => "default",
            Self::Full => "full",
        }
    }
}

/// How two sockets are connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    Tcp,
    Ipc,
    Inproc,
}

impl Transport {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Ipc => "ipc",
            Self::Inproc => "inproc",
        }
    }
}

/// What a cell does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Work {
    /// PUSH to PULL.
    Throughput { transport: Transport, size: u64 },
    /// PUSH to PULL, encrypted, over tcp.
    Curve { size: u64 },
    /// REQ and REP.
    Latency { transport: Transport, size: u64 },
    /// One PUB and so many SUBs, over tcp.
    FanOut { subscribers: u64 },
    /// A PUSH that closes at once after it has sent: what arrives?
    Close { transport: Transport, size: u64 },
    /// One of the roles of growth, with so many of what it is about.
    Growth { what: Growth, count: u64 },
}

/// What there is more and more of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Growth {
    Connections,
    Subscriptions,
    Sockets,
    Contexts,
}

impl Growth {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Connections => "connections",
            Self::Subscriptions => "subscriptions",
            Self::Sockets => "sockets",
            Self::Contexts => "contexts",
        }
    }
}

/// One cell.
#[derive(Clone, Debug)]
pub(crate) struct Cell {
    pub(crate) work: Work,
    profile: Profile,
}

impl Cell {
    /// Cells of a group share a table, a plot and the measure of noise.
    pub(crate) fn group(&self) -> String {
        match self.work {
            Work::Throughput { transport, .. } => format!("throughput-{}", transport.name()),
            Work::Curve { .. } => "curve".to_owned(),
            Work::Latency { .. } => "latency".to_owned(),
            Work::FanOut { .. } => "fanout".to_owned(),
            Work::Close { .. } => "close".to_owned(),
            Work::Growth { what, .. } => what.name().to_owned(),
        }
    }

    /// What tells it from the others of its group.
    fn place(&self) -> u64 {
        match self.work {
            Work::Throughput { size, .. }
            | Work::Curve { size }
            | Work::Latency { size, .. }
            | Work::Close { size, .. } => size,
            Work::FanOut { subscribers } => subscribers,
            Work::Growth { count, .. } => count,
        }
    }

    /// The head of its column.
    pub(crate) fn title(&self) -> String {
        match self.work {
            Work::Throughput { size, .. } | Work::Curve { size } => bytes(size),
            Work::Latency { transport, size } | Work::Close { transport, size } => {
                format!("{} {}", transport.name(), bytes(size))
            }
            Work::FanOut { subscribers } => subscribers.to_string(),
            Work::Growth { count, .. } => grouped(count),
        }
    }
}

impl fmt::Display for Cell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.work {
            Work::Latency { transport, size } | Work::Close { transport, size } => {
                write!(f, "{}-{}-{size}", self.group(), transport.name())
            }
            _ => write!(f, "{}-{}", self.group(), self.place()),
        }
    }
}

/// The cells of a profile; those of a smaller one are among them.
pub(crate) fn cells(profile: Profile) -> Vec<Cell> {
    all().into_iter().filter(|cell| cell.profile <= profile).collect()
}

fn all() -> Vec<Cell> {
    use Profile::{Default, Full, Quick};
    use Transport::{Inproc, Ipc, Tcp};
    let throughput = [
        (Tcp, vec![(16, Default), (64, Quick), (256, Default), (1024, Quick), (4096, Full), (8192, Default)]),
        (Tcp, vec![(32768, Full), (65536, Quick), (262_144, Full), (1_048_576, Default)]),
        (Ipc, vec![(16, Full), (64, Default), (256, Default), (1024, Quick), (4096, Full), (8192, Default)]),
        (Ipc, vec![(32768, Full), (65536, Default), (262_144, Full), (1_048_576, Full)]),
        (Inproc, vec![(16, Full), (64, Quick), (256, Full), (1024, Default), (8192, Full), (65536, Default)]),
        (Inproc, vec![(1_048_576, Full)]),
    ];
    let throughput = throughput.into_iter().flat_map(|(transport, sizes)| {
        sizes.into_iter().map(move |(size, profile)| (Work::Throughput { transport, size }, profile))
    });
    let curve = [(64, Default), (1024, Default), (65536, Full)].map(|(size, profile)| (Work::Curve { size }, profile));
    let latency = [
        (Tcp, 64, Quick),
        (Tcp, 1024, Full),
        (Tcp, 65536, Full),
        (Ipc, 64, Default),
        (Ipc, 65536, Full),
        (Inproc, 64, Default),
    ];
    let latency = latency.map(|(transport, size, profile)| (Work::Latency { transport, size }, profile));
    let fan_out = [(1, Default), (10, Quick), (100, Default), (1000, Default)];
    let fan_out = fan_out.map(|(subscribers, profile)| (Work::FanOut { subscribers }, profile));
    let close = [(Tcp, 1024, Default), (Ipc, 16, Full), (Ipc, 1024, Default), (Ipc, 4096, Full)];
    let close = close.map(|(transport, size, profile)| (Work::Close { transport, size }, profile));
    let growth = [
        (Growth::Connections, vec![(10, Default), (1000, Quick), (10_000, Default)]),
        (Growth::Subscriptions, vec![(1, Default), (1000, Quick), (1_000_000, Default)]),
        (Growth::Sockets, vec![(10, Default), (1000, Default), (10_000, Default)]),
        (Growth::Contexts, vec![(10, Default), (100, Default), (1000, Full)]),
    ];
    let growth = growth.into_iter().flat_map(|(what, counts)| {
        counts.into_iter().map(move |(count, profile)| (Work::Growth { what, count }, profile))
    });
    let cells = throughput.chain(curve).chain(latency).chain(fan_out).chain(close).chain(growth);
    cells.map(|(work, profile)| Cell { work, profile }).collect()
}

/// The cell that every peer can play: a few small messages over tcp.
pub(crate) fn probe() -> Cell {
    Cell { work: Work::Throughput { transport: Transport::Tcp, size: 64 }, profile: Profile::Quick }
}

/// `64 B`, `8 KiB`.
pub(crate) fn bytes(size: u64) -> String {
    match size {
        0..1024 => format!("{size} B"),
        1024..1_048_576 => format!("{} KiB", size / 1024),
        _ => format!("{} MiB", size / 1_048_576),
    }
}

/// `1,000,000`.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_cell_has_a_name_of_its_own() {
        let names: BTreeSet<String> = all().iter().map(Cell::to_string).collect();
        assert_eq!(names.len(), all().len());
    }

    #[test]
    fn a_profile_has_the_cells_of_the_smaller_ones() {
        let names = |profile| cells(profile).iter().map(Cell::to_string).collect::<BTreeSet<_>>();
        assert!(names(Profile::Quick).is_subset(&names(Profile::Default)));
        assert!(names(Profile::Default).is_subset(&names(Profile::Full)));
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!((bytes(16), bytes(8192), bytes(1_048_576)), ("16 B".into(), "8 KiB".into(), "1 MiB".into()));
        assert_eq!((grouped(7), grouped(1000), grouped(1_234_567)), ("7".into(), "1,000".into(), "1,234,567".into()));
    }
}
