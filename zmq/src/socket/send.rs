//! Sending frames.

use std::mem;

use super::Socket;
use crate::error::{Error, SendError};
use crate::flags::Flags;
use crate::message::Message;
use crate::raw::socket::Attempt;
use crate::timeout::Timeout;

impl Socket {
    /// Sends one message: text, bytes, a [`Message`], or anything that becomes one.
    ///
    /// Blocks while no peer can take it, for at most [`sndtimeo`](Self::sndtimeo); a PUB, or a ROUTER whose peer is
    /// unknown, drops it instead. An owned `Vec` or `Message` is not copied, a borrowed value is.
    ///
    /// # Errors
    /// The error gives the message back.
    /// - [`Again`](crate::ErrorKind::Again): the time is up.
    /// - [`State`](crate::ErrorKind::State): not this socket's turn to send (REQ, REP).
    /// - [`Unsupported`](crate::ErrorKind::Unsupported): this socket type does not send.
    /// - [`Unreachable`](crate::ErrorKind::Unreachable): no such peer, with `router_mandatory`.
    /// - [`Terminated`](crate::ErrorKind::Terminated), [`Closed`](crate::ErrorKind::Closed).
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// a.bind("inproc://send-example")?;
    /// b.connect("inproc://send-example")?;
    /// a.send("text")?;
    /// a.send(b"bytes")?;
    /// a.send(vec![1, 2, 3])?;
    /// assert_eq!(b.recv()?, "text");
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_msg_send(3)
    #[doc(alias("zmq_send", "zmq_msg_send"))]
    #[inline]
    pub fn send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        self.send_with(message, Flags::empty())
    }

    /// As [`send`](Self::send), with [`DONTWAIT`](crate::DONTWAIT) or [`SNDMORE`](crate::SNDMORE).
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[inline]
    pub fn send_with(&self, message: impl Into<Message>, flags: Flags) -> Result<(), SendError> {
        let mut message = message.into();
        let attempt = self.core().try_send(message.raw_mut(), flags);
        if attempt.is_done() {
            // Empty now, and not worth a look at what it owns.
            mem::forget(message);
            return Ok(());
        }
        self.send_on(attempt, message, flags)
    }

    #[cold]
    #[inline(never)]
    fn send_on(&self, attempt: Attempt, mut message: Message, flags: Flags) -> Result<(), SendError> {
        match self.core().send_on(attempt, message.raw_mut(), flags) {
            Ok(()) => Ok(()),
            Err(error) => Err(SendError::new(error, message)),
        }
    }

    /// Sends one message if that is possible at once.
    ///
    /// # Errors
    /// As [`send`](Self::send); [`Again`](crate::ErrorKind::Again) if it is not possible now.
    pub fn try_send(&self, message: impl Into<Message>) -> Result<(), SendError> {
        self.send_with(message, Flags::DONTWAIT)
    }

    /// Sends one message, waiting for at most `timeout` instead of the socket's own.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    pub fn send_timeout(&self, message: impl Into<Message>, timeout: impl Into<Timeout>) -> Result<(), SendError> {
        let mut message = message.into();
        match self.core().send_within(message.raw_mut(), Flags::empty(), timeout.into()) {
            Ok(()) => Ok(()),
            Err(error) => Err(SendError::new(error, message)),
        }
    }
}

impl From<SendError> for Message {
    fn from(error: SendError) -> Self {
        error.into_message()
    }
}

/// A send that failed before there was a message to give back.
impl From<Error> for SendError {
    fn from(error: Error) -> Self {
        Self::new(error, Message::new())
    }
}
