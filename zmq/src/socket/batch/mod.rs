//! Many messages in one call.

mod error;
mod multipart;

use super::Socket;
use crate::error::Result;
use crate::flags::Flags;
use crate::message::Message;
use crate::raw::socket::KEEP_MORE;
use crate::timeout::Timeout;

pub use error::SendBatchError;

impl Socket {
    /// Sends many messages of one frame each, and says how many: faster than as many calls of [`send`](Self::send), and
    /// otherwise the same.
    ///
    /// Each peer is woken once for many messages. Blocks as [`send`](Self::send) does, for each message anew. The messages are
    /// taken from the iterator and made some at a time, so that it need not fit into memory as a whole.
    ///
    /// # Errors
    /// As [`send`](Self::send). The error says how many were sent, and gives the other messages back: also those that
    /// are left in the iterator, which therefore has to end.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    /// pull.bind("inproc://send-batch")?;
    /// push.connect("inproc://send-batch")?;
    /// push.send_batch((0..1000).map(|number: u32| number.to_be_bytes()))?;
    ///
    /// let mut messages = Vec::new();
    /// while messages.len() < 1000 {
    ///     pull.recv_batch(&mut messages, 1000)?;
    /// }
    /// assert_eq!(messages[999], 999_u32.to_be_bytes());
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// C: `zmqx_send_batch`, of this project's libzmq; on another one a loop.
    #[doc(alias = "zmqx_send_batch")]
    pub fn send_batch<I>(&self, messages: I) -> Result<usize, SendBatchError<Message>>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_batch_with(messages, Flags::empty())
    }

    /// As [`send_batch`](Self::send_batch), with [`DONTWAIT`](crate::DONTWAIT), or with [`SNDMORE`](crate::SNDMORE) if they are
    /// frames of one message of which still more follow.
    ///
    /// # Errors
    /// As [`send_batch`](Self::send_batch).
    pub fn send_batch_with<I>(&self, messages: I, flags: Flags) -> Result<usize, SendBatchError<Message>>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        let mut messages = messages.into_iter().map(Into::into);
        let mut frames = Vec::with_capacity(messages.size_hint().0.clamp(1, AT_ONCE));
        let mut sent = 0;
        loop {
            frames.extend(messages.by_ref().take(AT_ONCE));
            if frames.is_empty() {
                return Ok(sent);
            }
            let (done, result) = self.core().send_batch(&mut frames, flags);
            sent += done;
            if let Err(error) = result {
                frames.extend(messages);
                return Err(SendBatchError::new(error, sent, frames));
            }
        }
    }

    /// Sends many messages, as far as that is possible at once.
    ///
    /// # Errors
    /// As [`send_batch`](Self::send_batch); [`Again`](crate::ErrorKind::Again) if not all could be sent now.
    pub fn try_send_batch<I>(&self, messages: I) -> Result<usize, SendBatchError<Message>>
    where
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_batch_with(messages, Flags::DONTWAIT)
    }

    /// Sends frames on as [`recv_batch`](Self::recv_batch) gave them: multipart messages stay what they are. Those that were
    /// sent are removed from `frames`; the number of them is the answer.
    ///
    /// Blocks as [`send`](Self::send) does, for each frame.
    ///
    /// # Errors
    /// As [`send`](Self::send); what was not sent is still in `frames`.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let sockets = |name: &str| -> zmq::Result<_> {
    /// #     let (a, b) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    /// #     b.bind(&format!("inproc://forward-{name}"))?;
    /// #     a.connect(&format!("inproc://forward-{name}"))?;
    /// #     Ok((a, b))
    /// # };
    /// # let ((source, frontend), (backend, sink)) = (sockets("in")?, sockets("out")?);
    /// source.send_multipart(["a", "b"])?;
    /// source.send("c")?;
    /// let mut frames = Vec::new();
    /// frontend.recv_batch(&mut frames, 100)?;
    /// assert_eq!(backend.forward_batch(&mut frames)?, 3);
    /// assert_eq!(sink.recv_multipart()?, ["a", "b"]);
    /// assert_eq!(sink.recv_multipart()?, ["c"]);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn forward_batch(&self, frames: &mut Vec<Message>) -> Result<usize> {
        let (sent, result) = self.core().send_batch(frames, KEEP_MORE);
        result.map(|()| sent)
    }

    /// Receives the next frame and those that are there with it, `max` in all, and says how many were appended to `messages`.
    ///
    /// Blocks as [`recv`](Self::recv) does, for the first frame only. [`Message::more`] tells which frames belong together; when
    /// the last of `max` has others that belong to it, they are received too, so that a message is never cut. Nothing is copied,
    /// and nothing is allocated while `messages` has room. A `max` of 0 receives nothing.
    ///
    /// # Errors
    /// As [`recv`](Self::recv); then nothing was received.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    /// # pull.bind("inproc://recv-batch")?;
    /// # push.connect("inproc://recv-batch")?;
    /// push.send_batch(["one", "two", "three"])?;
    /// let mut messages = Vec::with_capacity(64);
    /// assert_eq!(pull.recv_batch(&mut messages, 64)?, 3);
    /// assert_eq!(messages, ["one", "two", "three"]);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// C: `zmqx_recv_batch`, of this project's libzmq; on another one a loop.
    #[doc(alias = "zmqx_recv_batch")]
    pub fn recv_batch(&self, messages: &mut Vec<Message>, max: usize) -> Result<usize> {
        self.recv_batch_with(messages, max, Flags::empty())
    }

    /// As [`recv_batch`](Self::recv_batch), with [`DONTWAIT`](crate::DONTWAIT).
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_batch_with(&self, messages: &mut Vec<Message>, max: usize, flags: Flags) -> Result<usize> {
        let received = self.core().recv_batch(messages, max, flags)?;
        Ok(received + self.complete(messages, received, max))
    }

    /// Receives the frames that are there, `max` at the most; 0 if there is none.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), without [`Again`](crate::ErrorKind::Again).
    pub fn try_recv_batch(&self, messages: &mut Vec<Message>, max: usize) -> Result<usize> {
        match self.recv_batch_with(messages, max, Flags::DONTWAIT) {
            Err(error) if error.is_again() => Ok(0),
            result => result,
        }
    }

    /// As [`recv_batch`](Self::recv_batch), waiting for at most `timeout` instead of the socket's own.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_batch_timeout(
        &self,
        messages: &mut Vec<Message>,
        max: usize,
        timeout: impl Into<Timeout>,
    ) -> Result<usize> {
        let received = self.core().recv_batch_within(messages, max, timeout.into())?;
        Ok(received + self.complete(messages, received, max))
    }

    /// Receives what belongs to the last of `received` frames, if they were all that was asked for; says how many more.
    fn complete(&self, messages: &mut Vec<Message>, received: usize, max: usize) -> usize {
        let mut more = 0;
        while received == max && received > 0 && messages.last().is_some_and(Message::more) {
            // They are there. What may prevent it, such as the end of the context, the next call meets again.
            let Ok(some) = self.core().recv_batch(messages, 1, Flags::DONTWAIT) else { break };
            more += some;
        }
        more
    }
}

/// How many messages are made before they are sent.
const AT_ONCE: usize = 256;
