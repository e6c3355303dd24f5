//! `zmq_poll` on sockets that this thread may use, and on descriptors that are open.

use std::ffi::c_long;
use std::os::fd::{AsRawFd, BorrowedFd};

use super::check;
use super::socket::{Core, Entered};
use crate::error::Result;
use crate::flags::PollEvents;
use crate::timeout::Timeout;

/// What is polled.
#[derive(Clone, Copy)]
pub(crate) enum Source<'a> {
    Socket(&'a Core),
    Fd(BorrowedFd<'a>),
}

/// Polls sources and tells what each found, in their order.
///
/// Closed sockets are passed over. With nothing left to wait for it returns at once.
/// A signal does not end it: it goes on with the time that is left.
pub(crate) fn poll<'a>(
    sources: impl IntoIterator<Item = (Source<'a>, PollEvents)>,
    timeout: Timeout,
    buffer: &mut PollBuffer,
) -> Result<()> {
    poll_by(sources, buffer, |items| wait(items, timeout))
}

/// As [`poll`], where `wait` does the waiting, on sockets that are entered.
pub(super) fn poll_by<'a>(
    sources: impl IntoIterator<Item = (Source<'a>, PollEvents)>,
    buffer: &mut PollBuffer,
    wait: impl FnOnce(&mut [zmq_sys::zmq_pollitem_t]) -> Result<()>,
) -> Result<()> {
    const CALL: &str = "zmq_poll";
    buffer.items.clear();
    buffer.found.clear();
    let mut entered: Vec<Entered<'a>> = Vec::new();
    let mut slots = Vec::new();
    for (source, events) in sources {
        buffer.found.push(PollEvents::empty());
        let (socket, fd) = match source {
            Source::Socket(core) => {
                if !core.is_pollable() {
                    continue;
                }
                match core.enter(CALL) {
                    Ok(admitted) => entered.push(admitted),
                    // The same socket twice is polled twice, but entered once.
                    Err(_) if entered.iter().any(|entered| entered.is_of(core)) => {}
                    Err(error) => return Err(error),
                }
                (core.as_ptr(), -1)
            }
            Source::Fd(fd) => (std::ptr::null_mut(), fd.as_raw_fd()),
        };
        slots.push(buffer.found.len() - 1);
        buffer.items.push(zmq_sys::zmq_pollitem_t { socket, fd, events: events.bits(), revents: 0 });
    }
    if buffer.items.is_empty() {
        return Ok(());
    }
    wait(&mut buffer.items)?;
    drop(entered);
    for (slot, item) in slots.into_iter().zip(&buffer.items) {
        if let Some(found) = buffer.found.get_mut(slot) {
            *found = PollEvents::from_bits_retain(item.revents);
        }
    }
    Ok(())
}

/// Waits for one socket that the caller has entered. Tells whether it is ready.
pub(super) fn wait_for(core: &Core, events: PollEvents, timeout: Timeout) -> Result<bool> {
    let mut items = [zmq_sys::zmq_pollitem_t { socket: core.as_ptr(), fd: -1, events: events.bits(), revents: 0 }];
    wait(&mut items, timeout)?;
    Ok(items.iter().any(|item| item.revents != 0))
}

/// The arrays of a poll, kept between calls.
#[derive(Debug, Default)]
pub(crate) struct PollBuffer {
    items: Vec<zmq_sys::zmq_pollitem_t>,
    found: Vec<PollEvents>,
}

impl PollBuffer {
    /// What the last poll found, one entry a source.
    pub(crate) fn found(&self) -> &[PollEvents] {
        &self.found
    }
}

fn wait(items: &mut [zmq_sys::zmq_pollitem_t], timeout: Timeout) -> Result<()> {
    const CALL: &str = "zmq_poll";
    let deadline = timeout.deadline();
    let mut left = timeout;
    loop {
        let count = i32::try_from(items.len()).unwrap_or(i32::MAX);
        // SAFETY: the items are initialised and `count` of them are there; every socket in them is open and entered by
        // the caller, every descriptor is borrowed by it.
        let rc = unsafe { zmq_sys::zmq_poll(items.as_mut_ptr(), count, c_long::from(left.as_millis())) };
        match check(rc, CALL) {
            Err(error) if error.is_interrupted() => {
                if timeout != Timeout::FOREVER {
                    left = Timeout::until(deadline);
                }
            }
            result => return result.map(drop),
        }
    }
}
