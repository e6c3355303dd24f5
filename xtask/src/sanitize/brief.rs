//! `cargo xtask sanitize --brief`: the programs that are worth most for their time, on ours alone.

use std::time::Instant;

use super::table::Table;
use super::{Library, programs};
use crate::Outcome;
use crate::build::Progress;

/// Threads that work on the same things: each program has found a race, or has two threads meet where there was one.
const THREAD: &[&str] = &[
    "adaptive_spin",
    "caller_io",
    "caller_io_waits",
    "closed_with_input",
    "conflate_last",
    "conflate_pending",
    "inproc_bound_meanwhile",
    "inproc_closed_meanwhile",
    "inproc_deadlock",
    "inproc_gave_up",
    "inproc_handed_over",
    "inproc_marks_sent",
    "late_connect",
    "monitor_unread",
    "proxy_waits",
    "torture",
];

/// What reads bytes that others have sent, in every protocol, and what gives back the memory of messages that nobody gets.
const ADDRESS: &[&str] = &[
    "conflated_part",
    "conflated_topic",
    "disconnected_amid",
    "gathered_bodies",
    "hostile_datagrams",
    "hostile_peers",
    "large_bodies",
    "large_datagrams",
    "long_groups",
    "lost_parts",
    "multipart_gone",
    "odd_peers",
    "odd_topics",
    "old_peer",
    "raw_empty",
    "reconnected_amid",
    "socks_proxy",
    "timers",
    "torture",
    "ws_handshake",
    "ws_path",
    "zap_credentials",
];

/// What is run under a sanitizer, of what is wanted. Nothing under `undefined`: behaviour that is undefined is seldom new, and takes the longest.
pub(super) fn programs(sanitizer: &str, only: &str) -> Vec<&'static str> {
    let all = match sanitizer {
        "thread" => THREAD,
        "address" => ADDRESS,
        _ => &[],
    };
    all.iter().copied().filter(|name| name.contains(only)).collect()
}

/// Says what is chosen, and runs it.
pub(super) fn examine(sanitizer: &'static str, chosen: &[&str], quiet: bool) -> Outcome<Table> {
    println!("{sanitizer}: a choice, {}; the whole run is `cargo xtask sanitize`", chosen.join(", "));
    let start = Instant::now();
    let progress = Progress::new(quiet);
    let ours = Library::build(sanitizer, "patched")?;
    let wanted = |name: &str| chosen.contains(&name);
    let programs = programs::compile(&ours.request, &ours.prefix, &wanted, &progress)?;
    let ours = ours.run(&programs, &progress)?;
    Ok(Table { sanitizer, ours, stock: None, seconds: start.elapsed().as_secs_f64() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_program_of_the_brief_run_is_there_and_runs_alone() {
        let all = programs::names().unwrap();
        for name in THREAD.iter().chain(ADDRESS) {
            assert!(all.iter().any(|known| known == name), "{name}");
        }
    }
}
