//! The short way, which nearly every message goes: the socket is open and this thread's alone, and nobody counts the time.
//!
//! It is inlined into the program, down to the C call, and has no result that takes memory.

use std::sync::atomic::Ordering;

use super::{Core, Entered, RECV, SEND};
use crate::errno::Errno;
use crate::error::{Error, Result};
use crate::flags::Flags;
use crate::raw::fork;
use crate::raw::message::RawMessage;

const SEND_CALL: &str = "zmq_msg_send";
const RECV_CALL: &str = "zmq_msg_recv";

/// How far a call came on the short way.
#[must_use]
pub(crate) struct Attempt(Outcome);

enum Outcome {
    Done,
    /// That way is not open.
    NotTried,
    Failed(Errno),
}

impl Attempt {
    #[inline]
    pub(crate) fn is_done(&self) -> bool {
        matches!(self.0, Outcome::Done)
    }

    /// Whether a longer way is to be gone: the short one was not open, or a signal came before the call did anything.
    fn goes_on(self, call: &'static str) -> Result<bool> {
        match self.0 {
            Outcome::Done => Ok(false),
            Outcome::NotTried | Outcome::Failed(Errno::EINTR) => Ok(true),
            Outcome::Failed(errno) => Err(Error::from_errno(errno, call)),
        }
    }

    #[cold]
    #[inline(never)]
    fn not_tried() -> Self {
        Self(Outcome::NotTried)
    }

    #[cold]
    fn failed(entered: Entered<'_>) -> Self {
        let errno = Errno::last();
        drop(entered);
        Self(Outcome::Failed(errno))
    }
}

impl Core {
    /// Hands the message over; on failure it stays as it was.
    #[inline]
    pub(crate) fn send(&self, message: &mut RawMessage, flags: Flags) -> Result<()> {
        match self.try_send(message, flags) {
            attempt if attempt.is_done() => Ok(()),
            attempt => self.send_on(attempt, message, flags),
        }
    }

    /// Sends by the short way.
    #[inline(always)]
    pub(crate) fn try_send(&self, message: &mut RawMessage, flags: Flags) -> Attempt {
        let Some(entered) = self.enter_direct(flags, SEND) else { return Attempt::not_tried() };
        // SAFETY: `entered` admits this thread to the open handle; the message is initialised and ours, and libzmq leaves an
        // empty one in its place.
        #[cfg(zmqx_layout)]
        let rc = unsafe { zmq_sys::zmqx_msg_send(self.as_ptr(), message.as_mut_ptr(), flags.bits()) };
        // SAFETY: as above.
        #[cfg(not(zmqx_layout))]
        let rc = unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags.bits()) };
        if rc == -1 {
            return Attempt::failed(entered);
        }
        Attempt(Outcome::Done)
    }

    /// What is left to do after an attempt.
    #[cold]
    pub(crate) fn send_on(&self, attempt: Attempt, message: &mut RawMessage, flags: Flags) -> Result<()> {
        if !attempt.goes_on(SEND_CALL)? {
            return Ok(());
        }
        let _entered = self.enter(SEND_CALL)?;
        self.timed(SEND_CALL, flags, &self.send_timeout, zmq_sys::ZMQ_SNDTIMEO, |flags| {
            // SAFETY: as in `try_send`.
            unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags.bits()) }
        })
        .map(drop)
    }

    /// Receives one frame into `message`, in place of what was there, by the short way.
    #[inline(always)]
    pub(crate) fn try_recv(&self, message: &mut RawMessage, flags: Flags) -> Attempt {
        let Some(entered) = self.enter_direct(flags, RECV) else { return Attempt::not_tried() };
        // SAFETY: `entered` admits this thread to the open handle; the message is initialised and ours, and libzmq releases
        // the old content itself.
        #[cfg(zmqx_layout)]
        let rc = unsafe { zmq_sys::zmqx_msg_recv(self.as_ptr(), message.as_mut_ptr(), flags.bits()) };
        // SAFETY: as above.
        #[cfg(not(zmqx_layout))]
        let rc = unsafe { zmq_sys::zmq_msg_recv(message.as_mut_ptr(), self.as_ptr(), flags.bits()) };
        if rc == -1 {
            return Attempt::failed(entered);
        }
        Attempt(Outcome::Done)
    }

    /// What is left to do after an attempt.
    #[cold]
    pub(crate) fn recv_on(&self, attempt: Attempt, message: &mut RawMessage, flags: Flags) -> Result<()> {
        if !attempt.goes_on(RECV_CALL)? {
            return Ok(());
        }
        let _entered = self.enter(RECV_CALL)?;
        self.timed(RECV_CALL, flags, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
            // SAFETY: as in `try_recv`.
            unsafe { zmq_sys::zmq_msg_recv(message.as_mut_ptr(), self.as_ptr(), flags.bits()) }
        })
        .map(drop)
    }

    /// As [`enter`](Self::enter); `None` if it takes a second look to tell, or if the call has a timeout, as `timed` says.
    #[inline]
    fn enter_direct(&self, flags: Flags, timed: u8) -> Option<Entered<'_>> {
        // In a forked child the generation is another one.
        let is_direct = self.state.load(Ordering::Acquire) == u64::from(fork::generation())
            && !self.busy.get()
            && (flags.contains(Flags::DONTWAIT) || self.timed.get() & timed == 0);
        if !is_direct {
            return None;
        }
        self.busy.set(true);
        Some(Entered { core: self, is_shared: false })
    }
}
