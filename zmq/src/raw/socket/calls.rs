//! The C calls on one socket: each enters it, calls, and leaves.

use std::cell::Cell;
use std::ffi::{CStr, c_int, c_void};
use std::os::fd::{BorrowedFd, OwnedFd, RawFd};
use std::time::Instant;

use super::{Core, RECV, SEND};
use crate::errno::Errno;
use crate::error::{Error, Result};
use crate::flags::{Flags, PollEvents};
use crate::raw::message::RawMessage;
use crate::raw::{check, check_restarting};
use crate::timeout::Timeout;

impl Core {
    pub(crate) fn bind(&self, endpoint: &CStr) -> Result<()> {
        self.text_call("zmq_bind", zmq_sys::zmq_bind, endpoint)
    }

    pub(crate) fn connect(&self, endpoint: &CStr) -> Result<()> {
        self.text_call("zmq_connect", zmq_sys::zmq_connect, endpoint)
    }

    pub(crate) fn unbind(&self, endpoint: &CStr) -> Result<()> {
        self.text_call("zmq_unbind", zmq_sys::zmq_unbind, endpoint)
    }

    pub(crate) fn disconnect(&self, endpoint: &CStr) -> Result<()> {
        self.text_call("zmq_disconnect", zmq_sys::zmq_disconnect, endpoint)
    }

    pub(super) fn text_call(
        &self,
        call: &'static str,
        f: unsafe extern "C" fn(*mut c_void, *const libc::c_char) -> c_int,
        text: &CStr,
    ) -> Result<()> {
        let _entered = self.enter(call)?;
        // SAFETY: `_entered` admits this thread to the open handle; the text is NUL-terminated and only read.
        check_restarting(call, || unsafe { f(self.as_ptr(), text.as_ptr()) })?;
        Ok(())
    }

    /// Reports events to a PAIR socket at `endpoint`, which is on `inproc://`; `None` ends that.
    pub(crate) fn monitor(&self, endpoint: Option<&CStr>, events: c_int) -> Result<()> {
        const CALL: &str = "zmq_socket_monitor";
        #[cfg(feature = "draft")]
        self.refuse_if_shared(CALL)?;
        let _entered = self.enter(CALL)?;
        let endpoint = endpoint.map_or(std::ptr::null(), CStr::as_ptr);
        // SAFETY: as in `text_call`; null stands for "no endpoint".
        check_restarting(CALL, || unsafe { zmq_sys::zmq_socket_monitor(self.as_ptr(), endpoint, events) })?;
        Ok(())
    }

    pub(crate) fn set(&self, option: c_int, value: &[u8]) -> Result<()> {
        let _entered = self.enter("zmq_setsockopt")?;
        self.set_unchecked(option, value)?;
        if let Ok(millis) = value.try_into().map(i32::from_ne_bytes)
            && !self.is_shared()
        {
            self.note_timeout(option, millis.into());
        }
        Ok(())
    }

    /// Learns the timeouts of a socket that C code made, which a call that a signal interrupts must keep to.
    pub(crate) fn read_timeouts(&self) -> Result<()> {
        for option in [zmq_sys::ZMQ_RCVTIMEO, zmq_sys::ZMQ_SNDTIMEO] {
            let mut millis = [0; size_of::<i32>()];
            self.get(option, &mut millis)?;
            self.note_timeout(option, i32::from_ne_bytes(millis).into());
        }
        Ok(())
    }

    /// Keeps a timeout, if that is what the option is.
    fn note_timeout(&self, option: c_int, timeout: Timeout) {
        let (kept, timed) = match option {
            zmq_sys::ZMQ_RCVTIMEO => (&self.recv_timeout, RECV),
            zmq_sys::ZMQ_SNDTIMEO => (&self.send_timeout, SEND),
            _ => return,
        };
        kept.set(timeout);
        let rest = self.timed.get() & !timed;
        self.timed.set(if timeout == Timeout::FOREVER { rest } else { rest | timed });
    }

    /// Called by the thread that may use the handle, inside a call or just before the close.
    pub(super) fn set_unchecked(&self, option: c_int, value: &[u8]) -> Result<()> {
        // "Nothing" is spelled null, which clears options that refuse an empty value.
        let data = if value.is_empty() { std::ptr::null() } else { value.as_ptr().cast() };
        check_restarting("zmq_setsockopt", || {
            // SAFETY: the caller may use the open handle; libzmq copies `len` bytes of the value.
            unsafe { zmq_sys::zmq_setsockopt(self.as_ptr(), option, data, value.len()) }
        })?;
        Ok(())
    }

    /// Fills the buffer and says how much of it is the value. libzmq refuses a buffer that is too small.
    pub(crate) fn get(&self, option: c_int, buffer: &mut [u8]) -> Result<usize> {
        let _entered = self.enter("zmq_getsockopt")?;
        self.get_unchecked(option, buffer)
    }

    /// A duplicate of the descriptor that libzmq wakes the socket's thread by.
    pub(crate) fn duplicate_fd(&self) -> Result<OwnedFd> {
        let _entered = self.enter("zmq_getsockopt")?;
        let mut number = [0; size_of::<RawFd>()];
        self.get_unchecked(zmq_sys::ZMQ_FD, &mut number)?;
        // SAFETY: libzmq gave it, and closes it with the socket, which nobody can close while it is entered here.
        let descriptor = unsafe { BorrowedFd::borrow_raw(RawFd::from_ne_bytes(number)) };
        Ok(descriptor.try_clone_to_owned()?)
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

    /// As [`send`](Self::send), waiting for at most `limit` instead of the socket's own timeout.
    pub(crate) fn send_within(&self, message: &mut RawMessage, flags: Flags, limit: Timeout) -> Result<()> {
        const CALL: &str = "zmq_msg_send";
        let _entered = self.enter(CALL)?;
        self.within(CALL, flags, limit, &self.send_timeout, zmq_sys::ZMQ_SNDTIMEO, |flags| {
            // SAFETY: as in `send`.
            unsafe { zmq_sys::zmq_msg_send(message.as_mut_ptr(), self.as_ptr(), flags.bits()) }
        })
        .map(drop)
    }

    /// As [`recv`](Self::recv), waiting for at most `limit` instead of the socket's own timeout.
    pub(crate) fn recv_within(&self, message: &mut RawMessage, limit: Timeout) -> Result<()> {
        const CALL: &str = "zmq_msg_recv";
        let _entered = self.enter(CALL)?;
        self.within(CALL, Flags::empty(), limit, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
            // SAFETY: as in `recv`.
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
    pub(super) fn timed(
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
            Some(started) if !self.is_shared() => {
                let deadline = limit.duration().and_then(|limit| started.checked_add(limit));
                self.wait_until(deadline, call, flags, limit, option, &mut f)
            }
            _ => check_restarting(call, || f(flags)),
        }
    }

    /// Runs a call that may block, in all for no longer than `limit`. By the socket's own timeout, set for the call:
    /// a poll would say that some sockets can send, such as a ROUTER, of which only another peer has room.
    pub(super) fn within(
        &self,
        call: &'static str,
        flags: Flags,
        limit: Timeout,
        usual: &Cell<Timeout>,
        option: c_int,
        mut f: impl FnMut(Flags) -> c_int,
    ) -> Result<c_int> {
        if self.is_shared() {
            let wanted = if option == zmq_sys::ZMQ_SNDTIMEO { PollEvents::OUT } else { PollEvents::IN };
            return self.shared_within(call, limit, wanted, |now| f(flags | now));
        }
        let deadline = limit.deadline();
        match check_restarting(call, || f(flags | Flags::DONTWAIT)) {
            Err(error) if error.is_again() && limit != Timeout::ZERO => {
                self.wait_until(deadline, call, flags, usual.get(), option, &mut f)
            }
            result => result,
        }
    }

    /// Blocks with the time that is left, again after each signal. `usual` is the timeout that the socket keeps.
    #[cold]
    fn wait_until(
        &self,
        deadline: Option<Instant>,
        call: &'static str,
        flags: Flags,
        usual: Timeout,
        option: c_int,
        f: &mut dyn FnMut(Flags) -> c_int,
    ) -> Result<c_int> {
        let result = loop {
            let left = Timeout::until(deadline).as_millis();
            self.set_unchecked(option, &left.to_ne_bytes())?;
            let result = check(f(flags), call);
            match result {
                Err(error) if error.is_interrupted() => {}
                result => break result,
            }
        };
        // Fails only when the context ends, and then with it every later call; what was received is not lost for that.
        let _ = self.set_unchecked(option, &usual.as_millis().to_ne_bytes());
        result
    }
}
