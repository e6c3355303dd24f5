//! What the functions of `zmqx.h` do, by the functions that every libzmq has.

use std::ffi::{c_int, c_void};
use std::mem;

use super::{KEEP_MORE, ONE_MESSAGE};
use crate::error::Result;
use crate::flags::Flags;
use crate::message::Message;

pub(super) const SEND: &str = "zmq_msg_send";
pub(super) const RECV: &str = "zmq_msg_recv";

/// Sends frames from the first on, and says how many; errno says why not more. -1: none.
///
/// # Safety
/// The socket is open, and this thread is the one that may use it.
pub(super) unsafe fn send(socket: *mut c_void, frames: &mut [Message], flags: Flags) -> c_int {
    let mut sent = 0;
    for frame in frames {
        let keeps = flags.contains(KEEP_MORE) && frame.more();
        let flags = (flags - KEEP_MORE) | if keeps { Flags::SNDMORE } else { Flags::empty() };
        // SAFETY: the caller vouches for the socket; the message is initialised and ours, and libzmq leaves an empty one in its
        // place.
        if unsafe { zmq_sys::zmq_msg_send(frame.raw_mut().as_mut_ptr(), socket, flags.bits()) } == -1 {
            return if sent == 0 { -1 } else { sent };
        }
        sent += 1;
    }
    sent
}

/// Appends at most `room` frames, for which there is room, and says how many. -1: none, and errno says why.
///
/// # Safety
/// As of [`send`].
pub(super) unsafe fn recv(socket: *mut c_void, frames: &mut Vec<Message>, room: usize, flags: Flags) -> c_int {
    let mut received = 0;
    let is_one = flags.contains(ONE_MESSAGE);
    let mut flags = flags - ONE_MESSAGE;
    for _ in 0..room {
        let mut frame = Message::new();
        // SAFETY: the caller vouches for the socket; libzmq releases the old content itself.
        if unsafe { zmq_sys::zmq_msg_recv(frame.raw_mut().as_mut_ptr(), socket, flags.bits()) } == -1 {
            return if received == 0 { -1 } else { received };
        }
        let is_last = is_one && !frame.more();
        frames.push(frame);
        flags |= Flags::DONTWAIT;
        received += 1;
        if is_last {
            break;
        }
    }
    received
}

/// Has `send` send the frames, where so many as `sizes` says are a message each.
pub(super) fn by_size(
    frames: &mut [Message],
    sizes: &[usize],
    send: impl Fn(&mut [Message], Flags) -> (usize, Result<()>),
) -> (usize, Result<()>) {
    let mut rest = frames;
    let mut total = 0;
    for size in sizes {
        let (first, others) = mem::take(&mut rest).split_at_mut_checked(size - 1).unwrap_or_default();
        let (last, others) = others.split_at_mut_checked(1).unwrap_or_default();
        rest = others;
        for (frames, more) in [(first, Flags::SNDMORE), (last, Flags::empty())] {
            let (sent, result) = send(frames, more);
            total += sent;
            if result.is_err() {
                return (total, result);
            }
        }
    }
    (total, Ok(()))
}
