//! The functions of `zmqx.h`.

use std::ffi::{c_int, c_void};
use std::mem;

use crate::flags::Flags;
use crate::message::Message;

pub(super) const SEND: &str = "zmqx_send_batch";
pub(super) const RECV: &str = "zmqx_recv_batch";

/// Sends frames from the first on, and says how many; errno says why not more. -1: none.
///
/// # Safety
/// The socket is open, and this thread is the one that may use it.
pub(super) unsafe fn send(socket: *mut c_void, frames: &mut [Message], flags: Flags) -> c_int {
    // SAFETY: the caller vouches for the socket; a `Message` is a `zmq_msg_t`, initialised and ours, and libzmq leaves an empty
    // one in the place of each that was sent.
    unsafe { zmq_sys::zmqx_send_batch(socket, frames.as_mut_ptr().cast(), frames.len(), flags.bits()) }
}

/// Appends at most `room` frames, for which there is room, and says how many. -1: none, and errno says why.
///
/// # Safety
/// As of [`send`].
pub(super) unsafe fn recv(socket: *mut c_void, frames: &mut Vec<Message>, room: usize, flags: Flags) -> c_int {
    let spare = frames.spare_capacity_mut();
    let room = room.min(spare.len());
    let flags = flags.bits() | zmq_sys::ZMQX_INIT;
    // SAFETY: the caller vouches for the socket; libzmq initialises what it receives into, of `room` places that exist.
    let received = unsafe { zmq_sys::zmqx_recv_batch(socket, spare.as_mut_ptr().cast(), room, flags) };
    let len = frames.len() + usize::try_from(received).unwrap_or_default();
    // SAFETY: so many of the places are initialised now.
    unsafe { frames.set_len(len) };
    received
}

/// Has each frame say whether more follow, where so many frames as `sizes` says are a message each.
pub(super) fn mark(frames: &mut [Message], sizes: &[usize]) {
    let mut rest = frames;
    for size in sizes {
        let (message, others) = mem::take(&mut rest).split_at_mut_checked(*size).unwrap_or_default();
        rest = others;
        if let Some((last, first)) = message.split_last_mut() {
            first.iter_mut().for_each(|frame| frame.raw_mut().set_more(true));
            last.raw_mut().set_more(false);
        }
    }
}
