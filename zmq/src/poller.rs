//! [`Poller`]: waits for many sockets and descriptors at once.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::os::fd::{AsFd, AsRawFd, BorrowedFd, OwnedFd, RawFd};
use std::sync::Arc;

use crate::error::{Error, ErrorKind, Result};
use crate::flags::PollEvents;
use crate::monitor::Monitor;
use crate::raw::poll::{PollBuffer, Source, poll};
#[cfg(feature = "draft")]
use crate::raw::shared::SharedSocket;
use crate::raw::socket::Pin;
use crate::socket::Socket;
use crate::timeout::Timeout;

/// Waits until one of its sockets or descriptors is ready.
///
/// It does not borrow its sockets: a struct may hold both, and a socket may be closed, or dropped, while it is
/// registered; the poller then passes it over. While a socket is registered, it belongs to the poller's thread: on any
/// other thread its calls fail with [`PinnedElsewhere`](ErrorKind::PinnedElsewhere). A poller cannot leave its thread.
///
/// ```compile_fail
/// let poller = zmq::Poller::new();
/// std::thread::spawn(move || drop(poller));
/// ```
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
/// a.bind("inproc://poller-example")?;
/// b.connect("inproc://poller-example")?;
/// let mut poller = zmq::Poller::new();
/// poller.register(&b, zmq::POLLIN)?;
/// assert!(poller.poll(0)?.is_empty());
/// a.send("x")?;
/// assert_eq!(poller.poll(None)?.get(&b), zmq::POLLIN);
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_poll(3)
#[derive(Default)]
pub struct Poller {
    entries: Vec<Entry>,
    buffer: PollBuffer,
    /// Neither `Send` nor `Sync`: its pins belong to this thread.
    _this_thread: PhantomData<*const ()>,
}

struct Entry {
    key: PollKey,
    watched: Watched,
    events: PollEvents,
}

enum Watched {
    Socket(Pin),
    /// A duplicate, so that closing the original cannot turn it into another file.
    Fd(OwnedFd),
}

/// Which socket or descriptor a [`Poller`] reports; compares with a [`Socket`] and with a raw descriptor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct PollKey(Key);

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Key {
    Socket(u64),
    Fd(RawFd),
}

/// What can be registered: a [`Socket`] (with the feature `draft` also one that is shared), a [`Monitor`], or a file, stream or other
/// owner of a descriptor.
pub trait Pollable: sealed::Sealed {}

impl Poller {
    /// A poller without sockets.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a socket or descriptor, or changes what an added one waits for. No events at all takes it out.
    ///
    /// # Errors
    /// - [`Closed`](ErrorKind::Closed): the socket is closed.
    /// - [`PinnedElsewhere`](ErrorKind::PinnedElsewhere): it is registered with a poller of another thread.
    /// - [`TooMany`](ErrorKind::TooMany): no descriptor is left to duplicate this one.
    pub fn register(&mut self, source: &impl Pollable, events: PollEvents) -> Result<()> {
        let key = source.key();
        if events.is_empty() {
            self.entries.retain(|entry| entry.key != key);
            return Ok(());
        }
        if let Some(entry) = self.entries.iter_mut().find(|entry| entry.key == key) {
            if let Key::Fd(_) = key.0 {
                // The number may belong to another file by now.
                entry.watched = source.watch()?;
            }
            entry.events = events;
            return Ok(());
        }
        let watched = source.watch()?;
        self.entries.push(Entry { key, watched, events });
        Ok(())
    }

    /// Another name of [`register`](Self::register).
    ///
    /// # Errors
    /// As [`register`](Self::register).
    pub fn modify(&mut self, source: &impl Pollable, events: PollEvents) -> Result<()> {
        self.register(source, events)
    }

    /// Takes a socket, open or closed, or a descriptor out.
    ///
    /// # Errors
    /// [`NotFound`](ErrorKind::NotFound): it is not registered here.
    pub fn unregister(&mut self, source: &impl Pollable) -> Result<()> {
        let key = source.key();
        let position = self.entries.iter().position(|entry| entry.key == key);
        let position = position.ok_or_else(|| Error::new(ErrorKind::NotFound, "unregister", "not registered here"))?;
        self.entries.remove(position);
        Ok(())
    }

    /// Whether it is registered here.
    pub fn contains(&self, source: &impl Pollable) -> bool {
        let key = source.key();
        self.entries.iter().any(|entry| entry.key == key)
    }

    /// How many sockets and descriptors are registered, closed ones included.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is registered.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Waits until something is ready, and tells what, in the order of registration. No events: the time is up.
    ///
    /// `timeout` is in milliseconds, a `Duration`, or `None` for ever. With nothing open to wait for it returns at once.
    ///
    /// # Errors
    /// [`Terminated`](ErrorKind::Terminated): the context of one of the sockets was shut down.
    #[doc(alias = "zmq_poll")]
    pub fn poll(&mut self, timeout: impl Into<Timeout>) -> Result<Events> {
        let sources = self.entries.iter().map(|entry| (entry.watched.source(), entry.events));
        poll(sources, timeout.into(), &mut self.buffer)?;
        let found = self.entries.iter().zip(self.buffer.found());
        let ready = found.filter(|(_, events)| !events.is_empty()).map(|(entry, &events)| (entry.key, events));
        Ok(Events(ready.collect()))
    }
}

impl Watched {
    fn source(&self) -> Source<'_> {
        match self {
            Self::Socket(pin) => Source::Socket(pin.core()),
            Self::Fd(fd) => Source::Fd(fd.as_fd()),
        }
    }
}

/// What a [`Poller`] found ready, in the order of registration: a slice of who and what, which answers by the socket too.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Events(Vec<(PollKey, PollEvents)>);

impl Events {
    /// What is ready of that socket or descriptor; empty if nothing is.
    pub fn get(&self, source: &impl Pollable) -> PollEvents {
        let key = source.key();
        self.0.iter().find(|(ready, _)| *ready == key).map_or(PollEvents::empty(), |&(_, events)| events)
    }

    /// Whether that socket or descriptor is ready.
    pub fn contains(&self, source: &impl Pollable) -> bool {
        !self.get(source).is_empty()
    }
}

impl Deref for Events {
    type Target = [(PollKey, PollEvents)];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl IntoIterator for Events {
    type Item = (PollKey, PollEvents);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Events {
    type Item = &'a (PollKey, PollEvents);
    type IntoIter = std::slice::Iter<'a, (PollKey, PollEvents)>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl PartialEq<Socket> for PollKey {
    fn eq(&self, socket: &Socket) -> bool {
        self.0 == Key::Socket(socket.core().id())
    }
}

impl PartialEq<&Socket> for PollKey {
    fn eq(&self, socket: &&Socket) -> bool {
        *self == **socket
    }
}

#[cfg(feature = "draft")]
impl PartialEq<SharedSocket> for PollKey {
    fn eq(&self, socket: &SharedSocket) -> bool {
        *self == **socket
    }
}

impl PartialEq<RawFd> for PollKey {
    fn eq(&self, fd: &RawFd) -> bool {
        self.0 == Key::Fd(*fd)
    }
}

impl fmt::Debug for Poller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.entries.iter().map(|entry| (&entry.key, &entry.events))).finish()
    }
}

mod sealed {
    use super::{PollKey, Watched};
    use crate::error::Result;

    pub trait Sealed {
        #[doc(hidden)]
        fn key(&self) -> PollKey;
        #[doc(hidden)]
        #[allow(private_interfaces)]
        fn watch(&self) -> Result<Watched>;
    }
}

impl Pollable for Socket {}

impl sealed::Sealed for Socket {
    fn key(&self) -> PollKey {
        PollKey(Key::Socket(self.core().id()))
    }

    #[allow(private_interfaces)]
    fn watch(&self) -> Result<Watched> {
        Pin::new(Arc::clone(self.core())).map(Watched::Socket)
    }
}

impl Pollable for Monitor {}

impl sealed::Sealed for Monitor {
    fn key(&self) -> PollKey {
        self.socket().key()
    }

    #[allow(private_interfaces)]
    fn watch(&self) -> Result<Watched> {
        self.socket().watch()
    }
}

#[cfg(feature = "draft")]
impl Pollable for SharedSocket {}

/// Many pollers may wait for it, each on a thread of its own.
#[cfg(feature = "draft")]
impl sealed::Sealed for SharedSocket {
    fn key(&self) -> PollKey {
        Socket::key(self)
    }

    #[allow(private_interfaces)]
    fn watch(&self) -> Result<Watched> {
        Socket::watch(self)
    }
}

macro_rules! pollable_descriptors {
    ($($name:ty),* $(,)?) => {$(
        impl Pollable for $name {}

        impl sealed::Sealed for $name {
            fn key(&self) -> PollKey {
                PollKey(Key::Fd(self.as_fd().as_raw_fd()))
            }

            #[allow(private_interfaces)]
            fn watch(&self) -> Result<Watched> {
                Ok(Watched::Fd(self.as_fd().try_clone_to_owned()?))
            }
        }
    )*};
}

pollable_descriptors!(
    BorrowedFd<'_>,
    OwnedFd,
    std::fs::File,
    std::io::Stdin,
    std::io::Stdout,
    std::io::Stderr,
    std::io::PipeReader,
    std::io::PipeWriter,
    std::net::TcpListener,
    std::net::TcpStream,
    std::net::UdpSocket,
    std::os::unix::net::UnixDatagram,
    std::os::unix::net::UnixListener,
    std::os::unix::net::UnixStream,
    std::process::ChildStdin,
    std::process::ChildStdout,
    std::process::ChildStderr,
);
