//! What runs the compilers: as many at a time as there are processors, and beside them what builds libsodium.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

use super::parts::processors;
use super::progress::Progress;
use super::sodium::{Bundled, Unpacked};
use crate::Outcome;

/// A file to compile.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) compiler: cc::Tool,
    pub(super) source: PathBuf,
    pub(super) object: PathBuf,
    /// After the compiler's own ones.
    pub(super) last_flags: &'static [&'static str],
}

/// Compiles all, and meanwhile builds libsodium if that has to be, until all is done or something fails.
pub(super) fn run(units: Vec<Unit>, sodium: Option<&Bundled>, progress: &Progress) -> Outcome {
    // libsodium's headers are read by what is compiled meanwhile.
    let sodium = sodium.map(Bundled::unpack).transpose()?;
    let workers = processors().min(units.len() + usize::from(sodium.is_some()));
    let queue = Queue { units: Mutex::new(units.into()) };
    let work = |sodium: Option<Unpacked>| -> Result<(), String> {
        let outcome = queue.work(sodium, progress);
        if outcome.is_err() {
            queue.lock().clear();
        }
        outcome
    };
    let outcomes: Vec<Result<(), String>> = thread::scope(|scope| {
        let work = &work;
        let sodiums = [sodium].into_iter().chain(std::iter::repeat_with(|| None));
        let threads: Vec<_> = sodiums.take(workers).map(|sodium| scope.spawn(move || work(sodium))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread ended badly".into()))).collect()
    });
    outcomes.into_iter().collect::<Result<(), String>>().map_err(Into::into)
}

struct Queue {
    units: Mutex<VecDeque<Unit>>,
}

impl Queue {
    fn work(&self, sodium: Option<Unpacked>, progress: &Progress) -> Result<(), String> {
        if let Some(sodium) = sodium {
            // Its files are small, and at the end there is nothing beside it.
            sodium.build(processors()).map_err(|error| error.to_string())?;
            progress.step();
        }
        while let Some(unit) = self.next() {
            unit.compile()?;
            progress.step();
        }
        Ok(())
    }

    fn next(&self) -> Option<Unit> {
        self.lock().pop_front()
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Unit>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
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
