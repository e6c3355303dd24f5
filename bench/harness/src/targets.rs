//! What is to be reached, and in which cells it is.

use crate::cells::{Cell, Transport, Work};
use crate::metrics::{Metric, metrics};
use crate::peers::REFERENCE;
use crate::results::{CellResult, Results};

/// `peer` is to be at least `least` times as good as `other` in some cells.
struct Target {
    text: &'static str,
    peer: &'static str,
    others: &'static [&'static str],
    least: f64,
    cells: fn(Work) -> bool,
}

const TARGETS: &[Target] = &[
    Target {
        text: "C, tcp and ipc, 256 B to 8 KiB: 3 times stock",
        peer: "c",
        others: &[REFERENCE],
        least: 3.0,
        cells: |work| network_size(work).is_some_and(|size| (256..=8192).contains(&size)),
    },
    Target {
        text: "C, tcp and ipc, 16 to 64 B: 1.5 times stock",
        peer: "c",
        others: &[REFERENCE],
        least: 1.5,
        cells: |work| network_size(work).is_some_and(|size| size <= 64),
    },
    Target {
        text: "C, inproc: 1.5 times stock",
        peer: "c",
        others: &[REFERENCE],
        least: 1.5,
        cells: |work| matches!(work, Work::Throughput { transport: Transport::Inproc, .. }),
    },
    Target {
        text: "C, round trip: 0.8 of stock's time, which is 1.25 times as good",
        peer: "c",
        others: &[REFERENCE],
        least: 1.25,
        cells: |work| matches!(work, Work::Latency { .. }),
    },
    Target { text: "C: nowhere below stock", peer: "c", others: &[REFERENCE], least: 1.0, cells: |_| true },
    Target { text: "Rust: nowhere below stock", peer: "rust", others: &[REFERENCE], least: 1.0, cells: |_| true },
    Target { text: "C: ahead of omq-libzmq", peer: "c", others: &["omq-libzmq"], least: 1.0, cells: |_| true },
    Target { text: "Rust: 0.98 of C on the same library", peer: "rust", others: &["c"], least: 0.98, cells: |_| true },
    Target {
        text: "C, batches, 16 to 64 B: twice the single calls",
        peer: "c-batch",
        others: &["c"],
        least: 2.0,
        cells: |work| matches!(work, Work::Throughput { size: 16..=64, .. }),
    },
    Target {
        text: "Rust, batches, 16 to 64 B: twice the single calls",
        peer: "rust-batch",
        others: &["rust"],
        least: 2.0,
        cells: |work| matches!(work, Work::Throughput { size: 16..=64, .. }),
    },
    Target {
        text: "Rust: ahead of every Rust peer's natural use",
        peer: "rust",
        others: &["rust-zmq", "arzmq", "zeromq", "rzmq", "omq-tokio"],
        least: 1.0,
        cells: |_| true,
    },
    Target {
        text: "Rust, batches: ahead of omq-tokio tuned",
        peer: "rust-batch",
        others: &["omq-tokio-tuned"],
        least: 1.0,
        cells: |_| true,
    },
    Target {
        text: "C, tcp and ipc, 4 KiB and up: 0.7 of the plain byte stream",
        peer: "c",
        others: &["floor"],
        least: 0.7,
        cells: |work| network_size(work).is_some_and(|size| size >= 4096),
    },
];

fn network_size(work: Work) -> Option<u64> {
    match work {
        Work::Throughput { transport: Transport::Tcp | Transport::Ipc, size } => Some(size),
        _ => None,
    }
}

/// Where a target stands: its text, and what was found cell by cell.
#[derive(Debug)]
pub(crate) struct Standing {
    pub(crate) text: &'static str,
    pub(crate) reached: usize,
    /// Below it, but not by more than the noise.
    pub(crate) close: Vec<String>,
    pub(crate) missed: Vec<String>,
}

/// All targets of which a cell was measured.
pub(crate) fn standings(results: &Results) -> Vec<Standing> {
    TARGETS.iter().filter_map(|target| standing(results, target)).collect()
}

fn standing(results: &Results, target: &Target) -> Option<Standing> {
    let mut standing = Standing { text: target.text, reached: 0, close: Vec::new(), missed: Vec::new() };
    for (cell, result) in results.pairs().iter().filter(|(cell, _)| (target.cells)(cell.work)) {
        if let Some(lost) = result.lost.get(target.peer) {
            standing.missed.push(format!("{cell}: {lost}"));
        }
        for metric in metrics(cell.work).iter().filter(|metric| metric.counts()) {
            for other in target.others {
                standing.add(results, cell, result, *metric, target, other);
            }
        }
    }
    let found = standing.reached + standing.close.len() + standing.missed.len();
    (found > 0).then_some(standing)
}

impl Standing {
    fn add(
        &mut self,
        results: &Results,
        cell: &Cell,
        result: &CellResult,
        metric: Metric,
        target: &Target,
        other: &str,
    ) {
        let Some(gain) = results.gain(cell, result, metric, target.peer, other) else { return };
        let noise = results.noise(cell, result, metric).unwrap_or_default();
        let against = if target.others.len() > 1 { format!(" against {other}") } else { String::new() };
        let of = if metric == metrics(cell.work)[0] { String::new() } else { format!(" ({})", metric.of) };
        let text = format!("{cell}{of}{against}: {:.2}", gain.median);
        if gain.median >= target.least {
            self.reached += 1;
        } else if gain.median * (1.0 + noise) >= target.least || gain.upper >= target.least {
            self.close.push(text);
        } else {
            self.missed.push(text);
        }
    }
}
