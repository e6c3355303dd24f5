//! [`Socket`]: one end of a conversation.

mod batch;
mod endpoint;
#[cfg(feature = "draft")]
mod groups;
#[cfg(feature = "json")]
mod json;
mod monitor;
#[cfg(feature = "msgpack")]
mod msgpack;
mod multipart;
#[cfg(feature = "draft")]
mod peers;
#[cfg(feature = "pickle")]
mod pickle;
mod recv;
mod scoped;
mod send;
mod serialized;
mod text;

use std::fmt;
use std::marker::PhantomData;
use std::os::fd::OwnedFd;
use std::sync::Arc;

use crate::context::Context;
use crate::error::Result;
use crate::flags::PollEvents;
use crate::options::SocketOption;
use crate::raw::poll::{PollBuffer, Source, poll};
use crate::raw::socket::Core;
use crate::socket_type::SocketType;
use crate::timeout::Timeout;

pub use batch::SendBatchError;
pub use multipart::SendMultipartError;
pub use scoped::EndpointGuard;

/// A ZeroMQ socket.
///
/// All calls take `&self`, so that a socket can be sent on and polled from the same struct. It may move to another
/// thread, but is not `Sync`: share work between threads by giving each its own socket. It closes when it is dropped;
/// what it has sent is still delivered, for as long as its linger allows.
///
/// ```compile_fail
/// let context = zmq::Context::new()?;
/// let socket = context.socket(zmq::PUSH)?;
/// std::thread::scope(|scope| scope.spawn(|| socket.send("x")).join());
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_socket(3)
pub struct Socket {
    core: Arc<Core>,
    context: Context,
    /// `Send`, not `Sync`.
    _one_thread: PhantomData<std::cell::Cell<()>>,
}

impl Socket {
    pub(crate) fn new(core: Arc<Core>, context: Context) -> Self {
        Self { core, context, _one_thread: PhantomData }
    }

    #[inline]
    pub(crate) fn core(&self) -> &Arc<Core> {
        &self.core
    }

    /// The context that it was made in.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Its type.
    #[doc(alias = "ZMQ_TYPE")]
    pub fn socket_type(&self) -> SocketType {
        self.core.kind()
    }

    /// Closes the socket; every later call fails with [`Closed`](crate::ErrorKind::Closed). Twice is once.
    ///
    /// Does not wait: what was sent lingers, and the context's end waits for it. The endpoint can be bound again soon
    /// after. A poller that it is registered with passes it over from now on.
    ///
    /// # Errors
    /// [`PinnedElsewhere`](crate::ErrorKind::PinnedElsewhere): a poller of another thread may be using it.
    ///
    /// libzmq: zmq_close(3)
    #[doc(alias = "zmq_close")]
    pub fn close(&self) -> Result<()> {
        self.core.close()
    }

    /// As [`close`](Self::close), with another linger: 0 drops what is not sent yet.
    ///
    /// # Errors
    /// As [`close`](Self::close).
    pub fn close_linger(&self, linger: impl Into<Timeout>) -> Result<()> {
        if self.is_closed() {
            return self.close();
        }
        self.core.set(SocketOption::LINGER.raw(), &linger.into().as_millis().to_ne_bytes())?;
        self.close()
    }

    /// Whether it was closed, or its context destroyed.
    pub fn is_closed(&self) -> bool {
        self.core.is_closed()
    }

    /// A duplicate of [`fd`](Self::fd), for an event loop that takes the descriptor over, such as crate `async-io`'s `Async`. It stays
    /// open when the socket is closed.
    ///
    /// Edge-triggered, as that is: wait for it only after [`events`](Self::events) has told that there is nothing yet. The
    /// example `async_tokio` shows how.
    ///
    /// # Errors
    /// - [`TooMany`](crate::ErrorKind::TooMany): no descriptor is left.
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): a thread-safe type of socket, which has none.
    ///
    /// libzmq: zmq_getsockopt(3), ZMQ_FD
    #[doc(alias("ZMQ_FD", "fileno"))]
    pub fn owned_fd(&self) -> Result<OwnedFd> {
        self.core.duplicate_fd()
    }

    /// Waits until one of `events` is there, and says which are; an empty set means that the time is up.
    ///
    /// `timeout` is in milliseconds, a `Duration`, or `None` for ever.
    ///
    /// # Errors
    /// [`Terminated`](crate::ErrorKind::Terminated): the context was shut down.
    ///
    /// libzmq: zmq_poll(3)
    #[doc(alias = "zmq_poll")]
    pub fn poll(&self, timeout: impl Into<Timeout>, events: PollEvents) -> Result<PollEvents> {
        // Entered here already, so that a closed socket is an error and not an empty answer.
        drop(self.core.enter("zmq_poll")?);
        let mut buffer = PollBuffer::default();
        poll([(Source::Socket(&self.core), events)], timeout.into(), &mut buffer)?;
        Ok(buffer.found().first().copied().unwrap_or_default())
    }
}

/// For functions that take whatever has a socket, such as a [`Monitor`](crate::Monitor).
impl AsRef<Self> for Socket {
    fn as_ref(&self) -> &Self {
        self
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        self.core.release();
    }
}

impl fmt::Debug for Socket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Socket")
            .field("type", &self.socket_type())
            .field("handle", &self.core.as_ptr())
            .field("closed", &self.is_closed())
            .finish()
    }
}
