//! The one socket that all threads publish by.

use std::cell::Cell;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::context::Context;
use crate::socket::Socket;

/// Publishes lines from any thread, and drops what it cannot publish.
pub(super) struct Outlet {
    /// `None` once it is closed.
    socket: Mutex<Option<Socket>>,
    context: Context,
}

thread_local! {
    /// This thread is handing a line to libzmq, which may free a message, whose owner may log.
    static IS_SENDING: Cell<bool> = const { Cell::new(false) };
}

impl Outlet {
    pub(super) fn new(socket: Socket) -> Self {
        let context = socket.context().clone();
        Self { socket: Mutex::new(Some(socket)), context }
    }

    pub(super) fn send(&self, topic: String, text: String) {
        // In a forked child the lock may be another thread's, which is not there to give it back.
        if self.context.is_forked() || IS_SENDING.replace(true) {
            return;
        }
        if let Some(socket) = &*self.lock() {
            // A logger has nobody to tell.
            let _ = socket.try_send_multipart([topic, text]);
        }
        IS_SENDING.set(false);
    }

    fn close(&self) {
        if !self.context.is_forked() {
            let socket = self.lock().take();
            drop(socket);
        }
    }

    fn lock(&self) -> MutexGuard<'_, Option<Socket>> {
        self.socket.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Closes the socket of a logger when it is dropped: what was logged until then is still delivered, for as long as the
/// socket lingers, while the context ends. Keep it in `main`.
///
/// A logger is never dropped itself, and with its socket open the context could not end.
#[must_use = "nothing is published any more when it is dropped"]
pub struct PubGuard(pub(super) Arc<Outlet>);

impl Drop for PubGuard {
    fn drop(&mut self) {
        self.0.close();
    }
}

impl fmt::Debug for PubGuard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let is_open = self.0.socket.try_lock().map_or(true, |socket| socket.is_some());
        f.debug_struct("PubGuard").field("is_open", &is_open).finish()
    }
}
