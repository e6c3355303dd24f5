//! What runs the compilers: as many at a time as there are processors, and what waits for libsodium's headers last.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::parts::processors;
use super::progress::Progress;
use super::sodium::Bundled;
use crate::Outcome;

/// A file to compile.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) compiler: cc::Tool,
    pub(super) source: PathBuf,
    pub(super) object: PathBuf,
    /// After the compiler's own ones.
    pub(super) last_flags: &'static [&'static str],
    /// Whether it reads libsodium's headers.
    pub(super) reads_sodium: bool,
}

/// Compiles all, and meanwhile builds libsodium if that has to be, until all is done or something fails.
pub(super) fn run(units: Vec<Unit>, sodium: Option<&Bundled>, progress: &Progress) -> Outcome {
    let workers = processors().min(units.len() + usize::from(sodium.is_some()));
    let state = State { units: units.into(), has_headers: sodium.is_none() };
    let queue = Queue { state: Mutex::new(state), changed: Condvar::new() };
    let work = |sodium: Option<&Bundled>| -> Result<(), String> {
        let outcome = queue.work(sodium, progress);
        if outcome.is_err() {
            queue.change(|state| state.units.clear());
        }
        outcome
    };
    let outcomes: Vec<Result<(), String>> = thread::scope(|scope| {
        let work = &work;
        let sodiums = [sodium].into_iter().chain(std::iter::repeat(None));
        let threads: Vec<_> = sodiums.take(workers).map(|sodium| scope.spawn(move || work(sodium))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread ended badly".into()))).collect()
    });
    outcomes.into_iter().collect::<Result<(), String>>().map_err(Into::into)
}

struct Queue {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    units: VecDeque<Unit>,
    has_headers: bool,
}

impl Queue {
    fn work(&self, sodium: Option<&Bundled>, progress: &Progress) -> Result<(), String> {
        if let Some(sodium) = sodium {
            // The other workers need their processors, too; alone at the end, a few would do.
            let compilers = processors().div_ceil(2);
            sodium
                .build(compilers, || self.change(|state| state.has_headers = true))
                .map_err(|error| error.to_string())?;
            progress.step();
        }
        while let Some(unit) = self.next() {
            unit.compile()?;
            progress.step();
        }
        Ok(())
    }

    /// Waits for one that can be compiled; none if there are no more.
    fn next(&self) -> Option<Unit> {
        let mut state = self.lock();
        loop {
            if state.units.is_empty() {
                return None;
            }
            if let Some(index) = state.units.iter().position(|unit| state.has_headers || !unit.reads_sodium) {
                return state.units.remove(index);
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn change(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.lock());
        self.changed.notify_all();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Unit {
    fn compile(&self) -> Result<(), String> {
        let mut command = self.compiler.to_command();
        command.args(self.last_flags).arg("-c").arg(&self.source).arg("-o").arg(&self.object);
        let output = command.output().map_err(|error| format!("{}: {error}", self.compiler.path().display()))?;
        if output.status.success() {
            return Ok(());
        }
        let said = String::from_utf8_lossy(&output.stderr);
        Err(format!("{} does not compile:\n{}", self.source.display(), said.trim_end()))
    }
}
