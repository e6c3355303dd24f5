//! Multipart messages: all of them or nothing.

use std::fmt;

use super::Socket;
use crate::errno::Errno;
use crate::error::{Error, ErrorKind, Result};
use crate::flags::Flags;
use crate::message::Message;
use crate::multipart::Multipart;
use crate::timeout::Timeout;

impl Socket {
    /// Sends a message of several frames: an array, a list, a [`Multipart`], or any iterator of what becomes frames.
    ///
    /// Every frame is made before the first is sent. Blocks as [`send`](Self::send) does.
    ///
    /// # Errors
    /// As [`send`](Self::send); the error gives the frames back. Besides:
    /// - [`InvalidInput`](ErrorKind::InvalidInput): no frames.
    /// - [`PartialSend`](ErrorKind::PartialSend): the connection broke between two frames. The peer gets nothing of the
    ///   message; it has to be sent again as a whole.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// # a.bind("inproc://multipart")?;
    /// # b.connect("inproc://multipart")?;
    /// a.send_multipart(["topic", "text"])?;
    /// let [topic, text] = b.recv_multipart()?.try_into()?;
    /// assert_eq!((topic.as_str()?, text.as_str()?), ("topic", "text"));
    ///
    /// a.send_multipart(zmq::multipart!["mixed", vec![1, 2], b"kinds"])?;
    /// assert_eq!(b.recv_multipart()?.len(), 3);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_msg_send(3)
    pub fn send_multipart<I>(&self, parts: I) -> Result<(), SendMultipartError>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_multipart_with(parts, Flags::empty())
    }

    /// As [`send_multipart`](Self::send_multipart), with [`DONTWAIT`](crate::DONTWAIT), or with
    /// [`SNDMORE`](crate::SNDMORE) if still more frames follow.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart).
    pub fn send_multipart_with<I>(&self, parts: I, flags: Flags) -> Result<(), SendMultipartError>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_parts(parts.into_iter().collect(), flags, None)
    }

    /// Sends a message of several frames if that is possible at once.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart); [`Again`](ErrorKind::Again) if it is not possible now.
    pub fn try_send_multipart<I>(&self, parts: I) -> Result<(), SendMultipartError>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_multipart_with(parts, Flags::DONTWAIT)
    }

    /// Sends a message of several frames, waiting for at most `timeout` instead of the socket's own.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart).
    pub fn send_multipart_timeout<I>(&self, parts: I, timeout: impl Into<Timeout>) -> Result<(), SendMultipartError>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_parts(parts.into_iter().collect(), Flags::empty(), Some(timeout.into()))
    }

    /// No code of the user runs between the first frame and the last. Only the first has to wait, for at most `limit`.
    fn send_parts(&self, mut parts: Multipart, flags: Flags, limit: Option<Timeout>) -> Result<(), SendMultipartError> {
        let Some(last) = parts.len().checked_sub(1) else {
            let error = Error::new(ErrorKind::InvalidInput, CALL, "a message has at least one part");
            return Err(SendMultipartError { error, parts });
        };
        if limit.is_none() && !flags.contains(Flags::SNDMORE) {
            let (sent, result) = self.core().send_multipart_batch(parts.frames_mut(), &[last + 1], flags);
            return result.map_err(|error| SendMultipartError::after(sent, error, parts));
        }
        let failed = parts.iter_mut().enumerate().find_map(|(at, part)| {
            let more = if at < last { Flags::SNDMORE } else { Flags::empty() };
            let sent = match limit {
                Some(limit) if at == 0 => self.core().send_within(part.raw_mut(), flags | more, limit),
                _ => self.core().send(part.raw_mut(), flags | more),
            };
            sent.err().map(|error| (at, error))
        });
        match failed {
            None => Ok(()),
            Some((sent, error)) => {
                let rest = parts.split_off(sent);
                Err(SendMultipartError::after(sent, error, rest))
            }
        }
    }

    /// Receives all frames of a message. Nothing is copied.
    ///
    /// Blocks as [`recv`](Self::recv) does, for the first frame; the others are there with it.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_multipart(&self) -> Result<Multipart> {
        self.recv_multipart_with(Flags::empty())
    }

    /// As [`recv_multipart`](Self::recv_multipart), with [`DONTWAIT`](crate::DONTWAIT).
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_multipart_with(&self, flags: Flags) -> Result<Multipart> {
        self.core().recv_message(flags).map(Multipart::from_frames)
    }

    /// Receives all frames of a message if one is there; `None` if not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), without [`Again`](ErrorKind::Again).
    pub fn try_recv_multipart(&self) -> Result<Option<Multipart>> {
        self.try_recv()?.map(|first| self.recv_rest(first)).transpose()
    }

    /// Receives all frames of a message, waiting for at most `timeout` instead of the socket's own.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_multipart_timeout(&self, timeout: impl Into<Timeout>) -> Result<Multipart> {
        self.recv_rest(self.recv_timeout(timeout)?)
    }

    /// As [`recv_multipart`](Self::recv_multipart), with the frames copied: pyzmq's list of bytes.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_multipart_bytes(&self) -> Result<Vec<Vec<u8>>> {
        self.recv_multipart().map(Multipart::into_vecs)
    }

    fn recv_rest(&self, first: Message) -> Result<Multipart> {
        // Room for the frames that most messages have at the most.
        let mut parts = Vec::with_capacity(if first.more() { 4 } else { 1 });
        parts.push(first);
        self.core().recv_rest(&mut parts)?;
        Ok(Multipart::from_frames(parts))
    }
}

const CALL: &str = "send_multipart";

/// A multipart send that failed, with the frames that were not sent.
///
/// `?` turns it into an [`Error`]; [`into_parts`](Self::into_parts) gives the frames back: all of them, unless the kind
/// is [`PartialSend`](ErrorKind::PartialSend).
pub struct SendMultipartError {
    error: Error,
    parts: Multipart,
}

impl SendMultipartError {
    /// `parts` are those that were not sent.
    #[cold]
    fn after(sent: usize, error: Error, parts: Multipart) -> Self {
        let of = sent + parts.len();
        let error = match sent {
            0 => error,
            _ if error.is_terminated() => error,
            _ => Error::new(ErrorKind::PartialSend, CALL, format!("only {sent} of {of} parts: {error}")),
        };
        Self { error, parts }
    }

    /// Why the send failed.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// The frames that were not sent.
    pub fn parts(&self) -> &Multipart {
        &self.parts
    }

    /// Takes the frames back.
    pub fn into_parts(self) -> Multipart {
        self.parts
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

impl fmt::Display for SendMultipartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.error, f)
    }
}

impl fmt::Debug for SendMultipartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl std::error::Error for SendMultipartError {}

impl PartialEq<Errno> for SendMultipartError {
    fn eq(&self, errno: &Errno) -> bool {
        self.error == *errno
    }
}

impl PartialEq<ErrorKind> for SendMultipartError {
    fn eq(&self, kind: &ErrorKind) -> bool {
        self.error == *kind
    }
}

impl From<SendMultipartError> for Error {
    fn from(error: SendMultipartError) -> Self {
        error.error
    }
}

impl From<SendMultipartError> for std::io::Error {
    fn from(error: SendMultipartError) -> Self {
        error.error.into()
    }
}
