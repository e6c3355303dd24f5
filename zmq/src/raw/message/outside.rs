//! What is done with every message, by calls: of a libzmq that may lay it out in its own way.

use std::cell::UnsafeCell;
use std::mem::MaybeUninit;

use super::RawMessage;

impl RawMessage {
    /// An empty message.
    #[inline]
    pub(crate) fn new() -> Self {
        let mut message = MaybeUninit::uninit();
        // SAFETY: writes an empty message; never fails (zmq_msg_init(3)).
        unsafe { zmq_sys::zmq_msg_init(message.as_mut_ptr()) };
        Self(UnsafeCell::new(message))
    }

    /// A copy of `bytes`; where there is no memory, `abort` ends the process.
    #[inline]
    pub(crate) fn copy_or(bytes: &[u8], abort: fn(usize) -> !) -> Self {
        Self::copy_of(bytes).unwrap_or_else(|_| abort(bytes.len()))
    }

    /// Where its bytes are, and how many.
    #[inline]
    pub(super) fn span(&self) -> (*const u8, usize) {
        // SAFETY: initialised; reads a size.
        let len = unsafe { zmq_sys::zmq_msg_size(self.as_ptr()) };
        (self.data(), len)
    }

    #[inline]
    pub(crate) fn more(&self) -> bool {
        // SAFETY: initialised; reads a flag.
        unsafe { zmq_sys::zmq_msg_more(self.as_ptr()) == 1 }
    }

    #[cfg(zmqx)]
    pub(crate) fn set_more(&mut self, more: bool) {
        // SAFETY: initialised, and ours to write.
        unsafe { zmq_sys::zmqx_msg_set_more(self.as_mut_ptr(), more.into()) };
    }

    /// Whether there is nothing that closing it would release; not known.
    #[inline]
    #[allow(clippy::unused_self, reason = "known of other libraries")]
    pub(super) fn owns_nothing(&self) -> bool {
        false
    }
}
