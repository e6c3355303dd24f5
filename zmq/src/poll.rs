//! [`poll`]: one wait on borrowed sockets and descriptors, in a slice of [`PollItem`]s.

use std::os::fd::{AsFd, BorrowedFd};

use crate::error::Result;
use crate::flags::PollEvents;
use crate::raw;
use crate::raw::poll::{PollBuffer, Source};
#[cfg(feature = "draft")]
use crate::raw::signals::SignalSet;
use crate::socket::Socket;
use crate::timeout::Timeout;

/// One socket or descriptor of a [`poll`]: what to wait for, and what was found.
#[derive(Debug)]
pub struct PollItem<'a> {
    watched: Watched<'a>,
    events: PollEvents,
    found: PollEvents,
}

#[derive(Debug)]
enum Watched<'a> {
    Socket(&'a Socket),
    Fd(BorrowedFd<'a>),
}

impl<'a> PollItem<'a> {
    /// Waits for `events` of a socket.
    pub fn new(socket: &'a Socket, events: PollEvents) -> Self {
        Self { watched: Watched::Socket(socket), events, found: PollEvents::empty() }
    }

    /// Waits for `events` of a descriptor.
    pub fn from_fd(fd: &'a impl AsFd, events: PollEvents) -> Self {
        Self { watched: Watched::Fd(fd.as_fd()), events, found: PollEvents::empty() }
    }

    /// What the last [`poll`] found.
    #[doc(alias = "revents")]
    pub fn found(&self) -> PollEvents {
        self.found
    }

    /// Whether the last [`poll`] found something to receive or read.
    pub fn is_readable(&self) -> bool {
        self.found.contains(PollEvents::IN)
    }

    /// Whether the last [`poll`] found room to send or write.
    pub fn is_writable(&self) -> bool {
        self.found.contains(PollEvents::OUT)
    }
}

/// Waits until one of the items is ready, and tells how many are. 0: the time is up.
///
/// `timeout` is in milliseconds, a `Duration`, or `None` for ever. With no open socket it returns at once.
///
/// # Errors
/// [`Terminated`](crate::ErrorKind::Terminated): the context of one of the sockets was shut down.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let socket = context.socket(zmq::PUB)?;
/// socket.bind("inproc://poll-example")?;
/// let mut items = [zmq::PollItem::new(&socket, zmq::POLLOUT)];
/// assert_eq!(zmq::poll(&mut items, 1000)?, 1);
/// assert!(items[0].is_writable());
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_poll(3)
#[doc(alias = "zmq_poll")]
pub fn poll(items: &mut [PollItem<'_>], timeout: impl Into<Timeout>) -> Result<usize> {
    let mut buffer = PollBuffer::default();
    raw::poll::poll(items.iter().map(|item| (item.watched.source(), item.events)), timeout.into(), &mut buffer)?;
    Ok(tell(items, &buffer))
}

/// Draft: as [`poll`], with the signals in `blocked` blocked meanwhile and no others: without a race, a signal that this
/// thread otherwise blocks ends the wait.
///
/// For sockets that are not thread-safe, and descriptors, all below number 1024.
///
/// # Errors
/// - [`Interrupted`](crate::ErrorKind::Interrupted): a signal came.
/// - [`InvalidInput`](crate::ErrorKind::InvalidInput): a thread-safe socket.
/// - [`TooMany`](crate::ErrorKind::TooMany): the number of a descriptor is too large.
/// - [`Terminated`](crate::ErrorKind::Terminated): the context of one of the sockets was shut down.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let socket = context.socket(zmq::PULL)?;
/// socket.bind("inproc://ppoll-example")?;
/// let mut items = [zmq::PollItem::new(&socket, zmq::POLLIN)];
/// assert_eq!(zmq::ppoll(&mut items, 1, &zmq::SignalSet::blocked())?, 0);
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_ppoll(3)
#[cfg(feature = "draft")]
#[doc(alias = "zmq_ppoll")]
pub fn ppoll(items: &mut [PollItem<'_>], timeout: impl Into<Timeout>, blocked: &SignalSet) -> Result<usize> {
    let mut buffer = PollBuffer::default();
    let sources = items.iter().map(|item| (item.watched.source(), item.events));
    raw::signals::ppoll(sources, timeout.into(), blocked, &mut buffer)?;
    Ok(tell(items, &buffer))
}

/// Writes what was found to the items, and tells how many are ready.
fn tell(items: &mut [PollItem<'_>], buffer: &PollBuffer) -> usize {
    for (item, &found) in items.iter_mut().zip(buffer.found()) {
        item.found = found;
    }
    items.iter().filter(|item| !item.found.is_empty()).count()
}

impl<'a> Watched<'a> {
    fn source(&self) -> Source<'a> {
        match *self {
            Self::Socket(socket) => Source::Socket(socket.core()),
            Self::Fd(fd) => Source::Fd(fd),
        }
    }
}
