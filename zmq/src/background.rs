//! [`Background`]: a thread of this crate's own, which serves until it is told to stop.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};

use crate::context::Context;
use crate::error::{Error, ErrorKind, Result};
use crate::socket::Socket;
use crate::socket_type::PAIR;
use crate::timeout::Timeout;

/// A thread that takes commands from a control socket. Its drop stops it and waits for its end.
pub(crate) struct Background {
    thread: Option<JoinHandle<Result<()>>>,
    shared: Arc<Shared>,
}

struct Shared {
    /// Closed when the thread ends, so that the context can be terminated while the owner is still there.
    commander: Mutex<Option<Socket>>,
    has_ended: Mutex<bool>,
    ended: Condvar,
}

/// The command that ends a thread.
pub(crate) const TERMINATE: &str = "TERMINATE";

impl Background {
    /// Runs `serve` on a thread of that name until it returns, which it does soon after its control socket, a PAIR, has
    /// [`TERMINATE`].
    pub(crate) fn start(
        context: &Context,
        name: &'static str,
        serve: impl FnOnce(&Socket) -> Result<()> + Send + 'static,
    ) -> Result<Self> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let endpoint = format!("inproc://{name}-control-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let (commander, control) = (context.socket(PAIR)?, context.socket(PAIR)?);
        commander.set_linger(0)?;
        commander.bind(&endpoint)?;
        control.connect(&endpoint)?;
        let commander = Mutex::new(Some(commander));
        let shared = Arc::new(Shared { commander, has_ended: Mutex::new(false), ended: Condvar::new() });
        let at_end = AtEnd(Arc::clone(&shared));
        let thread = thread::Builder::new().name(name.to_owned()).spawn(move || {
            let _at_end = at_end;
            let control = control;
            match serve(&control) {
                Err(error) if error.is_terminated() => Ok(()),
                result => result,
            }
        })?;
        Ok(Self { thread: Some(thread), shared })
    }

    /// Tells the thread something.
    pub(crate) fn command(&self, command: &'static str) -> Result<()> {
        match &*lock(&self.shared.commander) {
            Some(commander) => commander.try_send(command).map_err(Error::from),
            None => Err(Error::new(ErrorKind::Terminated, "command", "the thread has ended, or its context")),
        }
    }

    pub(crate) fn is_running(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }

    /// Stops the thread, waits for its end and gives its error; the end of the context is none. Twice is once.
    pub(crate) fn stop(&mut self) -> Result<()> {
        // Refused where the thread is at its end already.
        let sent = self.command(TERMINATE);
        if sent.is_err_and(|error| error.kind() == ErrorKind::Forked) {
            // A forked child has no such thread, and its number may be another's.
            std::mem::forget(self.thread.take());
        }
        self.join()
    }

    /// Waits for the thread's end and gives its error, once.
    pub(crate) fn join(&mut self) -> Result<()> {
        let Some(thread) = self.thread.take() else { return Ok(()) };
        if thread.thread().id() == thread::current().id() {
            // Dropped by what it called, it would wait for itself.
            return Ok(());
        }
        let name = thread.thread().name().unwrap_or_default().to_owned();
        let panicked = |_| Err(Error::new(ErrorKind::Other, "join", format!("the thread {name} panicked")));
        thread.join().unwrap_or_else(panicked)
    }

    /// As [`join`](Self::join), for no longer than that. Tells whether the thread has ended.
    pub(crate) fn join_timeout(&mut self, timeout: Timeout) -> Result<bool> {
        let has_ended = lock(&self.shared.has_ended);
        let is_running = |has_ended: &mut bool| !*has_ended;
        let has_ended = match timeout.duration() {
            Some(time) => {
                let waited = self.shared.ended.wait_timeout_while(has_ended, time, is_running);
                *waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => *self.shared.ended.wait_while(has_ended, is_running).unwrap_or_else(PoisonError::into_inner),
        };
        if has_ended { self.join().map(|()| true) } else { Ok(false) }
    }
}

impl Drop for Background {
    fn drop(&mut self) {
        if self.thread.is_some() {
            // Who wants to know stops it.
            let _ = self.stop();
        }
    }
}

/// Tells that the thread is at its end, also if it panics.
struct AtEnd(Arc<Shared>);

impl Drop for AtEnd {
    fn drop(&mut self) {
        drop(lock(&self.0.commander).take());
        *lock(&self.0.has_ended) = true;
        self.0.ended.notify_all();
    }
}

impl fmt::Debug for Background {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Background").field("is_running", &self.is_running()).finish()
    }
}

/// Nothing panics while it holds one of these.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
