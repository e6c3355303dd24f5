//! Receiving frames.

use super::Socket;
use crate::error::Result;
use crate::flags::Flags;
use crate::message::Message;
use crate::raw::socket::Attempt;
use crate::timeout::Timeout;

impl Socket {
    /// Receives one frame. Nothing is copied.
    ///
    /// Blocks until one is there, for at most [`rcvtimeo`](Self::rcvtimeo). Of a multipart message this is the first
    /// part, or the next: [`Message::more`] tells, and [`recv_multipart`](Self::recv_multipart) takes all.
    ///
    /// # Errors
    /// - [`Again`](crate::ErrorKind::Again): the time is up.
    /// - [`State`](crate::ErrorKind::State): not this socket's turn to receive (REQ, REP).
    /// - [`Unsupported`](crate::ErrorKind::Unsupported): this socket type does not receive.
    /// - [`Terminated`](crate::ErrorKind::Terminated), [`Closed`](crate::ErrorKind::Closed).
    ///
    /// libzmq: zmq_msg_recv(3)
    #[doc(alias("zmq_recv", "zmq_msg_recv"))]
    #[inline(always)]
    pub fn recv(&self) -> Result<Message> {
        self.recv_with(Flags::empty())
    }

    /// As [`recv`](Self::recv), with [`DONTWAIT`](crate::DONTWAIT).
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    #[inline(always)]
    pub fn recv_with(&self, flags: Flags) -> Result<Message> {
        let mut message = Message::new();
        let attempt = self.core().try_recv(message.raw_mut(), flags);
        if attempt.is_done() { Ok(message) } else { self.recv_on(attempt, message, flags) }
    }

    /// Has the message, so that who received one at the first attempt need not drop it here.
    #[cold]
    #[inline(never)]
    fn recv_on(&self, attempt: Attempt, mut message: Message, flags: Flags) -> Result<Message> {
        self.core().recv_on(attempt, message.raw_mut(), flags)?;
        Ok(message)
    }

    /// Receives one frame if one is there; `None` if not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), without [`Again`](crate::ErrorKind::Again).
    pub fn try_recv(&self) -> Result<Option<Message>> {
        match self.recv_with(Flags::DONTWAIT) {
            Ok(message) => Ok(Some(message)),
            Err(error) if error.is_again() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Receives one frame, waiting for at most `timeout` instead of the socket's own.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_timeout(&self, timeout: impl Into<Timeout>) -> Result<Message> {
        let mut message = Message::new();
        self.core().recv_within(message.raw_mut(), timeout.into())?;
        Ok(message)
    }

    /// As [`recv`](Self::recv), but a signal ends the wait, as [`Interrupted`](crate::ErrorKind::Interrupted).
    ///
    /// For programs whose signal handler sets a flag that the loop looks at. The handler must be installed without
    /// `SA_RESTART`.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and [`Interrupted`](crate::ErrorKind::Interrupted).
    pub fn recv_interruptible(&self) -> Result<Message> {
        let mut message = Message::new();
        self.core().recv_interruptible(message.raw_mut(), Flags::empty())?;
        Ok(message)
    }

    /// Receives one frame into `buffer` and tells the frame's size.
    ///
    /// A frame larger than the buffer is cut: the rest is lost, and the size tells.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    ///
    /// libzmq: zmq_recv(3)
    pub fn recv_into(&self, buffer: &mut [u8]) -> Result<usize> {
        self.recv_into_with(buffer, Flags::empty())
    }

    /// As [`recv_into`](Self::recv_into), with [`DONTWAIT`](crate::DONTWAIT).
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_into_with(&self, buffer: &mut [u8], flags: Flags) -> Result<usize> {
        self.core().recv_into(buffer, flags)
    }
}
