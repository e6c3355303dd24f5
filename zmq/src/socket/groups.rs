//! The groups that a DISH receives from.

use std::ffi::CString;

use super::Socket;
use crate::error::{Error, ErrorKind, Result};

impl Socket {
    /// Receives, from now on, what is sent to a group, whose name has at most 255 bytes. For DISH.
    ///
    /// # Errors
    /// - [`InvalidInput`](ErrorKind::InvalidInput): the name is too long or has a NUL byte, or the group was joined before.
    /// - [`Unsupported`](ErrorKind::Unsupported): another socket type.
    ///
    /// libzmq: zmq_join(3)
    #[doc(alias = "zmq_join")]
    pub fn join(&self, group: impl AsRef<[u8]>) -> Result<()> {
        self.core().join(&c_group("zmq_join", group.as_ref())?)
    }

    /// Takes back a [`join`](Self::join).
    ///
    /// # Errors
    /// As [`join`](Self::join), and [`InvalidInput`](ErrorKind::InvalidInput) if the group was not joined.
    ///
    /// libzmq: zmq_leave(3)
    #[doc(alias = "zmq_leave")]
    pub fn leave(&self, group: impl AsRef<[u8]>) -> Result<()> {
        self.core().leave(&c_group("zmq_leave", group.as_ref())?)
    }
}

fn c_group(call: &'static str, group: &[u8]) -> Result<CString> {
    CString::new(group).map_err(|_| Error::new(ErrorKind::InvalidInput, call, "a NUL byte within the group"))
}
