//! The border to C, and the last line of `unsafe`: handles that are owned once, freed once, and used by one thread at a time.
#![allow(unsafe_code)]

pub(crate) mod callback;
pub(crate) mod context;
pub(crate) mod fork;
pub(crate) mod handles;
pub(crate) mod library;
pub(crate) mod message;
pub(crate) mod poll;
pub(crate) mod proxy;
pub(crate) mod rehearse;
#[cfg(feature = "draft")]
pub(crate) mod shared;
#[cfg(feature = "draft")]
pub(crate) mod signals;
pub(crate) mod socket;
pub(crate) mod timers;

use std::ffi::{CStr, c_int};

use crate::errno::Errno;
use crate::error::{Error, Result};

/// The one gate for return codes: -1 becomes the errno of this thread.
#[inline]
fn check(rc: c_int, call: &'static str) -> Result<c_int> {
    if rc == -1 { Err(Error::last(call)) } else { Ok(rc) }
}

/// As [`check`], for calls that a signal may interrupt before they had any effect: called again until they are through.
#[inline]
fn check_restarting(call: &'static str, mut f: impl FnMut() -> c_int) -> Result<c_int> {
    loop {
        let rc = f();
        if rc != -1 {
            return Ok(rc);
        }
        let errno = Errno::last();
        if errno != Errno::EINTR {
            return Err(Error::from_errno(errno, call));
        }
    }
}

/// The error number of the last C call on this thread.
pub(crate) fn errno() -> i32 {
    // SAFETY: reads a thread-local number, no arguments.
    unsafe { zmq_sys::zmq_errno() }
}

/// What libzmq calls one of its own error numbers, those that no system has.
pub(crate) fn strerror(number: i32) -> Option<&'static CStr> {
    if !matches!(number, zmq_sys::EFSM | zmq_sys::ENOCOMPATPROTO | zmq_sys::ETERM | zmq_sys::EMTHREAD) {
        // Left to the C library, whose text of an unknown number lasts only until the next one is asked for.
        return None;
    }
    // SAFETY: any number is allowed.
    let text = unsafe { zmq_sys::zmq_strerror(number) };
    // SAFETY: for these numbers it is a string literal of libzmq.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) })
}

/// Has a function called when the process ends by `exit`, or by returning from `main`.
pub(crate) fn at_exit(f: extern "C" fn()) {
    // SAFETY: the function is static and takes nothing. Without a free slot it is not called, and nothing else changes.
    unsafe { libc::atexit(f) };
}
