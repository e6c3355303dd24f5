//! What a sample says of a cell: the figures that are compared, each with its unit and its better direction.

use crate::cells::{Cell, Growth, Work};
use crate::play::Sample;

/// A figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Metric {
    pub(crate) name: &'static str,
    /// What it is of the reference, as the table says it.
    pub(crate) of: &'static str,
    pub(crate) unit: Unit,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Unit {
    /// More is better.
    PerSecond,
    Seconds,
    Bytes,
    /// A share of one processor.
    Share,
}

const RATE: Metric = Metric { name: "rate", of: "messages/s", unit: Unit::PerSecond };
const CPU: Metric = Metric { name: "cpu", of: "processor time per message", unit: Unit::Seconds };
const MEAN: Metric = Metric { name: "mean", of: "round trip, mean", unit: Unit::Seconds };
const P50: Metric = Metric { name: "p50", of: "round trip, median", unit: Unit::Seconds };
const P99: Metric = Metric { name: "p99", of: "round trip, 99th percentile", unit: Unit::Seconds };
const TIME: Metric = Metric { name: "time", of: "time for each", unit: Unit::Seconds };
const MEMORY: Metric = Metric { name: "memory", of: "memory for each", unit: Unit::Bytes };
const MATCH: Metric = Metric { name: "match", of: "time to publish a message", unit: Unit::Seconds };
const IDLE: Metric = Metric { name: "idle", of: "processor time while idle", unit: Unit::Share };

/// The figures of a cell, the main one first.
pub(crate) fn metrics(work: Work) -> &'static [Metric] {
    match work {
        Work::Throughput { .. } | Work::Curve { .. } | Work::FanOut { .. } => &[RATE, CPU],
        Work::Latency { .. } => &[P50, MEAN, P99, CPU],
        Work::Close { .. } => &[],
        Work::Growth { what: Growth::Connections, .. } => &[TIME, MEMORY, IDLE],
        Work::Growth { what: Growth::Subscriptions, .. } => &[TIME, MEMORY, MATCH],
        Work::Growth { .. } => &[TIME, MEMORY],
    }
}

impl Metric {
    /// Its value. `startup` is the processor time of the processes when they do next to nothing.
    pub(crate) fn value(self, cell: &Cell, sample: &Sample, startup: f64) -> Option<f64> {
        let get = |name: &str| sample.get(name).copied();
        let count = get("count")?;
        let value = match self.name {
            // From the first message to the last there is one less.
            "rate" => (count - 1.0).max(1.0) / get("seconds")?,
            "cpu" => (get("cpu")? - startup) / count,
            "time" => get("seconds")? / count,
            "memory" => get("bytes")?,
            name => get(name)?,
        };
        // Below what can be told from nothing there is no ratio.
        let least = match (self.unit, cell.work) {
            (Unit::Bytes, _) => 1.0,
            (Unit::Share, _) => 1e-4,
            _ => f64::MIN_POSITIVE,
        };
        Some(value).filter(|value| value.is_finite() && *value >= least)
    }

    /// Whether a defeat in it is one. The others explain, and vary too much.
    pub(crate) fn counts(self) -> bool {
        [RATE, P50, TIME, MEMORY].contains(&self)
    }

    /// How many times better `value` is than `reference`.
    pub(crate) fn gain(self, value: f64, reference: f64) -> f64 {
        if self.unit == Unit::PerSecond { value / reference } else { reference / value }
    }

    /// The value for people.
    pub(crate) fn show(self, value: f64) -> String {
        match self.unit {
            Unit::PerSecond => crate::cells::grouped(value.round() as u64),
            Unit::Seconds if value >= 1e-3 => format!("{:.2} ms", value * 1e3),
            Unit::Seconds if value >= 1e-5 => format!("{:.1} us", value * 1e6),
            Unit::Seconds => format!("{:.2} us", value * 1e6),
            Unit::Bytes if value >= 10_240.0 => format!("{:.1} KiB", value / 1024.0),
            Unit::Bytes => format!("{value:.0} B"),
            Unit::Share => format!("{:.2} %", value * 100.0),
        }
    }
}
