//! [`SharedSocket`]: a socket for many threads at once.

use std::ops::Deref;

use crate::error::Result;
use crate::socket::Socket;

/// Draft: a socket that many threads may use at the same time: a [`Socket`] that is `Sync`.
///
/// libzmq locks sockets of the types SERVER, CLIENT, RADIO, DISH, SCATTER, GATHER, PEER and CHANNEL by itself. Such a
/// socket has every call of [`Socket`]; while one thread waits in `recv`, others send. It does not take messages of more
/// than one part. With `recv_timeout` and the like each thread has a timeout of its own; the options `rcvtimeo` and
/// `sndtimeo` are everybody's.
///
/// It closes when it is dropped, and not by [`close`](Socket::close), under the calls of others. What libzmq does without
/// its lock is refused too: start to monitor the socket before you share it.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let server = context.socket(zmq::SERVER)?.into_shared()?;
/// server.bind("inproc://shared-example")?;
/// std::thread::scope(|scope| {
///     for _ in 0..2 {
///         scope.spawn(|| {
///             let request = server.recv()?;
///             server.send(request)
///         });
///     }
///     let client = context.socket(zmq::CLIENT)?;
///     client.connect("inproc://shared-example")?;
///     for word in ["one", "two"] {
///         client.send(word)?;
///         assert_eq!(client.recv()?, word);
///     }
///     Ok::<(), zmq::Error>(())
/// })?;
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_socket(3)
#[derive(Debug)]
pub struct SharedSocket(Socket);

// SAFETY: a reference gives every thread the calls of `Socket`, and each enters its `Core`, which is shared: libzmq locks
// the handle, and nobody writes to the cells. The context is `Sync` anyway, and `Socket` has nothing else.
unsafe impl Sync for SharedSocket {}

impl Socket {
    /// Draft: makes a socket of a thread-safe type one that threads may share.
    ///
    /// # Errors
    /// The socket is closed then.
    /// - [`Unsupported`](crate::ErrorKind::Unsupported): its type is not thread-safe.
    /// - [`Busy`](crate::ErrorKind::Busy): it is registered with a poller.
    pub fn into_shared(self) -> Result<SharedSocket> {
        self.core().share()?;
        Ok(SharedSocket(self))
    }
}

impl Deref for SharedSocket {
    type Target = Socket;

    fn deref(&self) -> &Socket {
        &self.0
    }
}
