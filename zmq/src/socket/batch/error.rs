//! [`SendBatchError`]: how far a batch came, and what is left of it.

use std::fmt;

use crate::errno::Errno;
use crate::error::{Error, ErrorKind};

/// A batch of which not all was sent: how many messages were, why not the others, and these themselves.
///
/// `T` is [`Message`](crate::Message) or [`Multipart`](crate::Multipart). `?` turns it into an [`Error`].
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
/// push.set_sndhwm(2)?;
/// pull.set_rcvhwm(1)?;
/// pull.bind("inproc://send-batch-error")?;
/// push.connect("inproc://send-batch-error")?;
/// let error = push.try_send_batch(["a", "b", "c", "d"]).unwrap_err();
/// assert!(error.is_again());
/// assert_eq!((error.sent(), error.into_messages()), (3, vec!["d".into()]));
/// # Ok::<(), zmq::Error>(())
/// ```
pub struct SendBatchError<T> {
    error: Error,
    sent: usize,
    messages: Vec<T>,
}

impl<T> SendBatchError<T> {
    #[cold]
    pub(super) fn new(error: Error, sent: usize, messages: Vec<T>) -> Self {
        Self { error, sent, messages }
    }

    /// Why the next message was not sent.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// How many messages were sent.
    pub fn sent(&self) -> usize {
        self.sent
    }

    /// The messages that were not sent, in their order.
    pub fn messages(&self) -> &[T] {
        &self.messages
    }

    /// Takes the messages back that were not sent.
    pub fn into_messages(self) -> Vec<T> {
        self.messages
    }

    /// What kind of failure this is.
    pub fn kind(&self) -> ErrorKind {
        self.error.kind()
    }

    /// The error number.
    pub fn errno(&self) -> Errno {
        self.error.errno()
    }

    /// Whether the next send would have blocked, or timed out: pyzmq's `zmq.Again`.
    pub fn is_again(&self) -> bool {
        self.error.is_again()
    }

    /// Whether the context was shut down or terminated.
    pub fn is_terminated(&self) -> bool {
        self.error.is_terminated()
    }
}

impl<T> fmt::Display for SendBatchError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} (sent {}, {} left)", self.error, self.sent, self.messages.len())
    }
}

impl<T> fmt::Debug for SendBatchError<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} (sent {}, {} left)", self.error, self.sent, self.messages.len())
    }
}

impl<T> std::error::Error for SendBatchError<T> {}

impl<T> PartialEq<Errno> for SendBatchError<T> {
    fn eq(&self, errno: &Errno) -> bool {
        self.error == *errno
    }
}

impl<T> PartialEq<ErrorKind> for SendBatchError<T> {
    fn eq(&self, kind: &ErrorKind) -> bool {
        self.error == *kind
    }
}

impl<T> From<SendBatchError<T>> for Error {
    fn from(error: SendBatchError<T>) -> Self {
        error.error
    }
}

impl<T> From<SendBatchError<T>> for std::io::Error {
    fn from(error: SendBatchError<T>) -> Self {
        error.error.into()
    }
}
