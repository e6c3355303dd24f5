//! A run in small, for the tests: cells that two processes play, with our Rust program only. Figures have to come out, and a
//! message that the sender leaves out has to be noticed.

use crate::Outcome;
use crate::cells::{Cell, Profile, Transport, Work, cells};
use crate::metrics::metrics;
use crate::peers::{PEERS, Peer, Place};
use crate::play::{Sockets, Stage};
use crate::process::Failure;

/// Messages, or round trips: few.
const COUNT: u64 = 200;
/// The one that is left out.
const LOST: u64 = 50;

/// Runs it, with the program that was built beside this one.
pub(crate) fn run(place: &Place) -> Outcome {
    let peer = PEERS.iter().find(|peer| peer.name == "rust").ok_or("our own program is not among the peers")?;
    let sockets = Sockets::new()?;
    let stage = Stage { place, sockets: &sockets };
    let played: Vec<Cell> = cells(Profile::Default).into_iter().filter(is_small).collect();
    for cell in &played {
        figures(&stage, cell, peer)?;
        if !matches!(cell.work, Work::Latency { .. }) {
            loss(&stage, cell, peer)?;
        }
    }
    println!("{} cells have figures, and a loss is noticed", played.len());
    Ok(())
}

fn is_small(cell: &Cell) -> bool {
    match cell.work {
        Work::Throughput { size, transport } => size == 1024 || (size == 64 && transport == Transport::Inproc),
        Work::Latency { .. } | Work::FanOut { subscribers: 10 } | Work::Close { .. } => true,
        Work::Curve { size } => size == 64,
        _ => false,
    }
}

fn figures(stage: &Stage<'_>, cell: &Cell, peer: &Peer) -> Outcome {
    let sample = stage.play(cell, peer, COUNT, None).map_err(|failure| format!("{cell}: {failure}"))?;
    for metric in metrics(cell.work) {
        let value =
            metric.value(cell, &sample, 0.0).ok_or_else(|| format!("{cell}: no {} in {sample:?}", metric.name))?;
        println!("{cell}: {} {}", metric.of, metric.show(value));
    }
    Ok(())
}

/// Leaves one message out. A request that is not sent is not missed: there is no reply to it.
fn loss(stage: &Stage<'_>, cell: &Cell, peer: &Peer) -> Outcome {
    match stage.play(cell, peer, COUNT, Some(LOST)) {
        Err(Failure::Lost(text)) if text.contains(&LOST.to_string()) => Ok(()),
        other => Err(format!("{cell}: message {LOST} was left out, and that gave {other:?}").into()),
    }
}
