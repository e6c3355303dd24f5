//! `zmq_msg_t`: initialised once, closed once.

use std::mem::MaybeUninit;

/// Owns an initialised `zmq_msg_t`.
#[repr(transparent)]
pub(crate) struct RawMessage(zmq_sys::zmq_msg_t);

// SAFETY: a message may move between threads; its reference counts are atomic.
unsafe impl Send for RawMessage {}

impl RawMessage {
    /// An empty message.
    pub(crate) fn new() -> Self {
        let mut message = MaybeUninit::uninit();
        // SAFETY: writes an empty message; never fails (zmq_msg_init(3)).
        unsafe {
            zmq_sys::zmq_msg_init(message.as_mut_ptr());
            Self(message.assume_init())
        }
    }

    pub(crate) fn as_mut_ptr(&mut self) -> *mut zmq_sys::zmq_msg_t {
        &raw mut self.0
    }
}

impl Drop for RawMessage {
    fn drop(&mut self) {
        // SAFETY: initialised, and closed only here.
        unsafe { zmq_sys::zmq_msg_close(&raw mut self.0) };
    }
}
