//! The rounds: every cell with every peer, in an order that changes, with a count for each that takes about as long.

use std::collections::BTreeMap;
use std::path::Path;

use crate::Outcome;
use crate::cells::{Cell, Transport, Work};
use crate::metrics::metrics;
use crate::peers::{Peer, Place, REFERENCE};
use crate::play::{Sample, Sockets, Stage};
use crate::process::Failure;
use crate::progress::Progress;
use crate::results::{CellResult, PeerResult, Results};

/// A message of the largest cells takes much memory while it waits.
const MOST_BYTES: f64 = 512e6;

/// What to run.
#[derive(Debug)]
pub(crate) struct Plan {
    pub(crate) cells: Vec<Cell>,
    pub(crate) peers: Vec<&'static Peer>,
    pub(crate) rounds: usize,
    /// How long a run is to take, in seconds.
    pub(crate) seconds: f64,
}

/// One peer in one cell.
#[derive(Debug)]
struct Seat {
    peer: &'static Peer,
    /// What a second holds, as far as is known.
    rate: f64,
    samples: Vec<Option<Sample>>,
    remark: Option<String>,
    lost: Option<String>,
    /// Runs that did not end in time.
    late: usize,
}

/// Runs the plan into `results`, which are written to `file` after each round.
pub(crate) fn run(plan: &Plan, place: &Place, results: &mut Results, file: &Path) -> Outcome {
    let sockets = Sockets::new()?;
    let stage = Stage { place, sockets: &sockets };
    for peer in &plan.peers {
        let startup = startup(&stage, peer);
        results.peers.push(startup);
    }
    if results.present().all(|peer| peer.name != REFERENCE) {
        return Err(format!("without {REFERENCE} there is nothing to compare with").into());
    }
    let mut table: Vec<(&Cell, Vec<Seat>)> = plan.cells.iter().map(|cell| (cell, seats(plan, cell, results))).collect();
    let runs: usize = table.iter().map(|(cell, seats)| seats.len() * (rounds(plan, cell) + warm_ups(cell))).sum();
    let mut progress = Progress::new(runs, plan.rounds);
    for (cell, seats) in &mut table {
        for seat in seats.iter_mut().filter(|_| warm_ups(cell) > 0) {
            progress.step(&format!("warm-up {cell} {}", seat.peer.name));
            seat.warm_up(&stage, cell, plan.seconds);
        }
    }
    for round in 0..plan.rounds {
        for (cell, seats) in table.iter_mut().filter(|(cell, _)| round < rounds(plan, cell)) {
            for index in order(seats.len(), round) {
                let seat = &mut seats[index];
                progress.step(&format!("round {} of {}: {cell} {}", round + 1, plan.rounds, seat.peer.name));
                seat.play(&stage, cell, plan.seconds);
            }
        }
        results.cells = table.iter().map(|(cell, seats)| collected(cell, seats)).collect();
        results.write(file)?;
        progress.end_round(round + 1);
    }
    progress.finish();
    Ok(())
}

/// The round's order: everyone moves on by some seats, and every other round runs backwards.
fn order(peers: usize, round: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..peers).map(|seat| (seat + round / 2 * 3) % peers).collect();
    if round % 2 == 1 {
        order.reverse();
    }
    order
}

/// Whether something is lost, and how much memory something takes, varies less than how fast it is.
fn rounds(plan: &Plan, cell: &Cell) -> usize {
    match cell.work {
        Work::Close { .. } => plan.rounds.min(2),
        Work::Growth { .. } => plan.rounds.div_ceil(2),
        _ => plan.rounds,
    }
}

fn warm_ups(cell: &Cell) -> usize {
    usize::from(!metrics(cell.work).is_empty() && !matches!(cell.work, Work::Growth { .. }))
}

/// What it costs to start a peer's processes; it also shows whether it works at all.
fn startup(stage: &Stage<'_>, peer: &Peer) -> PeerResult {
    let (name, what) = (peer.name.to_owned(), peer.what.to_owned());
    let cell = crate::cells::probe();
    let once = || stage.play(&cell, peer, 2, None);
    let played = (0..3).map(|_| once().or_else(|_| once()));
    match played.collect::<Result<Vec<Sample>, Failure>>() {
        Ok(samples) => {
            let least = samples.iter().filter_map(|sample| sample.get("cpu")).copied().fold(f64::INFINITY, f64::min);
            PeerResult { name, what, absent: None, startup: least }
        }
        Err(failure) => {
            println!("{name} does not work: {failure}");
            PeerResult { name, what, absent: Some(failure.to_string()), startup: 0.0 }
        }
    }
}

fn seats(plan: &Plan, cell: &Cell, results: &Results) -> Vec<Seat> {
    let present = |peer: &&&'static Peer| results.present().any(|present| present.name == peer.name);
    let take_part = plan.peers.iter().filter(present).filter(|peer| peer.abstains(cell).is_none());
    take_part
        .map(|peer| Seat { peer, rate: guess(cell), samples: Vec::new(), remark: None, lost: None, late: 0 })
        .collect()
}

/// Messages (or round trips) a second, roughly, before anything is known.
fn guess(cell: &Cell) -> f64 {
    match cell.work {
        Work::Throughput { size, .. } => (1e9 / size as f64).min(1e6),
        Work::Curve { size } => (1e8 / size as f64).min(2e5),
        Work::Latency { transport: Transport::Inproc, .. } => 5e4,
        Work::Latency { .. } => 1e4,
        Work::FanOut { subscribers } => 2e5 / subscribers as f64,
        Work::Close { .. } => 5e4,
        Work::Growth { .. } => 1.0,
    }
}

impl Seat {
    /// A short run that is not counted; what fails here twice has no part in the cell.
    fn warm_up(&mut self, stage: &Stage<'_>, cell: &Cell, seconds: f64) {
        let count = self.count(cell, seconds / 4.0);
        let once = |_| stage.play(cell, self.peer, count, None);
        let tried = once(()).or_else(|failure| match failure {
            Failure::Failed(_) => once(()),
            other => Err(other),
        });
        match tried {
            Ok(sample) => self.learn(cell, &sample),
            Err(failure) => self.give_up(failure),
        }
    }

    fn play(&mut self, stage: &Stage<'_>, cell: &Cell, seconds: f64) {
        if self.remark.is_some() || self.lost.is_some() {
            self.samples.push(None);
            return;
        }
        match stage.play(cell, self.peer, self.count(cell, seconds), None) {
            Ok(sample) => {
                self.learn(cell, &sample);
                self.samples.push(Some(sample));
            }
            Err(failure) => {
                self.samples.push(None);
                // What grows takes long enough for once to be enough.
                self.late += usize::from(matches!(cell.work, Work::Growth { .. }));
                self.give_up(failure);
            }
        }
    }

    /// How many messages that time holds.
    fn count(&self, cell: &Cell, seconds: f64) -> u64 {
        let count = self.rate * seconds;
        match cell.work {
            Work::Growth { .. } => 1,
            Work::Close { .. } => 20_000,
            Work::FanOut { .. } => count.clamp(10.0, 1e6) as u64,
            Work::Latency { .. } => count.clamp(200.0, 1e6) as u64,
            Work::Throughput { size, .. } | Work::Curve { size } => {
                count.clamp(20.0, (MOST_BYTES * 4.0 / size as f64).min(5e6)) as u64
            }
        }
    }

    fn learn(&mut self, cell: &Cell, sample: &Sample) {
        let main = metrics(cell.work).first();
        let value = main.and_then(|metric| metric.value(cell, sample, 0.0));
        let rate = match (cell.work, value) {
            (Work::Throughput { .. } | Work::Curve { .. }, Some(rate)) => rate,
            (Work::FanOut { subscribers }, Some(rate)) => rate / subscribers as f64,
            (Work::Latency { .. }, Some(seconds)) => 1.0 / seconds,
            _ => return,
        };
        // One odd run is not believed altogether.
        self.rate = rate.clamp(self.rate / 20.0, self.rate * 20.0);
    }

    fn give_up(&mut self, failure: Failure) {
        match failure {
            Failure::Lost(text) => self.lost = Some(text),
            // Once is the machine's fault, perhaps.
            Failure::Late(_) if self.late == 0 => self.late = 1,
            Failure::Late(text) => self.lost = Some(format!("late: {text}")),
            Failure::Unsupported(text) => self.remark = Some(text),
            Failure::Failed(text) => self.remark = Some(format!("failed: {text}")),
        }
    }
}

fn collected(cell: &Cell, seats: &[Seat]) -> CellResult {
    let named = |text: fn(&Seat) -> Option<String>| -> BTreeMap<String, String> {
        seats.iter().filter_map(|seat| Some((seat.peer.name.to_owned(), text(seat)?))).collect()
    };
    CellResult {
        name: cell.to_string(),
        samples: seats.iter().map(|seat| (seat.peer.name.to_owned(), seat.samples.clone())).collect(),
        remarks: named(|seat| seat.remark.clone()),
        lost: named(|seat| seat.lost.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_plays_once_in_a_round_and_the_order_changes() {
        let orders: Vec<Vec<usize>> = (0..4).map(|round| order(5, round)).collect();
        for order in &orders {
            let mut sorted = order.clone();
            sorted.sort_unstable();
            assert_eq!(sorted, [0, 1, 2, 3, 4]);
        }
        assert_eq!(orders[0], [0, 1, 2, 3, 4]);
        assert_eq!(orders[1], [4, 3, 2, 1, 0]);
        assert_ne!(orders[2], orders[0]);
    }
}
