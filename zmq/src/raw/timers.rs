//! libzmq's timers, which only say whose time has come: what is to be done then is called from Rust.

use std::cell::RefCell;
use std::ffi::{c_int, c_void};
use std::ptr::NonNull;

use super::{callback, check};
use crate::error::{Error, Result};
use crate::timeout::Timeout;

/// Owns a `void *` set of timers. Neither `Send` nor `Sync`.
pub(crate) struct RawTimers {
    handle: NonNull<c_void>,
    /// The numbers of those that fired in the execution that runs.
    fired: callback::Owner<RefCell<Vec<c_int>>>,
}

impl RawTimers {
    pub(crate) fn new() -> Result<Self> {
        // SAFETY: no arguments.
        let handle = NonNull::new(unsafe { zmq_sys::zmq_timers_new() });
        let handle = handle.ok_or_else(|| Error::last("zmq_timers_new"))?;
        Ok(Self { handle, fired: callback::Owner::new(RefCell::default()) })
    }

    pub(crate) fn add(&mut self, millis: usize) -> Result<c_int> {
        // SAFETY: the timers are there until the drop; the argument stays where it is for as long, and `note` takes it.
        let id = unsafe { zmq_sys::zmq_timers_add(self.handle.as_ptr(), millis, Some(note), self.fired.as_ptr()) };
        check(id, "zmq_timers_add")
    }

    pub(crate) fn cancel(&mut self, id: c_int) -> Result<()> {
        // SAFETY: as in `add`; libzmq checks the number, here and below.
        check(unsafe { zmq_sys::zmq_timers_cancel(self.handle.as_ptr(), id) }, "zmq_timers_cancel")?;
        Ok(())
    }

    pub(crate) fn set_interval(&mut self, id: c_int, millis: usize) -> Result<()> {
        const CALL: &str = "zmq_timers_set_interval";
        // SAFETY: as in `cancel`.
        check(unsafe { zmq_sys::zmq_timers_set_interval(self.handle.as_ptr(), id, millis) }, CALL)?;
        Ok(())
    }

    pub(crate) fn reset(&mut self, id: c_int) -> Result<()> {
        // SAFETY: as in `cancel`.
        check(unsafe { zmq_sys::zmq_timers_reset(self.handle.as_ptr(), id) }, "zmq_timers_reset")?;
        Ok(())
    }

    /// Until the next one fires.
    pub(crate) fn timeout(&self) -> Result<Timeout> {
        // SAFETY: as in `add`. It drops cancelled timers; nobody else looks at them now.
        let millis = unsafe { zmq_sys::zmq_timers_timeout(self.handle.as_ptr()) };
        Ok(Timeout::from(millis))
    }

    /// Those that fired.
    pub(crate) fn execute(&mut self) -> Result<Vec<c_int>> {
        // SAFETY: as in `add`. It calls `note` only, which calls nothing.
        check(unsafe { zmq_sys::zmq_timers_execute(self.handle.as_ptr()) }, "zmq_timers_execute")?;
        Ok(self.fired.get().take())
    }
}

/// Notes a timer that fired. Called inside `zmq_timers_execute`, on its thread.
extern "C" fn note(id: c_int, fired: *mut c_void) {
    // SAFETY: what `add` gave, which lives as long as the timers.
    let fired = unsafe { &*fired.cast::<RefCell<Vec<c_int>>>() };
    fired.borrow_mut().push(id);
}

impl Drop for RawTimers {
    fn drop(&mut self) {
        let mut handle = self.handle.as_ptr();
        // SAFETY: destroyed once; nobody uses it after this.
        unsafe { zmq_sys::zmq_timers_destroy(&raw mut handle) };
    }
}
