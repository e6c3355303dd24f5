//! A libzmq socket, which one thread may use at a time: who that is, is one atomic word.
//!
//! A [`Socket`](crate::Socket) is not `Sync`, so the thread that holds a reference to it is the only one that operates
//! on it, with one exception: a poller, which stays on its thread and keeps a share of the sockets registered with it.
//! Registering *pins* the socket to that thread. While it is pinned, every other thread's operation is refused.

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_void};
use std::marker::PhantomData;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::context::{RawContext, forked};
use super::message::RawMessage;
use super::{check, check_restarting, fork};
use crate::error::{Errno, Error, ErrorKind, Result};
use crate::flags::Flags;
use crate::socket_type::SocketType;
use crate::timeout::Timeout;

/// The shared part of a socket: owned by the `Socket`, and by the pollers that it is registered with.
#[derive(Debug)]
pub(crate) struct Core {
    handle: NonNull<c_void>,
    id: u64,
    kind: SocketType,
    generation: u32,
    /// [`CLOSED`], [`DOOMED`], [`ORPHANED`], the number of pins and the thread that they belong to. 0: open and free.
    state: AtomicU64,
    /// The linger that a doomed socket closes with; [`KEEP_LINGER`] leaves the socket's own.
    doom_linger: AtomicI32,
    /// Keeps the context alive until the handle is closed, also when the `Socket` itself is gone.
    context: Mutex<Option<Arc<RawContext>>>,
    /// Inside a C call. The cells belong to the thread that `state` admits.
    busy: Cell<bool>,
    close_on_leave: Cell<bool>,
    recv_timeout: Cell<Timeout>,
    send_timeout: Cell<Timeout>,
}

const CLOSED: u64 = 1 << 63;
const DOOMED: u64 = 1 << 62;
const ORPHANED: u64 = 1 << 61;
const PIN: u64 = 1 << 48;
const PINS: u64 = (ORPHANED - 1) & !(PIN - 1);
const OWNER: u64 = PIN - 1;

const KEEP_LINGER: i32 = i32::MIN;

// SAFETY: libzmq's sockets may move between threads with a full fence, which moving a Rust value gives.
unsafe impl Send for Core {}
// SAFETY: the handle and the cells are touched only after `enter`, `close` or `release` found that the calling thread
// is the one that may: the only holder of the `!Sync` socket, or the thread that it is pinned to.
unsafe impl Sync for Core {}

/// One operation's right to the handle. Leaving it closes the socket if that was asked for meanwhile.
pub(crate) struct Entered<'a>(&'a Core);

impl Core {
    pub(super) fn new(handle: NonNull<c_void>, kind: SocketType, context: Arc<RawContext>) -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        Self {
            handle,
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            kind,
            generation: fork::generation(),
            state: AtomicU64::new(0),
            doom_linger: AtomicI32::new(KEEP_LINGER),
            context: Mutex::new(Some(context)),
            busy: Cell::new(false),
            close_on_leave: Cell::new(false),
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
        if state != 0 {
            self.admit(state, call)?;
        }
        if self.busy.replace(true) {
            return Err(Error::new(ErrorKind::Busy, call, "the socket is inside another call of this thread"));
        }
        Ok(Entered(self))
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
            self.close_here();
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
        if is_pinned_elsewhere(state) {
            return Err(pinned_elsewhere("zmq_close"));
        }
        self.close_here();
        Ok(())
    }

    /// The `Socket` is dropped: closes the handle, or leaves that to the poller that it is pinned to.
    pub(crate) fn release(&self) {
        if self.generation != fork::generation() {
            return;
        }
        let mut state = self.state.load(Ordering::Acquire);
        while state & CLOSED == 0 && is_pinned_elsewhere(state) {
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

    /// Called once, by whoever set `CLOSED` or leaves the last call after that.
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
        if self.state.compare_exchange(0, CLOSED, Ordering::AcqRel, Ordering::Acquire).is_err() {
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
            let free = pins == 0 || (state & OWNER == me && pins != PINS);
            (free && state & CLOSED == 0).then(|| (state & !OWNER | me) + PIN)
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
            Some(if state & PINS == 0 { state & !OWNER } else { state })
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
            self.close_here();
            return false;
        }
        state & CLOSED == 0
    }

    pub(crate) fn bind(&self, endpoint: &CStr) -> Result<()> {
        self.endpoint_call("zmq_bind", zmq_sys::zmq_bind, endpoint)
    }

    pub(crate) fn connect(&self, endpoint: &CStr) -> Result<()> {
        self.endpoint_call("zmq_connect", zmq_sys::zmq_connect, endpoint)
    }

    pub(crate) fn unbind(&self, endpoint: &CStr) -> Result<()> {
        self.endpoint_call("zmq_unbind", zmq_sys::zmq_unbind, endpoint)
    }

    pub(crate) fn disconnect(&self, endpoint: &CStr) -> Result<()> {
        self.endpoint_call("zmq_disconnect", zmq_sys::zmq_disconnect, endpoint)
    }

    fn endpoint_call(
        &self,
        call: &'static str,
        f: unsafe extern "C" fn(*mut c_void, *const libc::c_char) -> c_int,
        endpoint: &CStr,
    ) -> Result<()> {
        let _entered = self.enter(call)?;
        // SAFETY: `_entered` admits this thread to the open handle; the endpoint is NUL-terminated and only read.
        check_restarting(call, || unsafe { f(self.as_ptr(), endpoint.as_ptr()) })?;
        Ok(())
    }

    /// Reports events to a PAIR socket at `endpoint`, which is on `inproc://`; `None` ends that.
    pub(crate) fn monitor(&self, endpoint: Option<&CStr>, events: c_int) -> Result<()> {
        const CALL: &str = "zmq_socket_monitor";
        let _entered = self.enter(CALL)?;
        let endpoint = endpoint.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: as in `endpoint_call`; null stands for "no endpoint".
        check_restarting(CALL, || unsafe { zmq_sys::zmq_socket_monitor(self.as_ptr(), endpoint, events) })?;
        Ok(())
    }

    pub(crate) fn set(&self, option: c_int, value: &[u8]) -> Result<()> {
        let _entered = self.enter("zmq_setsockopt")?;
        self.set_unchecked(option, value)?;
        if let Ok(millis) = value.try_into().map(i32::from_ne_bytes) {
            match option {
                zmq_sys::ZMQ_RCVTIMEO => self.recv_timeout.set(millis.into()),
                zmq_sys::ZMQ_SNDTIMEO => self.send_timeout.set(millis.into()),
                _ => {}
            }
        }
        Ok(())
    }

    /// Called by the thread that may use the handle, inside a call or just before the close.
    fn set_unchecked(&self, option: c_int, value: &[u8]) -> Result<()> {
        check_restarting("zmq_setsockopt", || {
            // SAFETY: the caller may use the open handle; libzmq copies `len` bytes of the value.
            unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), option, value.as_ptr().cast(), value.len()) }
        })?;
        Ok(())
    }

    /// Fills the buffer and says how much of it is the value. libzmq refuses a buffer that is too small.
    pub(crate) fn get(&self, option: c_int, buffer: &mut [u8]) -> Result<usize> {
        let _entered = self.enter("zmq_getsockopt")?;
        self.get_unchecked(option, buffer)
    }

    fn get_unchecked(&self, option: c_int, buffer: &mut [u8]) -> Result<usize> {
        let mut len = buffer.len();
        check_restarting("zmq_getsockopt", || {
            len = buffer.len();
            // SAFETY: the caller may use the open handle; libzmq writes at most `len` bytes and then the length.
            unsafe { zmq_sys::zmq_getsockopt(self.as_ptr(), option, buffer.as_mut_ptr().cast(), &raw mut len) }
        })?;
        Ok(len.min(buffer.len()))
    }

    /// Hands the message over; on failure it stays as it was.
    #[inline]
    pub(crate) fn send(&self, message: &mut RawMessage, flags: Flags) -> Result<()> {
        const CALL: &str = "zmq_msg_send";
        let _entered = self.enter(CALL)?;
        self.timed(CALL, flags, &self.send_timeout, zmq_sys::ZMQ_SNDTIMEO, |flags| {
            // SAFETY: `_entered` admits this thread to the open handle; the message is initialised and ours, and libzmq
            // leaves an empty one in its place.
            unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags.bits()) }
        })
        .map(drop)
    }

    /// Receives one frame into `message`, in place of what was there.
    #[inline]
    pub(crate) fn recv(&self, message: &mut RawMessage, flags: Flags) -> Result<()> {
        const CALL: &str = "zmq_msg_recv";
        let _entered = self.enter(CALL)?;
        self.timed(CALL, flags, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
            // SAFETY: as in `send`; libzmq releases the old content itself.
            unsafe { zmq_sys::zmq_msg_recv(message.as_mut_ptr(), self.as_ptr(), flags.bits()) }
        })
        .map(drop)
    }

    /// As [`recv`](Self::recv), but a signal ends it.
    pub(crate) fn recv_interruptible(&self, message: &mut RawMessage, flags: Flags) -> Result<()> {
        const CALL: &str = "zmq_msg_recv";
        let _entered = self.enter(CALL)?;
        // SAFETY: as in `recv`.
        check(unsafe { zmq_sys::zmq_msg_recv(message.as_mut_ptr(), self.as_ptr(), flags.bits()) }, CALL)?;
        Ok(())
    }

    /// Receives one frame into the buffer, cutting what does not fit; gives the frame's full size.
    pub(crate) fn recv_into(&self, buffer: &mut [u8], flags: Flags) -> Result<usize> {
        const CALL: &str = "zmq_recv";
        let _entered = self.enter(CALL)?;
        let size = self.timed(CALL, flags, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
            // SAFETY: as in `send`; libzmq writes at most `buffer.len()` bytes.
            unsafe { zmq_sys::zmq_recv(self.as_ptr(), buffer.as_mut_ptr().cast(), buffer.len(), flags.bits()) }
        })?;
        Ok(usize::try_from(size).unwrap_or_default())
    }

    /// Runs a call that may block, again after a signal, in all for no longer than the socket's timeout.
    #[inline]
    fn timed(
        &self,
        call: &'static str,
        flags: Flags,
        timeout: &Cell<Timeout>,
        option: c_int,
        mut f: impl FnMut(Flags) -> c_int,
    ) -> Result<c_int> {
        let limit = timeout.get();
        let started = (limit != Timeout::FOREVER && !flags.contains(Flags::DONTWAIT)).then(Instant::now);
        let rc = f(flags);
        if rc != -1 {
            return Ok(rc);
        }
        let errno = Errno::last();
        if errno != Errno::EINTR {
            return Err(Error::from_errno(errno, call));
        }
        match started {
            None => check_restarting(call, || f(flags)),
            Some(started) => self.resume(call, flags, limit, started, option, &mut f),
        }
    }

    /// Goes on after a signal with the time that is left.
    #[cold]
    fn resume(
        &self,
        call: &'static str,
        flags: Flags,
        limit: Timeout,
        started: Instant,
        option: c_int,
        f: &mut dyn FnMut(Flags) -> c_int,
    ) -> Result<c_int> {
        let deadline = limit.duration().and_then(|limit| started.checked_add(limit));
        let result = loop {
            let left = Timeout::until(deadline).as_millis();
            self.set_unchecked(option, &left.to_ne_bytes())?;
            let result = check(f(flags), call);
            match result {
                Err(error) if error.is_interrupted() => {}
                result => break result,
            }
        };
        self.set_unchecked(option, &limit.as_millis().to_ne_bytes())?;
        result
    }
}

impl Entered<'_> {
    /// Whether this is the right to that very socket.
    pub(super) fn is_of(&self, core: &Core) -> bool {
        self.0.id == core.id
    }
}

impl Drop for Entered<'_> {
    #[inline]
    fn drop(&mut self) {
        self.0.busy.set(false);
        if self.0.close_on_leave.take() {
            self.0.close_handle();
        }
    }
}

fn is_pinned_elsewhere(state: u64) -> bool {
    state & PINS != 0 && state & OWNER != thread_id()
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
