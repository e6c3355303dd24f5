//! Values that libzmq takes and later ends the process for, or reads past: refused here, whatever libzmq is linked.

use super::number::{ContextOption, SocketOption};
use super::wire::SET;
use crate::error::{Error, ErrorKind, Result};

/// Called with every value on its way to `zmq_setsockopt`.
pub(super) fn socket_option(option: SocketOption, value: &[u8]) -> Result<()> {
    let number = value.try_into().ok().map(i32::from_ne_bytes);
    match (option, number) {
        // libzmq reads an `int` without looking at the length.
        (SocketOption::XSUB_VERBOSE_UNSUBSCRIBE, None) => refuse(option, "takes a number"),
        (SocketOption::BUSY_POLL, Some(..=-1)) => refuse(option, "is not negative"),
        _ => Ok(()),
    }
}

fn refuse(option: SocketOption, why: &str) -> Result<()> {
    Err(Error::new(ErrorKind::InvalidInput, SET, format!("{option} {why}")))
}

impl ContextOption {
    /// Refuses what libzmq would end the process for.
    pub(crate) fn check(self, _value: i32) -> Result<()> {
        Ok(())
    }

    /// Whether -1 is a value and not an error.
    pub(crate) fn may_be_unset(self) -> bool {
        self == Self::THREAD_SCHED_POLICY
    }
}
