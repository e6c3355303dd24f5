//! Single peers of a socket, by their routing ids.

use super::Socket;
use super::endpoint::{c_endpoint, explain};
use crate::error::Result;
use crate::flags::PollEvents;

impl Socket {
    /// Draft: connects, and gives the routing id by which messages reach this peer at once. For PEER.
    ///
    /// # Errors
    /// As [`connect`](Self::connect), and
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): with [`immediate`](Self::set_immediate).
    /// - [`Unsupported`](crate::ErrorKind::Unsupported): another socket type.
    ///
    /// # Examples
    /// ```
    /// use zmq::Message;
    /// let context = zmq::Context::new()?;
    /// let (a, b) = (context.socket(zmq::PEER)?, context.socket(zmq::PEER)?);
    /// a.bind("inproc://connect-peer-example")?;
    /// let id = b.connect_peer("inproc://connect-peer-example")?;
    /// b.send(Message::from("hello").with_routing_id(id)?)?;
    /// assert_eq!(a.recv()?, "hello");
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_connect_peer(3)
    #[doc(alias = "zmq_connect_peer")]
    pub fn connect_peer(&self, endpoint: impl AsRef<str>) -> Result<u32> {
        let endpoint = endpoint.as_ref();
        let c_endpoint = c_endpoint("zmq_connect_peer", endpoint)?;
        self.core().connect_peer(&c_endpoint).map_err(|error| explain(error, endpoint))
    }

    /// Draft: what one peer of a ROUTER is ready for: [`POLLOUT`](crate::POLLOUT) if a message to it would neither block
    /// nor be dropped.
    ///
    /// # Errors
    /// - [`Unreachable`](crate::ErrorKind::Unreachable): no peer has that routing id.
    /// - [`Unsupported`](crate::ErrorKind::Unsupported): another socket type.
    ///
    /// libzmq: zmq_socket_get_peer_state(3)
    #[doc(alias = "zmq_socket_get_peer_state")]
    pub fn peer_state(&self, routing_id: impl AsRef<[u8]>) -> Result<PollEvents> {
        let state = self.core().peer_state(routing_id.as_ref())?;
        Ok(PollEvents::from_bits_retain(i16::try_from(state).unwrap_or_default()))
    }
}
