//! [`Errno`]: the error numbers of the system and of libzmq, by name.

use std::borrow::Cow;
use std::{fmt, io};

use crate::error::ErrorKind;

/// An error number as libzmq knows it: the system's, and libzmq's own above `ZMQ_HAUSNUMERO`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Errno(i32);

macro_rules! errnos {
    ($($(#[$doc:meta])* $name:ident = $value:expr;)*) => {
        impl Errno {
            $($(#[$doc])* pub const $name: Self = Self($value);)*

            fn name(self) -> Option<&'static str> {
                $(if self == Self::$name { return Some(stringify!($name)); })*
                None
            }
        }
        $($(#[$doc])* pub const $name: Errno = Errno::$name;)*
    };
}

errnos! {
    /// The call would block.
    EAGAIN = libc::EAGAIN;
    /// Interrupted by a signal.
    EINTR = libc::EINTR;
    /// Invalid argument.
    EINVAL = libc::EINVAL;
    /// Bad address; libzmq: not a context.
    EFAULT = libc::EFAULT;
    /// Out of memory.
    ENOMEM = libc::ENOMEM;
    /// Too many open files or sockets.
    EMFILE = libc::EMFILE;
    /// Too many open files in the system.
    ENFILE = libc::ENFILE;
    /// No such endpoint or file.
    ENOENT = libc::ENOENT;
    /// No such device.
    ENODEV = libc::ENODEV;
    /// Permission denied.
    EACCES = libc::EACCES;
    /// Operation not permitted.
    EPERM = libc::EPERM;
    /// In use by another call.
    EBUSY = libc::EBUSY;
    /// Name too long.
    ENAMETOOLONG = libc::ENAMETOOLONG;
    /// Not a socket, or a closed one.
    ENOTSOCK = libc::ENOTSOCK;
    /// Not supported by this socket type or library.
    ENOTSUP = libc::ENOTSUP;
    /// Protocol not supported.
    EPROTONOSUPPORT = libc::EPROTONOSUPPORT;
    /// Protocol error.
    EPROTO = libc::EPROTO;
    /// Address in use.
    EADDRINUSE = libc::EADDRINUSE;
    /// Address not available.
    EADDRNOTAVAIL = libc::EADDRNOTAVAIL;
    /// Connection refused.
    ECONNREFUSED = libc::ECONNREFUSED;
    /// Host unreachable.
    EHOSTUNREACH = libc::EHOSTUNREACH;
    /// Message too long.
    EMSGSIZE = libc::EMSGSIZE;
    /// Network down.
    ENETDOWN = libc::ENETDOWN;
    /// Network unreachable.
    ENETUNREACH = libc::ENETUNREACH;
    /// Connection ended by the network.
    ENETRESET = libc::ENETRESET;
    /// Connection ended by the system.
    ECONNABORTED = libc::ECONNABORTED;
    /// Connection ended by the peer.
    ECONNRESET = libc::ECONNRESET;
    /// Not connected.
    ENOTCONN = libc::ENOTCONN;
    /// Timed out.
    ETIMEDOUT = libc::ETIMEDOUT;
    /// In progress.
    EINPROGRESS = libc::EINPROGRESS;
    /// No buffer space.
    ENOBUFS = libc::ENOBUFS;
    /// Address family not supported.
    EAFNOSUPPORT = libc::EAFNOSUPPORT;
    /// The socket's state machine does not allow that now.
    EFSM = zmq_sys::EFSM;
    /// The protocol is not compatible with the socket type.
    ENOCOMPATPROTO = zmq_sys::ENOCOMPATPROTO;
    /// The context was terminated.
    ETERM = zmq_sys::ETERM;
    /// No I/O thread available.
    EMTHREAD = zmq_sys::EMTHREAD;
}

impl Errno {
    /// The errno of that number.
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// The error number of the last C call on this thread.
    pub(crate) fn last() -> Self {
        Self(crate::raw::errno())
    }

    /// The number.
    pub const fn raw(self) -> i32 {
        self.0
    }

    /// What libzmq calls it.
    ///
    /// libzmq: zmq_strerror(3)
    #[doc(alias = "zmq_strerror")]
    pub fn message(self) -> Cow<'static, str> {
        if let Some(text) = crate::raw::strerror(self.0) {
            return text.to_string_lossy();
        }
        let text = io::Error::from_raw_os_error(self.0).to_string();
        Cow::Owned(text.rsplit_once(" (os error").map_or(text.as_str(), |(text, _)| text).to_owned())
    }

    pub(crate) fn kind(self) -> ErrorKind {
        match self {
            Self::EAGAIN => ErrorKind::Again,
            Self::ETERM => ErrorKind::Terminated,
            Self::EFSM => ErrorKind::State,
            Self::ENOTSOCK => ErrorKind::Closed,
            Self::EINVAL | Self::EPROTONOSUPPORT | Self::ENOCOMPATPROTO | Self::ENAMETOOLONG | Self::EMSGSIZE => {
                ErrorKind::InvalidInput
            }
            Self::ENOTSUP => ErrorKind::Unsupported,
            Self::EADDRINUSE => ErrorKind::AddressInUse,
            Self::EADDRNOTAVAIL | Self::ENODEV => ErrorKind::AddressNotAvailable,
            Self::ENOENT => ErrorKind::NotFound,
            Self::EHOSTUNREACH => ErrorKind::Unreachable,
            Self::EACCES | Self::EPERM => ErrorKind::PermissionDenied,
            Self::EMFILE | Self::ENFILE => ErrorKind::TooMany,
            Self::ENOMEM => ErrorKind::OutOfMemory,
            Self::EINTR => ErrorKind::Interrupted,
            _ => ErrorKind::Other,
        }
    }
}

impl fmt::Debug for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => write!(f, "{name}({})", self.0),
            None => write!(f, "Errno({})", self.0),
        }
    }
}

impl fmt::Display for Errno {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_of_an_unknown_number_does_not_change_when_another_is_asked_for() {
        let first = Errno::new(9_998).message();
        let kept = first.to_string();
        for other in 9_000..9_100 {
            let _ = Errno::new(other).message();
        }
        assert_eq!(first, kept);
        assert!(kept.contains("9998"), "{kept}");
    }

    #[test]
    fn the_system_and_libzmq_each_name_their_own_numbers() {
        assert_eq!(Errno::EAGAIN.message(), "Resource temporarily unavailable");
        assert_eq!(Errno::ETERM.message(), "Context was terminated");
    }
}
