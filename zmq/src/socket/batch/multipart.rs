//! Many multipart messages in one call: each of them as a whole.

use std::mem;

use super::{AT_ONCE, SendBatchError};
use crate::error::{Error, ErrorKind, Result};
use crate::flags::Flags;
use crate::message::Message;
use crate::multipart::Multipart;
use crate::socket::Socket;

impl Socket {
    /// Sends many messages of several frames each, and says how many: as as many calls of
    /// [`send_multipart`](Self::send_multipart), but faster.
    ///
    /// Each message is an array, a list, a [`Multipart`], or any iterator of what becomes frames. Blocks as
    /// [`send`](Self::send) does, for each message anew.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart). The error says how many messages were sent, and gives the others back: also
    /// those that are left in the iterator, which therefore has to end. Of a message that was cut
    /// ([`PartialSend`](ErrorKind::PartialSend)) it gives the frames that were not sent.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    /// # pull.bind("inproc://multipart-batch")?;
    /// # push.connect("inproc://multipart-batch")?;
    /// assert_eq!(push.send_multipart_batch([["Berlin", "21"], ["Hamburg", "17"]])?, 2);
    /// let mut messages = Vec::new();
    /// assert_eq!(pull.recv_multipart_batch(&mut messages, 10)?, 2);
    /// assert_eq!(messages[1], ["Hamburg", "17"]);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    #[doc(alias = "zmqx_send_batch")]
    pub fn send_multipart_batch<I>(&self, messages: I) -> Result<usize, SendBatchError<Multipart>>
    where
        I: IntoIterator<Item: IntoIterator<Item: Into<Message>>>,
    {
        self.send_multipart_batch_with(messages, Flags::empty())
    }

    /// Sends many messages of several frames each, as far as that is possible at once.
    ///
    /// # Errors
    /// As [`send_multipart_batch`](Self::send_multipart_batch); [`Again`](ErrorKind::Again) if not all could be sent now.
    pub fn try_send_multipart_batch<I>(&self, messages: I) -> Result<usize, SendBatchError<Multipart>>
    where
        I: IntoIterator<Item: IntoIterator<Item: Into<Message>>>,
    {
        self.send_multipart_batch_with(messages, Flags::DONTWAIT)
    }

    fn send_multipart_batch_with<I>(&self, messages: I, flags: Flags) -> Result<usize, SendBatchError<Multipart>>
    where
        I: IntoIterator<Item: IntoIterator<Item: Into<Message>>>,
    {
        let mut messages = messages.into_iter();
        let mut batch = Batch::default();
        let mut sent = 0;
        loop {
            let empty = batch.fill(&mut messages);
            let (done, result) = batch.send(self, flags);
            sent += done;
            let error = match result {
                Err(error) => error,
                Ok(()) if empty.is_some() => {
                    Error::new(ErrorKind::InvalidInput, CALL, "a message has at least one part")
                }
                Ok(()) if done == 0 => return Ok(sent),
                Ok(()) => continue,
            };
            let rest = messages.map(Multipart::from_iter);
            return Err(SendBatchError::new(error, sent, batch.into_messages().chain(empty).chain(rest).collect()));
        }
    }

    /// Receives the next multipart message and those that are there with it, `max` in all, and says how many were appended to
    /// `messages`.
    ///
    /// Blocks as [`recv`](Self::recv) does, for the first message only. Where the list that each message is takes too
    /// long, [`recv_batch`](Self::recv_batch) gives the frames alone. A `max` of 0 receives nothing.
    ///
    /// # Errors
    /// As [`recv`](Self::recv); then nothing was received.
    #[doc(alias = "zmqx_recv_batch")]
    pub fn recv_multipart_batch(&self, messages: &mut Vec<Multipart>, max: usize) -> Result<usize> {
        self.recv_multipart_batch_with(messages, max, Flags::empty())
    }

    /// Receives the multipart messages that are there, `max` at the most; 0 if there is none.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), without [`Again`](ErrorKind::Again).
    pub fn try_recv_multipart_batch(&self, messages: &mut Vec<Multipart>, max: usize) -> Result<usize> {
        match self.recv_multipart_batch_with(messages, max, Flags::DONTWAIT) {
            Err(error) if error.is_again() => Ok(0),
            result => result,
        }
    }

    fn recv_multipart_batch_with(&self, messages: &mut Vec<Multipart>, max: usize, flags: Flags) -> Result<usize> {
        // A message has at least one frame, so that so many frames are never too many messages.
        let mut frames = Vec::with_capacity(max.min(AT_ONCE));
        self.recv_batch_with(&mut frames, max, flags)?;
        let before = messages.len();
        while !frames.is_empty() {
            let mut message = Multipart::new();
            for frame in frames.drain(..) {
                let more = frame.more();
                message.push(frame);
                if !more {
                    messages.push(mem::take(&mut message));
                }
            }
            let left = max - (messages.len() - before);
            // Nothing there, or an error that the next call meets again, ends the batch.
            let _ = self.recv_batch_with(&mut frames, left, Flags::DONTWAIT);
        }
        Ok(messages.len() - before)
    }
}

const CALL: &str = "send_multipart_batch";

/// Messages, some at a time, frame by frame.
#[derive(Default)]
struct Batch {
    frames: Vec<Message>,
    /// How many frames each message has of those.
    sizes: Vec<usize>,
}

impl Batch {
    /// Takes some messages; gives back the first that has no frames, if there is one among them.
    fn fill<I>(&mut self, messages: &mut I) -> Option<Multipart>
    where
        I: Iterator<Item: IntoIterator<Item: Into<Message>>>,
    {
        while self.frames.len() < AT_ONCE {
            let before = self.frames.len();
            self.frames.extend(messages.next()?.into_iter().map(Into::into));
            match self.frames.len() - before {
                0 => return Some(Multipart::new()),
                size => self.sizes.push(size),
            }
        }
        None
    }

    /// Sends all; says how many whole messages were sent, and why not more. What was not sent stays.
    fn send(&mut self, socket: &Socket, flags: Flags) -> (usize, Result<()>) {
        let (mut frames, result) = socket.core().send_multipart_batch(&mut self.frames, &self.sizes, flags);
        let mut whole = 0;
        for size in &mut self.sizes {
            if frames < *size {
                *size -= frames;
                break;
            }
            frames -= *size;
            whole += 1;
        }
        self.sizes.drain(..whole);
        let result = result.map_err(|error| if frames == 0 { error } else { cut(frames, error) });
        (whole, result)
    }

    fn into_messages(self) -> impl Iterator<Item = Multipart> {
        let mut frames = self.frames.into_iter();
        self.sizes.into_iter().map(move |size| frames.by_ref().take(size).collect())
    }
}

fn cut(frames: usize, error: Error) -> Error {
    if error.is_terminated() {
        return error;
    }
    Error::new(ErrorKind::PartialSend, CALL, format!("only {frames} parts of a message: {error}"))
}
