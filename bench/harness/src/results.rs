//! The results: what was measured, as JSON, and the comparisons that follow from it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::Outcome;
use crate::cells::{Cell, Profile, cells};
use crate::metrics::{Metric, metrics};
use crate::peers::{AGAIN, REFERENCE};
use crate::play::Sample;
use crate::statistics::{Spread, Verdict, noise, verdict};

/// All that a run has found.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Results {
    pub(crate) date: String,
    pub(crate) machine: String,
    pub(crate) profile: String,
    /// Rounds asked for; the samples say which were run.
    pub(crate) rounds: usize,
    /// Seconds that each run is to take.
    pub(crate) seconds: f64,
    pub(crate) peers: Vec<PeerResult>,
    pub(crate) cells: Vec<CellResult>,
}

/// Who took part.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct PeerResult {
    pub(crate) name: String,
    pub(crate) what: String,
    /// Why it did not.
    pub(crate) absent: Option<String>,
    /// Processor time of a pair of its processes that does next to nothing, in seconds.
    pub(crate) startup: f64,
}

/// What was found in a cell.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct CellResult {
    pub(crate) name: String,
    /// For each peer, for each round, what it measured.
    pub(crate) samples: BTreeMap<String, Vec<Option<Sample>>>,
    /// For each peer that failed or has no part in it, why.
    pub(crate) remarks: BTreeMap<String, String>,
    /// Those for which a message was lost (`lost: ..`), or that did not end in time (`late: ..`), and why.
    pub(crate) lost: BTreeMap<String, String>,
}

impl Results {
    /// Reads them from the file that [`write`](Self::write) wrote.
    pub(crate) fn read(path: &Path) -> Outcome<Self> {
        let text = fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(serde_json::from_str(&text)?)
    }

    pub(crate) fn write(&self, path: &Path) -> Outcome {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        Ok(fs::write(path, serde_json::to_string_pretty(self)? + "\n")?)
    }

    /// The cells, with their results, in their order.
    pub(crate) fn pairs(&self) -> Vec<(Cell, &CellResult)> {
        let find = |cell: Cell| {
            let name = cell.to_string();
            self.cells.iter().find(|result| result.name == name).map(|result| (cell, result))
        };
        cells(Profile::Full).into_iter().filter_map(find).collect()
    }

    /// The names of those who took part.
    pub(crate) fn present(&self) -> impl Iterator<Item = &PeerResult> {
        self.peers.iter().filter(|peer| peer.absent.is_none())
    }

    fn startup(&self, peer: &str, cell: &Cell) -> f64 {
        let pair = self.peers.iter().find(|candidate| candidate.name == peer).map_or(0.0, |peer| peer.startup);
        // Over inproc it is one process.
        if cell.group().ends_with("inproc") || cell.title().starts_with("inproc") { pair / 2.0 } else { pair }
    }

    /// The values of a peer, round by round.
    fn values(&self, cell: &Cell, result: &CellResult, metric: Metric, peer: &str) -> Vec<Option<f64>> {
        let startup = self.startup(peer, cell);
        let samples = result.samples.get(peer).map(Vec::as_slice).unwrap_or_default();
        samples.iter().map(|sample| metric.value(cell, sample.as_ref()?, startup)).collect()
    }

    /// The value of a peer in a cell: the middle of its rounds.
    pub(crate) fn value(&self, cell: &Cell, result: &CellResult, metric: Metric, peer: &str) -> Option<Spread> {
        Spread::of(self.values(cell, result, metric, peer).into_iter().flatten().collect())
    }

    /// How many times better `peer` was than `other`, in each round that has both.
    fn gains(&self, cell: &Cell, result: &CellResult, metric: Metric, peer: &str, other: &str) -> Vec<f64> {
        let (values, others) = (self.values(cell, result, metric, peer), self.values(cell, result, metric, other));
        let pairs = values.into_iter().zip(others).filter_map(|(value, other)| value.zip(other));
        pairs.map(|(value, other)| metric.gain(value, other)).collect()
    }

    /// The middle of those gains. `None` without a round that has both, or if `peer` has lost a message.
    pub(crate) fn gain(
        &self,
        cell: &Cell,
        result: &CellResult,
        metric: Metric,
        peer: &str,
        other: &str,
    ) -> Option<Spread> {
        if result.lost.contains_key(peer) {
            return None;
        }
        Spread::of(self.gains(cell, result, metric, peer, other))
    }

    /// The noise of a cell, as a share; `None` if the reference was not run twice.
    pub(crate) fn noise(&self, cell: &Cell, result: &CellResult, metric: Metric) -> Option<f64> {
        let here = self.gains(cell, result, metric, AGAIN, REFERENCE);
        let same = self.pairs().into_iter().filter(|(other, _)| other.group() == cell.group());
        let group: Vec<f64> =
            same.flat_map(|(other, result)| self.gains(&other, result, metric, AGAIN, REFERENCE)).collect();
        (!here.is_empty()).then(|| noise(&here, &group))
    }

    /// Whether a peer beat the other beyond the noise.
    pub(crate) fn verdict(
        &self,
        cell: &Cell,
        result: &CellResult,
        metric: Metric,
        peer: &str,
        other: &str,
    ) -> Option<Verdict> {
        let gain = self.gain(cell, result, metric, peer, other)?;
        Some(verdict(gain, self.noise(cell, result, metric)?))
    }

    /// How many figures of `peers` were compared with the reference and its noise.
    pub(crate) fn comparisons(&self, peers: &[&str]) -> usize {
        let pairs = self.pairs();
        let figures = pairs.iter().flat_map(|pair| metrics(pair.0.work).iter().map(move |metric| (pair, metric)));
        let compared = figures.flat_map(|((cell, result), metric)| {
            peers.iter().filter_map(|peer| self.verdict(cell, result, *metric, peer, REFERENCE))
        });
        compared.count()
    }

    /// Every figure in which one of `peers` is worse than the reference beyond the noise, or lost a message.
    pub(crate) fn defeats(&self, peers: &[&str]) -> Vec<String> {
        let mut defeats = Vec::new();
        for (cell, result) in self.pairs() {
            for peer in peers {
                if let Some(lost) = result.lost.get(*peer) {
                    defeats.push(format!("{cell}: {peer} {lost}"));
                }
                for metric in metrics(cell.work).iter().filter(|metric| metric.counts()) {
                    if self.verdict(&cell, result, *metric, peer, REFERENCE) != Some(Verdict::Worse) {
                        continue;
                    }
                    let gain = self.gain(&cell, result, *metric, peer, REFERENCE).map_or(0.0, |gain| gain.median);
                    let noise = self.noise(&cell, result, *metric).unwrap_or_default() * 100.0;
                    defeats
                        .push(format!("{cell}: {peer} {} is {gain:.2} of {REFERENCE}, noise {noise:.0} %", metric.of));
                }
            }
        }
        defeats
    }
}
