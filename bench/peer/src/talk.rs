//! What a role and the benchmark say to each other: lines on standard output and input.

use std::future::poll_fn;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Poll, Waker};
use std::thread;

use crate::Outcome;

/// Says a line at once.
pub(crate) fn say(line: &str) -> Outcome {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}")?;
    Ok(output.flush()?)
}

/// A line, or the end, of standard input, waited for on a thread of its own: a library's own work goes on meanwhile.
#[derive(Clone)]
pub(crate) struct Word(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    has_come: bool,
    waker: Option<Waker>,
}

impl Word {
    /// Starts to listen.
    pub(crate) fn listen() -> Self {
        let word = Self(Arc::default());
        let heard = word.clone();
        thread::spawn(move || {
            // An error is the end, too.
            let _ = io::stdin().read_line(&mut String::new());
            let waker = {
                let mut state = heard.state();
                state.has_come = true;
                state.waker.take()
            };
            waker.inspect(Waker::wake_by_ref);
        });
        word
    }

    pub(crate) fn has_come(&self) -> bool {
        self.state().has_come
    }

    /// Waits for it.
    pub(crate) async fn wait(&self) {
        poll_fn(|context| {
            let mut state = self.state();
            if state.has_come {
                return Poll::Ready(());
            }
            state.waker = Some(context.waker().clone());
            Poll::Pending
        })
        .await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
