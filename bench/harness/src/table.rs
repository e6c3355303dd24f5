//! The results as Markdown.

use std::fmt::Write;

use crate::cells::{Cell, Work};
use crate::metrics::{Metric, metrics};
use crate::peers::{AGAIN, REFERENCE};
use crate::results::{CellResult, Results};
use crate::statistics::{Spread, Verdict};
use crate::targets::standings;

/// How much a table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Detail {
    /// The main figures, without the spread.
    Brief,
    /// Every figure, with its quartiles.
    Everything,
}

/// What all tables have in common.
pub(crate) fn legend(results: &Results) -> String {
    format!(
        "Measured on {} ({}), profile {}, {} rounds of about {} s for each cell and peer.\n\n\
         The first row of a table is libzmq 4.3.5 as it is; the others say how many times better they were in the same round\n\
         (more is better, also where less is measured): the median of the rounds. **Bold** is better, *italic* worse than stock\n\
         beyond the noise, which is how far stock is from itself in the same run. `lost` means that a message was lost, `late` that\n\
         the peer hung or took too long, `-` that it has no part in the cell.\n",
        results.date, results.machine, results.profile, results.rounds, results.seconds
    )
}

/// All tables.
pub(crate) fn tables(results: &Results, detail: Detail) -> String {
    let mut text = String::new();
    let pairs = results.pairs();
    let mut groups: Vec<String> = pairs.iter().map(|(cell, _)| cell.group()).collect();
    groups.dedup();
    for group in groups {
        let columns: Vec<_> = pairs.iter().filter(|(cell, _)| cell.group() == group).collect();
        let Some((first, _)) = columns.first() else { continue };
        // A String takes whatever is written.
        let _ = writeln!(text, "### {}\n", heading(first));
        if metrics(first.work).is_empty() {
            text += &losses(results, &columns);
        }
        for metric in metrics(first.work).iter().filter(|metric| detail == Detail::Everything || metric.counts()) {
            text += &table(results, &columns, *metric, detail);
        }
        if detail == Detail::Everything {
            text += &remarks(&columns);
        }
    }
    text
}

fn heading(cell: &Cell) -> String {
    match cell.work {
        Work::Throughput { transport, .. } => format!("PUSH to PULL, {}", transport.name()),
        Work::Curve { .. } => "PUSH to PULL, tcp, CURVE".into(),
        Work::Latency { .. } => "REQ and REP".into(),
        Work::FanOut { .. } => "PUB to so many SUBs, tcp, 64 B".into(),
        Work::Close { .. } => "A sender that closes at once: does everything arrive?".into(),
        Work::Growth { what, .. } => format!("So many {}", what.name()),
    }
}

fn table(results: &Results, columns: &[&(Cell, &CellResult)], metric: Metric, detail: Detail) -> String {
    let mut text = head(metric.of, columns);
    let row = |name: &str, cells: Vec<String>| format!("| {name} | {} |\n", cells.join(" | "));
    let stock = columns.iter().map(|(cell, result)| {
        let value = results.value(cell, result, metric, REFERENCE);
        lost_or(result, REFERENCE, value.map(|value| metric.show(value.median)))
    });
    text += &row(REFERENCE, stock.collect());
    for peer in results.present().filter(|peer| peer.name != REFERENCE && peer.name != AGAIN) {
        let cells: Vec<String> = columns
            .iter()
            .map(|(cell, result)| {
                let gain = results.gain(cell, result, metric, &peer.name, REFERENCE);
                let verdict = results.verdict(cell, result, metric, &peer.name, REFERENCE);
                lost_or(result, &peer.name, gain.map(|gain| marked(gain, verdict, detail)))
            })
            .collect();
        if cells.iter().any(|cell| cell != "-") {
            text += &row(&peer.name, cells);
        }
    }
    let noise = columns.iter().map(|(cell, result)| {
        results.noise(cell, result, metric).map_or("-".into(), |noise| format!("{:.0} %", noise * 100.0))
    });
    text += &row("noise", noise.collect());
    text + "\n"
}

fn head(what: &str, columns: &[&(Cell, &CellResult)]) -> String {
    let titles: Vec<String> = columns.iter().map(|(cell, _)| cell.title()).collect();
    format!("| {what} | {} |\n|---|{}\n", titles.join(" | "), "--:|".repeat(columns.len()))
}

fn lost_or(result: &CellResult, peer: &str, text: Option<String>) -> String {
    match result.lost.get(peer) {
        Some(why) if why.starts_with("late") => "`late`".into(),
        Some(_) => "`lost`".into(),
        None => text.unwrap_or_else(|| "-".into()),
    }
}

fn marked(gain: Spread, verdict: Option<Verdict>, detail: Detail) -> String {
    let median = match verdict {
        Some(Verdict::Better) => format!("**{:.2}**", gain.median),
        Some(Verdict::Worse) => format!("*{:.2}*", gain.median),
        _ => format!("{:.2}", gain.median),
    };
    match detail {
        Detail::Brief => median,
        Detail::Everything => format!("{median} ({:.2} to {:.2})", gain.lower, gain.upper),
    }
}

fn losses(results: &Results, columns: &[&(Cell, &CellResult)]) -> String {
    let mut text = head("20,000 messages", columns);
    for peer in results.present() {
        let cells: Vec<String> = columns
            .iter()
            .map(|(_, result)| {
                let played = result.samples.get(&peer.name).is_some_and(|samples| samples.iter().any(Option::is_some));
                lost_or(result, &peer.name, played.then(|| "all".to_owned()))
            })
            .collect();
        if cells.iter().any(|cell| cell != "-") {
            let _ = writeln!(text, "| {} | {} |", peer.name, cells.join(" | "));
        }
    }
    text + "\n"
}

/// Why there is no figure.
fn remarks(columns: &[&(Cell, &CellResult)]) -> String {
    let mut text = String::new();
    for (cell, result) in columns {
        for (peer, remark) in result.remarks.iter().chain(&result.lost) {
            let remark: String = remark.lines().next().unwrap_or_default().chars().take(200).collect();
            let _ = writeln!(text, "- {cell}, {peer}: {remark}");
        }
    }
    if text.is_empty() { text } else { text + "\n" }
}

/// Who takes part.
pub(crate) fn participants(results: &Results) -> String {
    let mut text = String::from("| | |\n|---|---|\n");
    for peer in &results.peers {
        let absent = peer.absent.as_deref().and_then(|reason| reason.lines().next());
        let absent = absent.map_or(String::new(), |reason| format!(" (absent: {reason})"));
        let _ = writeln!(text, "| {} | {}{absent} |", peer.name, peer.what);
    }
    text
}

/// The targets, and where they are missed.
pub(crate) fn targets(results: &Results) -> String {
    let mut text = String::from("| target | cells that reach it | within the noise | missed |\n|---|--:|--:|--:|\n");
    let standings = standings(results);
    for standing in &standings {
        let (close, missed) = (standing.close.len(), standing.missed.len());
        let _ = writeln!(text, "| {} | {} | {close} | {missed} |", standing.text, standing.reached);
    }
    text += "\nMissed, with the median gain:\n\n";
    for standing in standings.iter().filter(|standing| !standing.missed.is_empty()) {
        let _ = writeln!(text, "- {}: {}", standing.text, standing.missed.join("; "));
    }
    text
}
