//! Options of sockets and contexts.

use crate::error::Result;
use crate::socket::Socket;

/// An option of a socket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SocketOption(i32);

impl SocketOption {
    /// Linger.
    pub const LINGER: Self = Self(zmq_sys::ZMQ_LINGER);
    /// libzmq's number.
    pub const fn raw(self) -> i32 {
        self.0
    }
}

/// An option of a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ContextOption(i32);

impl ContextOption {
    /// I/O threads.
    pub const IO_THREADS: Self = Self(zmq_sys::ZMQ_IO_THREADS);
    /// libzmq's number.
    pub const fn raw(self) -> i32 {
        self.0
    }
    pub(crate) fn check(self, _value: i32) -> Result<()> {
        Ok(())
    }
    pub(crate) fn may_be_unset(self) -> bool {
        false
    }
}

/// Options that new sockets of a context get.
#[derive(Debug, Default)]
pub(crate) struct Defaults;

impl Defaults {
    pub(crate) fn apply(&self, _socket: &Socket) {}
}

impl Socket {
    /// The endpoint last bound or connected.
    pub fn last_endpoint(&self) -> Result<String> {
        let mut buffer = [0; 512];
        let len = self.core().get(zmq_sys::ZMQ_LAST_ENDPOINT, &mut buffer)?;
        Ok(String::from_utf8_lossy(buffer.get(..len.saturating_sub(1)).unwrap_or_default()).into_owned())
    }
    /// Receive timeout.
    pub fn rcvtimeo(&self) -> Result<()> {
        Ok(())
    }
    /// Send timeout.
    pub fn sndtimeo(&self) -> Result<()> {
        Ok(())
    }
}
