//! What can go wrong: one small [`Error`], its [`ErrorKind`], and [`SendError`], which gives the message back.

use std::borrow::Cow;
use std::{fmt, io};

use crate::errno::Errno;
use crate::message::Message;

/// The result of this crate's calls.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call: what kind of failure, libzmq's errno, the C call, and the endpoint or bytes concerned.
///
/// Its text names all of these, with a hint for the well-known traps.
/// Compares with an [`Errno`], so that `Err(e) if e == zmq::EAGAIN` reads as in Python.
// A list of one, because the compiler moves a list as a whole: the fields of a struct it would move one by one, and with them the
// bytes of each message that lies in the same place of a `Result`.
pub struct Error([Parts; 1]);

#[repr(C)]
struct Parts {
    call: &'static str,
    context: Option<Box<Context>>,
    errno: Errno,
    kind: ErrorKind,
}

/// What an error is about, kept off the hot path.
#[derive(Clone, Default)]
struct Context {
    detail: Cow<'static, str>,
    endpoint: Option<String>,
    bytes: Option<Vec<u8>>,
}

impl Error {
    /// The errno of the last C call on this thread, as an error of `call`.
    #[cold]
    pub(crate) fn last(call: &'static str) -> Self {
        Self::from_errno(Errno::last(), call)
    }

    #[cold]
    pub(crate) fn from_errno(errno: Errno, call: &'static str) -> Self {
        Self([Parts { call, context: None, errno, kind: errno.kind() }])
    }

    /// A failure found by this crate, before or after any C call.
    #[cold]
    pub(crate) fn new(kind: ErrorKind, call: &'static str, detail: impl Into<Cow<'static, str>>) -> Self {
        let context = Some(Box::new(Context { detail: detail.into(), ..Context::default() }));
        Self([Parts { call, context, errno: kind.errno(), kind }])
    }

    fn parts(&self) -> &Parts {
        let [parts] = &self.0;
        parts
    }

    fn context_mut(&mut self) -> &mut Context {
        let [parts] = &mut self.0;
        parts.context.get_or_insert_default()
    }

    /// A codec failure, which keeps the bytes it could not read.
    #[cold]
    pub(crate) fn decode(call: &'static str, detail: impl fmt::Display, bytes: Vec<u8>) -> Self {
        let mut error = Self::new(ErrorKind::Decode, call, detail.to_string());
        error.context_mut().bytes = Some(bytes);
        error
    }

    #[cold]
    pub(crate) fn with_endpoint(mut self, endpoint: &str) -> Self {
        self.context_mut().endpoint = Some(endpoint.to_owned());
        self
    }

    #[cold]
    pub(crate) fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.context_mut().detail = detail.into();
        self
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.parts().kind
    }

    /// The error number, as libzmq counts them; of a failure that this crate found, the nearest one.
    #[doc(alias = "zmq_errno")]
    pub fn errno(&self) -> Errno {
        self.parts().errno
    }

    /// The name of the call that failed.
    pub fn call(&self) -> &'static str {
        self.parts().call
    }

    /// The endpoint that the call was about.
    pub fn endpoint(&self) -> Option<&str> {
        self.parts().context.as_ref()?.endpoint.as_deref()
    }

    /// The bytes that a decoder could not read. The message they came in has been received.
    pub fn bytes(&self) -> Option<&[u8]> {
        self.parts().context.as_ref()?.bytes.as_deref()
    }

    /// Takes the bytes that a decoder could not read.
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        let [parts] = self.0;
        parts.context?.bytes
    }

    /// Whether the call would have blocked, or timed out: pyzmq's `zmq.Again`.
    pub fn is_again(&self) -> bool {
        self.kind() == ErrorKind::Again
    }

    /// Whether the context was shut down or terminated: pyzmq's `zmq.ContextTerminated`.
    pub fn is_terminated(&self) -> bool {
        self.kind() == ErrorKind::Terminated
    }

    /// Whether a signal interrupted the call; only the `_interruptible` calls say so.
    pub fn is_interrupted(&self) -> bool {
        self.kind() == ErrorKind::Interrupted
    }

    /// What was found wrong, without the call that found it.
    pub(crate) fn detail(&self) -> &str {
        self.parts().context.as_ref().map_or("", |context| &context.detail)
    }
}

/// The kinds of failure. More may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The call would block, or its timeout passed (EAGAIN).
    Again,
    /// The context was shut down or terminated (ETERM).
    Terminated,
    /// The socket's state does not allow the call, such as two sends on a REQ socket (EFSM).
    State,
    /// The socket is closed (ENOTSOCK).
    Closed,
    /// The socket is registered with a poller of another thread.
    PinnedElsewhere,
    /// The socket is inside another call of this same thread.
    Busy,
    /// The context was made before a fork, in the parent process.
    Forked,
    /// An argument is not acceptable (EINVAL, EPROTONOSUPPORT, ENOCOMPATPROTO and the like).
    InvalidInput,
    /// The socket type, or this libzmq, cannot do that (ENOTSUP).
    Unsupported,
    /// The endpoint is in use (EADDRINUSE).
    AddressInUse,
    /// The address or the device is not of this machine (EADDRNOTAVAIL, ENODEV).
    AddressNotAvailable,
    /// The endpoint, file or peer is not there (ENOENT).
    NotFound,
    /// No route to that peer (EHOSTUNREACH).
    Unreachable,
    /// Not allowed (EACCES, EPERM).
    PermissionDenied,
    /// Too many sockets or descriptors (EMFILE, ENFILE).
    TooMany,
    /// Out of memory, or a size that no memory can hold (ENOMEM).
    OutOfMemory,
    /// A signal interrupted the call (EINTR).
    Interrupted,
    /// The message was received but could not be decoded; see [`Error::bytes`].
    Decode,
    /// The value could not be encoded; nothing was sent.
    Encode,
    /// A multipart message was cut: some parts were handed over, the rest not.
    PartialSend,
    /// Any other errno.
    Other,
}

impl ErrorKind {
    fn errno(self) -> Errno {
        match self {
            Self::Again => Errno::EAGAIN,
            Self::Terminated => Errno::ETERM,
            Self::State => Errno::EFSM,
            Self::Closed => Errno::ENOTSOCK,
            Self::PinnedElsewhere | Self::Busy => Errno::EBUSY,
            Self::Forked => Errno::EFAULT,
            Self::Unsupported => Errno::ENOTSUP,
            Self::AddressInUse => Errno::EADDRINUSE,
            Self::AddressNotAvailable => Errno::EADDRNOTAVAIL,
            Self::NotFound => Errno::ENOENT,
            Self::Unreachable => Errno::EHOSTUNREACH,
            Self::PermissionDenied => Errno::EACCES,
            Self::TooMany => Errno::EMFILE,
            Self::OutOfMemory => Errno::ENOMEM,
            Self::Interrupted => Errno::EINTR,
            Self::InvalidInput | Self::Decode | Self::Encode | Self::PartialSend | Self::Other => Errno::EINVAL,
        }
    }

    fn io(self) -> io::ErrorKind {
        match self {
            Self::Again => io::ErrorKind::WouldBlock,
            Self::Terminated | Self::Closed | Self::PartialSend => io::ErrorKind::NotConnected,
            Self::InvalidInput | Self::Encode => io::ErrorKind::InvalidInput,
            Self::Unsupported => io::ErrorKind::Unsupported,
            Self::AddressInUse => io::ErrorKind::AddrInUse,
            Self::AddressNotAvailable => io::ErrorKind::AddrNotAvailable,
            Self::NotFound => io::ErrorKind::NotFound,
            Self::Unreachable => io::ErrorKind::HostUnreachable,
            Self::PermissionDenied => io::ErrorKind::PermissionDenied,
            Self::OutOfMemory => io::ErrorKind::OutOfMemory,
            Self::Interrupted => io::ErrorKind::Interrupted,
            Self::Decode => io::ErrorKind::InvalidData,
            Self::Busy | Self::PinnedElsewhere => io::ErrorKind::ResourceBusy,
            _ => io::ErrorKind::Other,
        }
    }
}

/// What always works has no error: for conversions that may be either.
impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

/// A send that failed, with the message that was not sent.
///
/// `?` turns it into an [`Error`]; [`into_message`](Self::into_message) gives the message back. Compares with an [`Errno`].
pub struct SendError {
    error: Error,
    message: Message,
}

impl SendError {
    #[cold]
    pub(crate) fn new(error: Error, message: Message) -> Self {
        Self { error, message }
    }

    /// Why the send failed.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The message that was not sent.
    pub fn message(&self) -> &Message {
        &self.message
    }

    /// Takes the message back.
    pub fn into_message(self) -> Message {
        self.message
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// The error number.
    pub fn errno(&self) -> Errno {
        self.error.errno()
    }

    /// Whether the send would have blocked, or timed out: pyzmq's `zmq.Again`.
    pub fn is_again(&self) -> bool {
        self.error.is_again()
    }

    /// Whether the context was shut down or terminated.
    pub fn is_terminated(&self) -> bool {
        self.error.is_terminated()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.call())?;
        match self.detail() {
            "" => f.write_str(&self.errno().message())?,
            detail => f.write_str(detail)?,
        }
        if let Some(endpoint) = self.endpoint() {
            write!(f, " (endpoint {endpoint:?})")?;
        }
        if let Some(bytes) = self.bytes() {
            write!(f, " ({} bytes kept)", bytes.len())?;
        }
        match self.hint() {
            "" => Ok(()),
            hint => write!(f, "; {hint}"),
        }
    }
}

impl Error {
    /// One sentence for those who fall into a well-known trap for the first time.
    fn hint(&self) -> &'static str {
        match (self.errno(), self.call()) {
            (Errno::EFSM, _) => {
                "REQ sends and receives in turn, REP receives and sends in turn; after a timeout, close the REQ socket \
                 or set req_relaxed"
            }
            (Errno::EAGAIN, "zmq_msg_recv" | "zmq_recv" | "zmqx_recv_batch") => {
                "no message is there; a SUB socket receives only what it subscribed to"
            }
            (Errno::EAGAIN, "zmq_msg_send" | "zmqx_send_batch") => "no peer has room for it, or none is connected yet",
            (Errno::ENOTSUP, "zmq_msg_recv" | "zmq_recv" | "zmqx_recv_batch") => "this type of socket only sends",
            (Errno::ENOTSUP, "zmq_msg_send" | "zmqx_send_batch") => "this type of socket only receives",
            (Errno::EHOSTUNREACH, _) => "no peer with that routing id is connected",
            (Errno::EADDRINUSE, "zmq_bind") => "another socket, of this program or another one, is bound there",
            (Errno::EPROTONOSUPPORT, "zmq_bind" | "zmq_connect") => {
                missing_transport(self.endpoint().unwrap_or_default())
            }
            (Errno::EPROTONOSUPPORT, _) => "the endpoint of a monitor begins with inproc://",
            (Errno::ENOCOMPATPROTO, _) => {
                "udp is for RADIO, DISH and DGRAM, pgm and norm for publishers and subscribers"
            }
            (Errno::EINVAL, "zmq_bind") => "an endpoint looks like tcp://host:port",
            (Errno::EINVAL, "zmq_connect") => "an endpoint looks like tcp://host:port; * is for binding",
            (Errno::ENOENT, "zmq_unbind" | "zmq_disconnect") => {
                "no endpoint of this socket; after a bind to a wildcard it is its last_endpoint"
            }
            (Errno::ENODEV | Errno::EADDRNOTAVAIL, "zmq_bind") => {
                "bind takes an interface name, an address of this machine or *"
            }
            (Errno::EMFILE, "zmq_socket") => "close sockets, raise max_sockets, or raise the limit of open files",
            (Errno::ENOTSUP, "zmq_curve_keypair" | "zmq_curve_public") => "built without the `curve` feature",
            _ => "",
        }
    }
}

/// What brings the transport of an endpoint that libzmq does not know.
fn missing_transport(endpoint: &str) -> &'static str {
    match endpoint.split("://").next().unwrap_or_default() {
        "pgm" | "epgm" => "this libzmq was built without the feature `pgm`",
        "norm" => "this libzmq was built without the feature `norm`",
        "tipc" => "this libzmq was built without the feature `tipc`",
        "vmci" => "this libzmq was built without the feature `vmci`",
        "ws" => "this libzmq was built without the feature `ws`",
        "wss" => "this libzmq was built without the feature `wss`",
        _ => "the transports are tcp, ipc, inproc and those that zmq::has() tells, in lower case",
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}: {self}", self.kind(), self.errno())
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl fmt::Debug for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl std::error::Error for Error {}
impl std::error::Error for SendError {}

impl PartialEq<Errno> for Error {
    fn eq(&self, errno: &Errno) -> bool {
        self.errno() == *errno
    }
}

impl PartialEq<ErrorKind> for Error {
    fn eq(&self, kind: &ErrorKind) -> bool {
        self.kind() == *kind
    }
}

impl PartialEq<Errno> for SendError {
    fn eq(&self, errno: &Errno) -> bool {
        self.error == *errno
    }
}

impl PartialEq<ErrorKind> for SendError {
    fn eq(&self, kind: &ErrorKind) -> bool {
        self.error == *kind
    }
}

impl From<SendError> for Error {
    fn from(error: SendError) -> Self {
        error.error
    }
}

impl From<Error> for io::Error {
    fn from(error: Error) -> Self {
        Self::new(error.kind().io(), error)
    }
}

impl From<SendError> for io::Error {
    fn from(error: SendError) -> Self {
        error.error.into()
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        let errno = error.raw_os_error().map_or(Errno::EINVAL, Errno::new);
        let kind = error.raw_os_error().map_or(ErrorKind::Other, |number| Errno::new(number).kind());
        Self([Parts { call: "system", context: None, errno, kind }]).with_detail(error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_stays_small() {
        assert!(size_of::<Error>() <= 32);
    }

    #[test]
    fn text_names_call_reason_endpoint_and_hint() {
        let error = Error::from_errno(Errno::EINVAL, "zmq_bind").with_endpoint("tcp:/x");
        let text = error.to_string();
        for part in ["zmq_bind", "Invalid argument", "tcp:/x", "tcp://host:port"] {
            assert!(text.contains(part), "{text} lacks {part}");
        }
        assert_eq!(error, Errno::EINVAL);
    }

    #[test]
    fn well_known_traps_are_explained() {
        for (errno, call, part) in [
            (Errno::EAGAIN, "zmq_msg_recv", "no message"),
            (Errno::EAGAIN, "zmq_msg_send", "no peer"),
            (Errno::ENOTSUP, "zmq_recv", "only sends"),
            (Errno::ENOTSUP, "zmq_msg_send", "only receives"),
            (Errno::EPROTONOSUPPORT, "zmq_connect", "zmq::has()"),
            (Errno::EPROTONOSUPPORT, "zmq_socket_monitor", "inproc://"),
            (Errno::EINVAL, "zmq_connect", "* is for binding"),
            (Errno::ENOENT, "zmq_unbind", "last_endpoint"),
        ] {
            let text = Error::from_errno(errno, call).to_string();
            assert!(text.contains(part), "{text} lacks {part}");
        }
    }

    #[test]
    fn a_round_trip_through_io_error_keeps_the_kind() {
        let error = io::Error::from(Error::from_errno(Errno::EAGAIN, "zmq_msg_recv"));
        assert_eq!(error.kind(), io::ErrorKind::WouldBlock);
        assert_eq!(Error::from(io::Error::from_raw_os_error(libc::ENOENT)).kind(), ErrorKind::NotFound);
    }

    #[test]
    fn unknown_numbers_survive() {
        let error = Error::from_errno(Errno::new(9_999), "zmq_bind");
        assert_eq!((error.kind(), error.errno().raw()), (ErrorKind::Other, 9_999));
    }
}
