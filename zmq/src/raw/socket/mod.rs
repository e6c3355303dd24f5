//! A libzmq socket, which one thread may use at a time: who that is, is one atomic word.
//!
//! A [`Socket`](crate::Socket) is not `Sync`, so the thread that holds a reference to it is the only one that operates
//! on it, with one exception: a poller, which stays on its thread and keeps a share of the sockets registered with it.
//! Registering *pins* the socket to that thread. While it is pinned, every other thread's operation is refused.
//!
//! A socket that libzmq itself locks can be *shared* for good: see [`shared`].

mod batch;
mod calls;
mod direct;
#[cfg(feature = "draft")]
mod draft;
mod shared;

use std::cell::Cell;
use std::ffi::c_void;
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use super::context::{RawContext, forked};
use super::fork;
use crate::error::{Error, ErrorKind, Result};
use crate::socket_type::SocketType;
use crate::timeout::Timeout;

pub(crate) use batch::KEEP_MORE;
pub(crate) use direct::Attempt;

/// The shared part of a socket: owned by the `Socket`, and by the pollers that it is registered with.
#[derive(Debug)]
pub(crate) struct Core {
    handle: NonNull<c_void>,
    id: u64,
    kind: SocketType,
    generation: u32,
    /// [`CLOSED`], [`DOOMED`], [`ORPHANED`], [`SHARED`], the number of pins and the thread that they belong to; without pins
    /// the generation. That alone: open and free.
    state: AtomicU64,
    /// The linger that a doomed socket closes with; [`KEEP_LINGER`] leaves the socket's own.
    doom_linger: AtomicI32,
    /// Keeps the context alive until the handle is closed, also when the `Socket` itself is gone.
    context: Mutex<Option<Arc<RawContext>>>,
    /// Inside a C call. The cells belong to the thread that `state` admits; of a shared socket nobody writes to them.
    busy: Cell<bool>,
    close_on_leave: Cell<bool>,
    /// [`RECV`] and [`SEND`], where these do not wait for ever.
    timed: Cell<u8>,
    recv_timeout: Cell<Timeout>,
    send_timeout: Cell<Timeout>,
}

const CLOSED: u64 = 1 << 63;
const DOOMED: u64 = 1 << 62;
const ORPHANED: u64 = 1 << 61;
const SHARED: u64 = 1 << 60;
const PIN: u64 = 1 << 48;
const PINS: u64 = (SHARED - 1) & !(PIN - 1);
const OWNER: u64 = PIN - 1;

const RECV: u8 = 1;
const SEND: u8 = 2;

const KEEP_LINGER: i32 = i32::MIN;

// SAFETY: libzmq's sockets may move between threads with a full fence, which moving a Rust value gives.
unsafe impl Send for Core {}
// SAFETY: the handle and the cells are touched only after `enter`, `close` or `release` found that the calling thread
// is the one that may: the only holder of the `!Sync` socket, or the thread that it is pinned to. Of a shared socket
// libzmq locks the handle, and nobody writes to the cells.
unsafe impl Sync for Core {}

/// One operation's right to the handle. Leaving it closes the socket if that was asked for meanwhile.
pub(crate) struct Entered<'a> {
    core: &'a Core,
    is_shared: bool,
}

impl Core {
    pub(super) fn new(handle: NonNull<c_void>, kind: SocketType, context: Arc<RawContext>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            handle,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            kind,
            generation: fork::generation(),
            state: AtomicU64::new(fork::generation().into()),
            doom_linger: AtomicI32::new(KEEP_LINGER),
            context: Mutex::new(Some(context)),
            busy: Cell::new(false),
            close_on_leave: Cell::new(false),
            timed: Cell::new(0),
            recv_timeout: Cell::new(Timeout::FOREVER),
            send_timeout: Cell::new(Timeout::FOREVER),
        }
    }

    /// Never used twice, also after the socket is gone.
    pub(crate) fn id(&self) -> u64 {
        self.id
    }

    pub(crate) fn kind(&self) -> SocketType {
        self.kind
    }

    #[inline]
    pub(crate) fn as_ptr(&self) -> *mut c_void {
        self.handle.as_ptr()
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.state.load(Ordering::Acquire) & (CLOSED | DOOMED) != 0
    }

    /// Admits the calling thread to the handle, for one operation.
    #[inline]
    pub(crate) fn enter(&self, call: &'static str) -> Result<Entered<'_>> {
        if self.generation != fork::generation() {
            return Err(forked(call));
        }
        let state = self.state.load(Ordering::Acquire);
        if state != self.free() {
            self.admit(state, call)?;
            if is_shared(state) {
                return self.enter_shared(call);
            }
        }
        if self.busy.replace(true) {
            return Err(Error::new(ErrorKind::Busy, call, "the socket is inside another call of this thread"));
        }
        Ok(Entered { core: self, is_shared: false })
    }

    /// The state of a socket that is open and free.
    #[inline]
    fn free(&self) -> u64 {
        self.generation.into()
    }

    #[cold]
    fn admit(&self, state: u64, call: &'static str) -> Result<()> {
        if state & CLOSED != 0 {
            return Err(Error::new(ErrorKind::Closed, call, "the socket is closed"));
        }
        if is_pinned_elsewhere(state) {
            return Err(pinned_elsewhere(call));
        }
        if state & DOOMED != 0 {
            if !is_shared(state) {
                self.close_here();
            }
            return Err(Error::new(ErrorKind::Terminated, call, "the context was destroyed"));
        }
        Ok(())
    }

    /// Closes the handle, at once or, inside one of its own calls, when that is over. Twice is once.
    pub(crate) fn close(&self) -> Result<()> {
        let state = self.state.load(Ordering::Acquire);
        if self.generation != fork::generation() || state & CLOSED != 0 {
            return Ok(());
        }
        if is_shared(state) {
            return Err(shared::refused("zmq_close"));
        }
        if is_pinned_elsewhere(state) {
            return Err(pinned_elsewhere("zmq_close"));
        }
        self.close_here();
        Ok(())
    }

    /// The `Socket` is dropped: closes the handle, or leaves that to the poller that it is pinned to, or shared with.
    pub(crate) fn release(&self) {
        if self.generation != fork::generation() {
            return;
        }
        let mut state = self.state.load(Ordering::Acquire);
        let is_held = |state| is_pinned_elsewhere(state) || is_shared(state) && state & PINS != 0;
        while state & CLOSED == 0 && is_held(state) {
            match self.state.compare_exchange_weak(state, state | ORPHANED, Ordering::AcqRel, Ordering::Acquire) {
                Ok(_) => return,
                Err(now) => state = now,
            }
        }
        self.close_here();
    }

    /// Called by the thread that `state` admits.
    fn close_here(&self) {
        let before = self.state.fetch_or(CLOSED, Ordering::AcqRel);
        if before & CLOSED != 0 {
            return;
        }
        if self.busy.get() {
            self.close_on_leave.set(true);
        } else {
            self.close_handle();
        }
    }

    #[cold]
    fn close_left(&self) {
        self.close_on_leave.set(false);
        self.close_handle();
    }

    /// Called once, by whoever set `CLOSED` or leaves the last call after that.
    #[cold]
    fn close_handle(&self) {
        let linger = self.doom_linger.load(Ordering::Acquire);
        if linger != KEEP_LINGER {
            // A library without our patch refuses this after the context was shut down; then the old linger holds.
            let _ = self.set_unchecked(zmq_sys::ZMQ_LINGER, &linger.to_ne_bytes());
        }
        // SAFETY: the handle is open, this thread is the only one to use it, and `CLOSED` keeps everyone off from now on.
        let closed = unsafe { zmq_sys::zmq_close(self.as_ptr()) };
        debug_assert_eq!(closed, 0, "zmq_close of an open socket cannot fail");
        self.leave_context();
    }

    fn leave_context(&self) {
        let context = self.context.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(context) = context {
            context.forget(self.id);
        }
    }

    /// Marks the socket so that it closes at its next operation or drop. May be called on any thread.
    pub(super) fn doom(&self, linger: Option<Timeout>) {
        if let Some(linger) = linger {
            self.doom_linger.store(linger.as_millis(), Ordering::Release);
        }
        self.state.fetch_or(DOOMED, Ordering::AcqRel);
    }

    /// Gives the handle to the caller, who closes it. Refused while it is pinned, closed or in a call.
    pub(super) fn give_away(&self) -> Result<*mut c_void> {
        const CALL: &str = "into_raw";
        drop(self.enter(CALL)?);
        if self.state.compare_exchange(self.free(), CLOSED, Ordering::AcqRel, Ordering::Acquire).is_err() {
            return Err(Error::new(ErrorKind::Busy, CALL, "the socket is registered with a poller"));
        }
        self.leave_context();
        Ok(self.as_ptr())
    }

    /// Ties the socket to this thread, for a poller. Called with a reference to the `Socket` at hand.
    pub(super) fn pin(&self) -> Result<()> {
        const CALL: &str = "register";
        drop(self.enter(CALL)?);
        let me = thread_id();
        let pinned = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, |state| {
            let pins = state & PINS;
            let free = pins == 0 || ((is_shared(state) || state & OWNER == me) && pins != PINS);
            let owner = if is_shared(state) { self.free() } else { me };
            (free && state & CLOSED == 0).then(|| (state & !OWNER | owner) + PIN)
        });
        match pinned {
            Ok(_) => Ok(()),
            Err(_) => Err(Error::new(ErrorKind::TooMany, CALL, "registered too often")),
        }
    }

    /// Undoes one [`pin`](Self::pin), on the same thread. The last one closes an orphan.
    pub(super) fn unpin(&self) {
        let update = |state: u64| {
            let state = state - PIN;
            Some(if state & PINS == 0 { state & !OWNER | self.free() } else { state })
        };
        if let Ok(before) = self.state.fetch_update(Ordering::AcqRel, Ordering::Acquire, update)
            && before & ORPHANED != 0
            && before & PINS == PIN
            && self.generation == fork::generation()
        {
            self.close_here();
        }
    }

    /// Whether a poller can use it; closes it first if nobody else is left to do that.
    pub(super) fn is_pollable(&self) -> bool {
        let state = self.state.load(Ordering::Acquire);
        if state & (ORPHANED | CLOSED) == ORPHANED && self.generation == fork::generation() {
            // Pollers of other threads may be waiting for a shared one.
            if !is_shared(state) || state & PINS == PIN {
                self.close_here();
            }
            return false;
        }
        state & CLOSED == 0
    }
}

impl Entered<'_> {
    /// Whether this is the right to that very socket.
    pub(super) fn is_of(&self, core: &Core) -> bool {
        self.core.id == core.id
    }
}

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        if self.is_shared {
            self.core.leave_shared();
            return;
        }
        self.core.busy.set(false);
        if self.core.close_on_leave.get() {
            self.core.close_left();
        }
    }
}

fn is_shared(state: u64) -> bool {
    cfg!(feature = "draft") && state & SHARED != 0
}

fn is_pinned_elsewhere(state: u64) -> bool {
    !is_shared(state) && state & PINS != 0 && state & OWNER != thread_id()
}

fn pinned_elsewhere(call: &'static str) -> Error {
    Error::new(ErrorKind::PinnedElsewhere, call, "the socket is registered with a poller of another thread")
}

/// A number for this thread that no other thread ever has.
fn thread_id() -> u64 {
    thread_local! {
        static ID: Cell<u64> = const { Cell::new(0) };
    }
    static NEXT: AtomicU64 = AtomicU64::new(1);
    if ID.get() == 0 {
        ID.set(NEXT.fetch_add(1, Ordering::Relaxed) & OWNER);
    }
    ID.get()
}

/// A poller's share of a socket, which ties it to this thread. Cannot leave the thread.
#[derive(Debug)]
pub(crate) struct Pin {
    core: Arc<Core>,
    _this_thread: PhantomData<*const ()>,
}

impl Pin {
    /// Called by the holder of the `Socket`.
    pub(crate) fn new(core: Arc<Core>) -> Result<Self> {
        core.pin()?;
        Ok(Self { core, _this_thread: PhantomData })
    }

    pub(crate) fn core(&self) -> &Core {
        &self.core
    }
}

impl Drop for Pin {
    fn drop(&mut self) {
        self.core.unpin();
    }
}
