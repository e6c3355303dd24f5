//! Sockets that libzmq locks by itself, which many threads may use at the same time.
//!
//! Becoming shared is for good, and happens while one thread has the socket for itself. From then on its owner may be
//! `Sync`, nobody writes to the cells of its [`Core`], and it closes when the owner is dropped, which no call outlives:
//! libzmq destroys a socket even under a receive that waits.

use std::cell::RefCell;
use std::ffi::c_int;
use std::sync::atomic::Ordering;

use super::{Core, Entered, is_shared};
use crate::error::{Error, ErrorKind, Result};
use crate::flags::{Flags, PollEvents};
use crate::raw::check_restarting;
use crate::raw::poll::wait_for;
use crate::timeout::Timeout;

thread_local! {
    /// The shared sockets that this thread is inside a call of.
    static INSIDE: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

impl Core {
    pub(super) fn is_shared(&self) -> bool {
        is_shared(self.state.load(Ordering::Relaxed))
    }

    /// As [`enter`](Self::enter): libzmq keeps other threads off, but not a callback of this one.
    #[cold]
    pub(super) fn enter_shared(&self, call: &'static str) -> Result<Entered<'_>> {
        INSIDE.with_borrow_mut(|inside| {
            if inside.contains(&self.id) {
                return Err(Error::new(ErrorKind::Busy, call, "the socket is inside another call of this thread"));
            }
            inside.push(self.id);
            Ok(Entered { core: self, is_shared: true })
        })
    }

    pub(super) fn leave_shared(&self) {
        INSIDE.with_borrow_mut(|inside| inside.retain(|&id| id != self.id));
    }

    /// Runs a call that may block, for no longer than `limit`, without the socket's own timeout, which is every thread's.
    #[cold]
    pub(super) fn shared_within(
        &self,
        call: &'static str,
        limit: Timeout,
        wanted: PollEvents,
        mut f: impl FnMut(Flags) -> c_int,
    ) -> Result<c_int> {
        let deadline = limit.deadline();
        let mut was_ready = false;
        loop {
            let result = check_restarting(call, || f(Flags::DONTWAIT));
            let left = Timeout::until(deadline);
            if !result.as_ref().is_err_and(Error::is_again) || left == Timeout::ZERO {
                return result;
            }
            if was_ready {
                // Another thread was faster; or a SERVER, which always can send to somebody, cannot send to this peer.
                std::thread::sleep(PAUSE.min(left.duration().unwrap_or(PAUSE)));
            }
            was_ready = wait_for(self, wanted, Timeout::until(deadline))?;
        }
    }
}

/// Of what a shared socket does not do.
pub(super) fn refused(call: &'static str) -> Error {
    Error::new(ErrorKind::Unsupported, call, "not of a socket that threads share, which closes when it is dropped")
}

/// How long to wait where libzmq does not tell when to try again.
const PAUSE: std::time::Duration = std::time::Duration::from_millis(1);
