//! Sets of signals, and `zmq_ppoll`, which blocks them while it waits.

use std::ffi::{c_int, c_long};
use std::fmt;
use std::mem::MaybeUninit;

use super::check;
use super::poll::{PollBuffer, Source, poll_by};
use crate::error::{Error, ErrorKind, Result};
use crate::flags::PollEvents;
use crate::timeout::Timeout;

/// Draft: a set of signals, by their numbers: those that [`ppoll`](crate::ppoll) blocks while it waits.
#[derive(Clone, Copy)]
pub struct SignalSet(libc::sigset_t);

impl SignalSet {
    /// No signal.
    pub fn empty() -> Self {
        // SAFETY: the call initialises the set, and cannot fail.
        Self(unsafe {
            let mut set = MaybeUninit::uninit();
            libc::sigemptyset(set.as_mut_ptr());
            set.assume_init()
        })
    }

    /// Every signal.
    pub fn all() -> Self {
        let mut set = Self::empty();
        // SAFETY: the set is initialised.
        unsafe { libc::sigfillset(&raw mut set.0) };
        set
    }

    /// Those that this thread blocks now.
    pub fn blocked() -> Self {
        let mut set = Self::empty();
        // SAFETY: null changes nothing; the set to write to is there.
        unsafe { libc::pthread_sigmask(libc::SIG_BLOCK, std::ptr::null(), &raw mut set.0) };
        set
    }

    /// The set with that signal too.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): no signal has that number.
    pub fn with(mut self, signal: i32) -> Result<Self> {
        // SAFETY: the set is initialised, the system checks the number.
        Self::checked("sigaddset", unsafe { libc::sigaddset(&raw mut self.0, signal) }).map(|()| self)
    }

    /// The set without that signal.
    ///
    /// # Errors
    /// As [`with`](Self::with).
    pub fn without(mut self, signal: i32) -> Result<Self> {
        // SAFETY: as in `with`.
        Self::checked("sigdelset", unsafe { libc::sigdelset(&raw mut self.0, signal) }).map(|()| self)
    }

    /// Whether that signal is in the set.
    pub fn contains(&self, signal: i32) -> bool {
        // SAFETY: as in `with`.
        unsafe { libc::sigismember(&raw const self.0, signal) == 1 }
    }

    fn checked(call: &'static str, rc: c_int) -> Result<()> {
        if rc == 0 { Ok(()) } else { Err(Error::new(ErrorKind::InvalidInput, call, "no signal has that number")) }
    }
}

impl fmt::Debug for SignalSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries((1..=MAX_SIGNAL).filter(|&signal| self.contains(signal))).finish()
    }
}

/// As [`poll`](super::poll::poll), with these signals blocked meanwhile and no others; one of the others ends it.
pub(crate) fn ppoll<'a>(
    sources: impl IntoIterator<Item = (Source<'a>, PollEvents)>,
    timeout: Timeout,
    blocked: &SignalSet,
    buffer: &mut PollBuffer,
) -> Result<()> {
    const CALL: &str = "zmq_ppoll";
    poll_by(sources, buffer, |items| {
        for item in &*items {
            refuse_large(descriptor(item)?)?;
        }
        let count = i32::try_from(items.len()).ok().filter(|&count| count <= FD_LIMIT).ok_or_else(too_many)?;
        // SAFETY: as for `zmq_poll`, and every descriptor fits into the sets that libzmq keeps on its stack.
        let rc = unsafe {
            zmq_sys::zmq_ppoll(items.as_mut_ptr(), count, c_long::from(timeout.as_millis()), &raw const blocked.0)
        };
        check(rc, CALL).map(drop)
    })
}

/// What libzmq waits at.
fn descriptor(item: &zmq_sys::zmq_pollitem_t) -> Result<c_int> {
    if item.socket.is_null() {
        return Ok(item.fd);
    }
    let (mut fd, mut len) = (-1, size_of::<c_int>());
    // SAFETY: the poll has entered the open socket; libzmq writes one descriptor.
    let rc = unsafe { zmq_sys::zmq_getsockopt(item.socket, zmq_sys::ZMQ_FD, (&raw mut fd).cast(), &raw mut len) };
    // Those that are thread-safe have none.
    check(rc, "zmq_ppoll")?;
    Ok(fd)
}

/// libzmq would write beyond its sets.
fn refuse_large(fd: c_int) -> Result<()> {
    if (0..FD_LIMIT).contains(&fd) { Ok(()) } else { Err(too_many()) }
}

fn too_many() -> Error {
    Error::new(ErrorKind::TooMany, "zmq_ppoll", "it takes descriptors below 1024 only; poll takes all")
}

/// `FD_SETSIZE`, of the system that has the smallest.
const FD_LIMIT: c_int = 1024;

/// The highest number of a signal, of the system that has most.
const MAX_SIGNAL: c_int = 128;
