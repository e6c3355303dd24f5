//! Many frames in one call. A libzmq without our functions for that gets one call for each.

#[cfg(zmqx)]
#[path = "linked.rs"]
mod some;
#[cfg(not(zmqx))]
#[path = "looped.rs"]
mod some;

use some::{RECV, SEND};

use super::Core;
use crate::errno::Errno;
use crate::error::{Error, Result};
use crate::flags::Flags;
use crate::message::Message;
use crate::timeout::Timeout;

/// Each frame says itself whether more follow.
pub(crate) const KEEP_MORE: Flags = Flags::from_bits_retain(zmq_sys::ZMQX_KEEP_MORE);

/// Not more than one message.
const ONE_MESSAGE: Flags = Flags::from_bits_retain(zmq_sys::ZMQX_ONE_MESSAGE);

/// For how many frames room is made at once, when nobody knows how many will come.
const ROOM: usize = 64;

impl Core {
    /// Sends `frames` in their order, and removes those that were sent: on success all. Says how many, and why not more.
    pub(crate) fn send_batch(&self, frames: &mut Vec<Message>, flags: Flags) -> (usize, Result<()>) {
        let (sent, result) = self.send_some(frames, flags);
        forget(frames, sent);
        (sent, result)
    }

    /// As [`send_batch`](Self::send_batch), where so many frames as `sizes` says are a message each.
    pub(crate) fn send_multipart_batch(
        &self,
        frames: &mut Vec<Message>,
        sizes: &[usize],
        flags: Flags,
    ) -> (usize, Result<()>) {
        #[cfg(zmqx)]
        let (sent, result) = {
            some::mark(frames, sizes);
            self.send_some(frames, flags | KEEP_MORE)
        };
        #[cfg(not(zmqx))]
        let (sent, result) = some::by_size(frames, sizes, |frames, more| self.send_some(frames, flags | more));
        forget(frames, sent);
        (sent, result)
    }

    fn send_some(&self, frames: &mut [Message], flags: Flags) -> (usize, Result<()>) {
        let mut sent = 0;
        loop {
            let rest = frames.get_mut(sent..).unwrap_or_default();
            if rest.is_empty() {
                return (sent, Ok(()));
            }
            let entered = match self.enter(SEND) {
                Ok(entered) => entered,
                Err(error) => return (sent, Err(error)),
            };
            let done = self.timed(SEND, flags, &self.send_timeout, zmq_sys::ZMQ_SNDTIMEO, |flags| {
                // SAFETY: `entered` admits this thread to the open handle.
                unsafe { some::send(self.as_ptr(), rest, flags) }
            });
            let done = match done {
                Ok(done) => usize::try_from(done).unwrap_or_default(),
                Err(error) => return (sent, Err(error)),
            };
            // Of a call that sent something, but not all, errno says why.
            let errno = (done < rest.len()).then(Errno::last);
            drop(entered);
            sent += done;
            match errno {
                None | Some(Errno::EINTR) => {}
                Some(errno) => return (sent, Err(Error::from_errno(errno, SEND))),
            }
        }
    }

    /// Appends the next frame, waiting for it, and those that are there with it, `max` in all at the most. Says how many.
    pub(crate) fn recv_batch(&self, frames: &mut Vec<Message>, max: usize, flags: Flags) -> Result<usize> {
        self.recv_all(frames, max, |frames, room| {
            self.timed(RECV, flags, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
                // SAFETY: called by `recv_all`, inside its `enter`.
                unsafe { some::recv(self.as_ptr(), frames, room, flags) }
            })
        })
    }

    /// As [`recv_batch`](Self::recv_batch), waiting for at most `limit` instead of the socket's own timeout.
    pub(crate) fn recv_batch_within(&self, frames: &mut Vec<Message>, max: usize, limit: Timeout) -> Result<usize> {
        self.recv_all(frames, max, |frames, room| {
            self.within(RECV, Flags::empty(), limit, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
                // SAFETY: as in `recv_batch`.
                unsafe { some::recv(self.as_ptr(), frames, room, flags) }
            })
        })
    }

    /// Receives all frames of a message, waiting for the first.
    pub(crate) fn recv_message(&self, flags: Flags) -> Result<Vec<Message>> {
        // Room for the frames that most messages have at the most, so that one call receives them.
        let mut frames = Vec::with_capacity(4);
        self.recv_frames(&mut frames, flags & Flags::DONTWAIT)?;
        self.recv_rest(&mut frames)?;
        Ok(frames)
    }

    /// Appends the frames that belong to the last one, if it says that there are any.
    #[inline]
    pub(crate) fn recv_rest(&self, frames: &mut Vec<Message>) -> Result<()> {
        while frames.last().is_some_and(Message::more) {
            frames.reserve(1);
            self.recv_frames(frames, Flags::empty())?;
        }
        Ok(())
    }

    /// Appends so many frames of one message as there is room for, waiting for the first.
    #[inline]
    fn recv_frames(&self, frames: &mut Vec<Message>, flags: Flags) -> Result<()> {
        const CALL: &str = "zmq_msg_recv";
        let _entered = self.enter(CALL)?;
        let room = frames.capacity() - frames.len();
        self.timed(CALL, flags | ONE_MESSAGE, &self.recv_timeout, zmq_sys::ZMQ_RCVTIMEO, |flags| {
            // SAFETY: `_entered` admits this thread to the open handle.
            unsafe { some::recv(self.as_ptr(), frames, room, flags) }
        })?;
        Ok(())
    }

    /// Receives by `first`, which may wait, and then, for as long as the room is filled, without waiting.
    fn recv_all(
        &self,
        frames: &mut Vec<Message>,
        max: usize,
        first: impl FnOnce(&mut Vec<Message>, usize) -> Result<libc::c_int>,
    ) -> Result<usize> {
        let _entered = self.enter(RECV)?;
        if max == 0 {
            return Ok(0);
        }
        let before = frames.len();
        let mut room = make_room(frames, max);
        first(frames, room)?;
        loop {
            let received = frames.len() - before;
            let is_full = received == room;
            if !is_full || received >= max {
                return Ok(received);
            }
            room = received + make_room(frames, max - received);
            // SAFETY: inside `enter`. Nothing there, or an error that the next call meets again, ends the batch.
            unsafe { some::recv(self.as_ptr(), frames, room - received, Flags::DONTWAIT) };
        }
    }
}

/// Removes frames that were sent.
fn forget(frames: &mut Vec<Message>, sent: usize) {
    if sent == frames.len() {
        // SAFETY: libzmq left an empty message in the place of each, which owns nothing that a drop would free.
        unsafe { frames.set_len(0) };
    } else {
        drop(frames.drain(..sent));
    }
}

/// Makes room for some of `wanted` frames, and says for how many.
fn make_room(frames: &mut Vec<Message>, wanted: usize) -> usize {
    let room = |frames: &Vec<Message>| frames.capacity() - frames.len();
    if room(frames) < wanted.min(ROOM) {
        frames.reserve(wanted.min(ROOM));
    }
    room(frames).min(wanted)
}
