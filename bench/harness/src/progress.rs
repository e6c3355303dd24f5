//! How far it is and how long it will take yet: a bar on a terminal, elsewhere a line for each round.

use std::io::{IsTerminal, stderr};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
    started: Instant,
    rounds: usize,
}

impl Progress {
    pub(crate) fn new(runs: usize, rounds: usize) -> Self {
        let bar = ProgressBar::new(runs as u64);
        if let Ok(style) = ProgressStyle::with_template("{bar:30} {pos}/{len} runs, {eta} left  {msg}") {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(500));
        Self { bar, started: Instant::now(), rounds }
    }

    /// The next run begins.
    pub(crate) fn step(&mut self, what: &str) {
        self.bar.set_message(what.to_owned());
        self.bar.inc(1);
    }

    /// A round has ended.
    pub(crate) fn end_round(&self, done: usize) {
        if !stderr().is_terminal() {
            let (taken, left) = (self.started.elapsed().as_secs(), self.bar.eta().as_secs());
            println!("round {done} of {}: {taken} s, about {left} s left", self.rounds);
        }
    }

    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
