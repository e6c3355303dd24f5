//! `USE_FD`: binding to a socket that listens already.

use std::os::fd::{AsFd, AsRawFd, IntoRawFd, OwnedFd};

use super::number::SocketOption;
use super::wire::Writable;
use crate::error::{Error, ErrorKind, Result};
use crate::raw::rehearse;
use crate::socket::Socket;

const CALL: &str = "zmq_bind";

impl Socket {
    /// Accepts connections on a socket that listens already, such as one that systemd opened, and now belongs to this one.
    ///
    /// `endpoint` says what it is: `tcp://` or `ipc://`, and for ipc what [`last_endpoint`](Self::last_endpoint) shall say.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): not a socket, or not one that listens, or of another transport than
    /// `endpoint`. Else as [`bind`](Self::bind). The descriptor is closed then.
    ///
    /// # Examples
    /// ```
    /// let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    /// let context = zmq::Context::new()?;
    /// let (server, client) = (context.socket(zmq::PULL)?, context.socket(zmq::PUSH)?);
    /// client.connect(&format!("tcp://{}", listener.local_addr()?))?;
    /// server.bind_fd("tcp://*:*", listener.into())?;
    /// client.send("through it")?;
    /// assert_eq!(server.recv()?, "through it");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// libzmq: zmq_setsockopt(3), ZMQ_USE_FD
    #[doc(alias("ZMQ_USE_FD", "use_fd"))]
    pub fn bind_fd(&self, endpoint: impl AsRef<str>, descriptor: OwnedFd) -> Result<()> {
        let endpoint = endpoint.as_ref();
        let family = rehearse::listening_family(descriptor.as_fd(), CALL).map_err(|error| match error.kind() {
            ErrorKind::Closed => Error::new(ErrorKind::InvalidInput, CALL, "the descriptor is no socket"),
            _ => error,
        })?;
        let transport = match family {
            libc::AF_INET | libc::AF_INET6 => "tcp://",
            libc::AF_UNIX => "ipc://",
            _ => "none that libzmq has",
        };
        if !endpoint.starts_with(transport) {
            let detail = format!("the descriptor's transport is {transport}");
            return Err(Error::new(ErrorKind::InvalidInput, CALL, detail).with_endpoint(endpoint));
        }
        self.core().set(SocketOption::USE_FD.raw(), &descriptor.as_raw_fd().to_ne_bytes())?;
        let bound = self.bind(endpoint);
        if bound.is_ok() {
            // libzmq closes it with the listener.
            let _ = descriptor.into_raw_fd();
        }
        (-1_i32).write(self, SocketOption::USE_FD)?;
        bound
    }
}
