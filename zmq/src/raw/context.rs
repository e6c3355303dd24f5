//! A libzmq context: its sockets' registry, and its end, which happens once.

use std::collections::HashMap;
use std::ffi::{c_int, c_void};
use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};

use super::socket::Core;
use super::{callback, check, check_restarting, fork};
use crate::error::{Error, ErrorKind, Result};
use crate::socket_type::SocketType;
use crate::timeout::Timeout;

/// Owns a `void *` context. libzmq deletes it inside `zmq_ctx_term`, so every other call is made under `state`'s lock,
/// which says whether it is still there.
#[derive(Debug)]
pub(crate) struct RawContext {
    handle: NonNull<c_void>,
    state: Mutex<State>,
    changed: Condvar,
    generation: u32,
}

#[derive(Debug)]
struct State {
    phase: Phase,
    sockets: HashMap<u64, Weak<Core>>,
    /// Held by someone else, who terminates it: `unsafe Context::from_raw` of a shadow.
    borrowed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Live,
    /// `zmq_ctx_shutdown` was called by [`RawContext::shutdown`]; nothing new is made.
    ShutDown,
    /// A thread is in [`RawContext::term`].
    Terminating,
    /// `zmq_ctx_term` returned: the handle dangles.
    Terminated,
}

// SAFETY: libzmq's context calls are thread-safe (zmq_ctx_new(3)); the handle's end is guarded by `state`.
unsafe impl Send for RawContext {}
// SAFETY: as above.
unsafe impl Sync for RawContext {}

impl RawContext {
    pub(crate) fn new() -> Result<Self> {
        fork::watch();
        // SAFETY: no arguments.
        let handle = unsafe { zmq_sys::zmq_ctx_new() };
        let handle = NonNull::new(handle).ok_or_else(|| Error::last("zmq_ctx_new"))?;
        Ok(Self::adopt(handle, false))
    }

    /// A context made elsewhere: owned from now on, or `borrowed` and never terminated here.
    pub(super) fn adopt(handle: NonNull<c_void>, borrowed: bool) -> Self {
        fork::watch();
        Self {
            handle,
            state: Mutex::new(State { phase: Phase::Live, sockets: HashMap::new(), borrowed }),
            changed: Condvar::new(),
            generation: fork::generation(),
        }
    }

    pub(crate) fn as_ptr(&self) -> *mut c_void {
        self.handle.as_ptr()
    }

    /// Whether this process is a fork of the one that made the context.
    pub(crate) fn is_forked(&self) -> bool {
        self.generation != fork::generation()
    }

    /// Whether it was shut down, destroyed or terminated, or belongs to the parent process.
    pub(crate) fn is_closed(&self) -> bool {
        self.is_forked() || self.lock().phase != Phase::Live
    }

    pub(crate) fn socket_count(&self) -> usize {
        if self.is_forked() { 0 } else { self.lock().sockets.len() }
    }

    pub(crate) fn socket(self: &Arc<Self>, kind: SocketType) -> Result<Arc<Core>> {
        const CALL: &str = "zmq_socket";
        // libzmq makes them all the same, and aborts when such a socket introduces itself to its first peer.
        if kind.raw() > zmq_sys::ZMQ_STREAM && !super::library::has(c"draft") {
            let detail = "no socket type of this libzmq, which was built without the drafts";
            return Err(Error::new(ErrorKind::InvalidInput, CALL, detail));
        }
        let mut state = self.live(CALL)?;
        // SAFETY: the context is live while `state` is locked; libzmq checks the type.
        let socket = unsafe { zmq_sys::zmq_socket(self.as_ptr(), kind.raw()) };
        let socket = NonNull::new(socket).ok_or_else(|| Error::last(CALL))?;
        Ok(self.enlist(&mut state, socket, kind))
    }

    /// Takes over a socket that was made by C code in this context.
    pub(super) fn adopt_socket(self: &Arc<Self>, socket: NonNull<c_void>, kind: SocketType) -> Result<Arc<Core>> {
        let mut state = self.live("zmq_socket")?;
        Ok(self.enlist(&mut state, socket, kind))
    }

    fn enlist(self: &Arc<Self>, state: &mut State, socket: NonNull<c_void>, kind: SocketType) -> Arc<Core> {
        let core = Arc::new(Core::new(socket, kind, self.clone()));
        state.sockets.insert(core.id(), Arc::downgrade(&core));
        core
    }

    /// A socket was closed, or given away.
    pub(super) fn forget(&self, id: u64) {
        self.lock().sockets.remove(&id);
        self.changed.notify_all();
    }

    pub(crate) fn set(&self, option: c_int, value: c_int) -> Result<()> {
        let _state = self.live("zmq_ctx_set")?;
        // SAFETY: the context is live while locked; libzmq checks option and value.
        check(unsafe { zmq_sys::zmq_ctx_set(self.as_ptr(), option, value) }, "zmq_ctx_set")?;
        Ok(())
    }

    /// `unset`: a value of -1 that is no error.
    pub(crate) fn get(&self, option: c_int, unset: bool) -> Result<c_int> {
        let _state = self.live("zmq_ctx_get")?;
        // SAFETY: as in `set`.
        let value = unsafe { zmq_sys::zmq_ctx_get(self.as_ptr(), option) };
        if unset && value == -1 { Ok(-1) } else { check(value, "zmq_ctx_get") }
    }

    /// As [`set`](Self::set), for a value that is text.
    #[cfg(feature = "draft")]
    pub(crate) fn set_ext(&self, option: c_int, value: &[u8]) -> Result<()> {
        const CALL: &str = "zmq_ctx_set_ext";
        let _state = self.live(CALL)?;
        // SAFETY: as in `set`; libzmq copies that many bytes.
        check(unsafe { zmq_sys::zmq_ctx_set_ext(self.as_ptr(), option, value.as_ptr().cast(), value.len()) }, CALL)?;
        Ok(())
    }

    /// As [`get`](Self::get), for a value that is text: at the buffer's beginning, of unknown length.
    #[cfg(feature = "draft")]
    pub(crate) fn get_ext(&self, option: c_int, buffer: &mut [u8]) -> Result<()> {
        const CALL: &str = "zmq_ctx_get_ext";
        let _state = self.live(CALL)?;
        let mut len = buffer.len();
        // SAFETY: as in `set`; libzmq writes at most `len` bytes.
        let rc = unsafe { zmq_sys::zmq_ctx_get_ext(self.as_ptr(), option, buffer.as_mut_ptr().cast(), &raw mut len) };
        check(rc, CALL)?;
        Ok(())
    }

    /// Ends every blocked call on its sockets, without waiting.
    pub(crate) fn shutdown(&self) -> Result<()> {
        if self.is_forked() {
            return Ok(());
        }
        let mut state = self.lock();
        if state.phase == Phase::Live {
            self.shut_down(&mut state)?;
            state.phase = Phase::ShutDown;
        }
        Ok(())
    }

    /// Dooms every socket: it closes, with that linger, at its next operation or drop.
    pub(crate) fn destroy(&self, linger: Option<Timeout>) -> Result<()> {
        if self.is_forked() {
            return Ok(());
        }
        let mut state = self.lock();
        for socket in state.sockets.values().filter_map(Weak::upgrade) {
            socket.doom(linger);
        }
        if state.phase == Phase::Live {
            self.shut_down(&mut state)?;
            state.phase = Phase::ShutDown;
        }
        Ok(())
    }

    /// Shuts down, waits until every socket is closed and its linger is over, and frees the context.
    pub(crate) fn term(&self) -> Result<()> {
        const CALL: &str = "zmq_ctx_term";
        if self.is_forked() {
            return Ok(());
        }
        if callback::is_running() {
            return Err(Error::new(ErrorKind::Busy, CALL, "a free callback cannot wait for the context that calls it"));
        }
        self.term_locked(self.lock())
    }

    /// Terminates if no socket is open, and gives up otherwise: for the process's exit.
    pub(crate) fn term_if_idle(&self) -> Result<()> {
        if self.is_forked() || callback::is_running() {
            return Ok(());
        }
        // Under one lock: a socket made in between would be waited for.
        let state = self.lock();
        if state.sockets.is_empty() { self.term_locked(state) } else { Ok(()) }
    }

    fn term_locked(&self, state: MutexGuard<'_, State>) -> Result<()> {
        let mut state = self.wait(state, |state| state.phase != Phase::Terminating);
        match state.phase {
            Phase::Live => self.shut_down(&mut state)?,
            Phase::ShutDown | Phase::Terminating => {}
            Phase::Terminated => return Ok(()),
        }
        state.phase = Phase::Terminating;
        let state = self.wait(state, |state| state.sockets.is_empty());
        let is_borrowed = state.borrowed;
        drop(state);
        // Without a free descriptor libzmq may be unable to end it now; it is still there, and may be asked again.
        let ended = if is_borrowed { Ok(()) } else { self.terminate() };
        self.lock().phase = if ended.is_ok() { Phase::Terminated } else { Phase::ShutDown };
        self.changed.notify_all();
        ended
    }

    fn shut_down(&self, _state: &mut State) -> Result<()> {
        // SAFETY: called with the lock held and before termination.
        check(unsafe { zmq_sys::zmq_ctx_shutdown(self.as_ptr()) }, "zmq_ctx_shutdown")?;
        Ok(())
    }

    /// Called once, by the thread that moved the phase to `Terminating`, or by the last handle's drop.
    fn terminate(&self) -> Result<()> {
        // SAFETY: nobody else uses the handle: other threads see the phase, and no socket is open. On success libzmq
        // frees it, and on EINTR it is still there.
        check_restarting("zmq_ctx_term", || unsafe { zmq_sys::zmq_ctx_term(self.as_ptr()) })?;
        Ok(())
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lock, if the context is live.
    fn live(&self, call: &'static str) -> Result<MutexGuard<'_, State>> {
        if self.is_forked() {
            return Err(forked(call));
        }
        let state = self.lock();
        if state.phase == Phase::Live {
            Ok(state)
        } else {
            Err(Error::new(ErrorKind::Terminated, call, "the context was shut down or terminated"))
        }
    }

    fn wait<'a>(&'a self, state: MutexGuard<'a, State>, done: impl Fn(&State) -> bool) -> MutexGuard<'a, State> {
        self.changed.wait_while(state, |state| !done(state)).unwrap_or_else(PoisonError::into_inner)
    }
}

/// The last handle is gone, and with it every socket: waits for what lingers.
impl Drop for RawContext {
    fn drop(&mut self) {
        let is_forked = self.is_forked();
        let state = self.state.get_mut().unwrap_or_else(PoisonError::into_inner);
        if is_forked {
            // Another thread of the parent may have been in the middle of changing it.
            std::mem::forget(std::mem::take(&mut state.sockets));
            return;
        }
        if state.borrowed || state.phase == Phase::Terminated {
            return;
        }
        if !callback::is_running() {
            // A failure here means that the handle is not a context: there is nothing left to free.
            let _ = self.terminate();
            return;
        }
        // libzmq waits for the very callback we are in: somebody else has to wait for libzmq.
        let heir = ManuallyDrop::new(Self::adopt(self.handle, false));
        let wait = move || drop(ManuallyDrop::into_inner(heir));
        // Without a thread to wait the context is leaked, which loses nothing but its memory.
        let _ = std::thread::Builder::new().name("zmq-term".into()).spawn(wait);
    }
}

pub(crate) fn forked(call: &'static str) -> Error {
    Error::new(ErrorKind::Forked, call, "made before a fork, in the parent process; make a new context in the child")
}
