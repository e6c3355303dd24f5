//! What the user sees while it runs.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

/// A line on the terminal that says what is going on; where there is no terminal, or quiet was asked for, nothing.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        // It draws on stderr, and only if that is a terminal.
        Self { bar: if quiet { ProgressBar::hidden() } else { ProgressBar::no_length() } }
    }

    /// Begins something that takes as long as it takes.
    pub(crate) fn spin(&self, what: &str) {
        self.bar.set_style(style("{spinner} {msg} ({elapsed})"));
        self.bar.reset();
        self.bar.set_message(what.to_owned());
        self.bar.enable_steady_tick(Duration::from_millis(100));
    }

    /// Begins something in so many steps.
    pub(crate) fn count(&self, what: &str, steps: usize) {
        self.bar.set_style(style("{msg} [{wide_bar}] {pos}/{len} ({elapsed})"));
        self.bar.reset();
        self.bar.set_length(steps as u64);
        self.bar.set_message(what.to_owned());
    }

    /// One of the steps is done.
    pub(crate) fn step(&self) {
        self.bar.inc(1);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar())
}
