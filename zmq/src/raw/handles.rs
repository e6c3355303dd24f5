//! In and out of C: the handles as pointers, for who works with libzmq's own API beside this crate.

use std::ffi::c_void;
use std::ptr::NonNull;

use super::context::RawContext;
use crate::context::Context;
use crate::errno::Errno;
use crate::error::{Error, Result};
use crate::socket::Socket;
use crate::socket_type::SocketType;

impl Context {
    /// The `void *` of this context, for calls to [`zmq::sys`](crate::sys). It is valid until the context is terminated.
    pub fn as_ptr(&self) -> *mut c_void {
        self.raw.as_ptr()
    }

    /// Takes over a context that C code made: it is terminated with its last handle.
    ///
    /// # Errors
    /// [`Errno::EFAULT`]: a null pointer.
    ///
    /// # Safety
    /// `context` is a live libzmq context, nobody else terminates it, and nobody uses it after this crate did.
    pub unsafe fn from_raw(context: *mut c_void) -> Result<Self> {
        Ok(Self::from_raw_context(RawContext::adopt(handle(context)?, false)))
    }

    /// A handle of a context that belongs to C code: never terminated here. pyzmq's `Context.shadow`.
    ///
    /// # Errors
    /// [`Errno::EFAULT`]: a null pointer.
    ///
    /// # Safety
    /// `context` is a live libzmq context, and stays so for as long as this handle, its clones or their sockets live.
    pub unsafe fn shadow(context: *mut c_void) -> Result<Self> {
        Ok(Self::from_raw_context(RawContext::adopt(handle(context)?, true)))
    }
}

impl Socket {
    /// The `void *` of this socket, for calls to [`zmq::sys`](crate::sys). It is valid until the socket is closed, and
    /// to be used on the thread that uses the socket.
    pub fn as_ptr(&self) -> *mut c_void {
        self.core().as_ptr()
    }

    /// Takes over a socket that C code made in `context`: it is closed when dropped.
    ///
    /// # Errors
    /// [`Errno::EFAULT`]: a null pointer. [`Terminated`](crate::ErrorKind::Terminated): the context was terminated.
    ///
    /// # Safety
    /// `socket` is an open libzmq socket of `context`, and nobody else uses or closes it.
    pub unsafe fn from_raw(context: &Context, socket: *mut c_void) -> Result<Self> {
        let socket = handle(socket)?;
        let (mut kind, mut len) = (0, size_of::<i32>());
        // SAFETY: the caller vouches for the socket; libzmq writes one integer.
        let rc = unsafe {
            zmq_sys::zmq_getsockopt(socket.as_ptr(), zmq_sys::ZMQ_TYPE, (&raw mut kind).cast(), &raw mut len)
        };
        super::check(rc, "zmq_getsockopt")?;
        let core = context.raw.adopt_socket(socket, SocketType::from_raw(kind))?;
        let socket = Self::new(core, context.clone());
        socket.core().read_timeouts()?;
        Ok(socket)
    }

    /// Gives the socket away: the caller closes it with `zmq_close`, and keeps the context alive until then.
    ///
    /// # Errors
    /// [`Closed`](crate::ErrorKind::Closed), or [`Busy`](crate::ErrorKind::Busy) while a poller has it; the socket is
    /// closed then.
    pub fn into_raw(self) -> Result<(*mut c_void, Context)> {
        let socket = self.core().give_away()?;
        Ok((socket, self.context().clone()))
    }
}

fn handle(pointer: *mut c_void) -> Result<NonNull<c_void>> {
    NonNull::new(pointer).ok_or_else(|| Error::from_errno(Errno::EFAULT, "from_raw"))
}
