//! Endpoints for as long as a guard lives.

use super::Socket;
use crate::error::Result;

/// An endpoint that a socket is bound or connected to until this is dropped: what pyzmq's `with socket.bind(..):` gives.
#[derive(Debug)]
#[must_use = "the endpoint is given up when its guard is dropped"]
pub struct EndpointGuard<'a> {
    socket: &'a Socket,
    endpoint: String,
    end: fn(&Socket, &str) -> Result<()>,
}

impl Socket {
    /// As [`bind`](Self::bind), until the guard is dropped, which unbinds.
    ///
    /// # Errors
    /// As [`bind`](Self::bind).
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let (first, second) = (context.socket(zmq::REP)?, context.socket(zmq::REP)?);
    /// let bound = first.bind_scoped("tcp://127.0.0.1:*")?;
    /// assert!(second.bind(bound.endpoint()).is_err());
    /// # drop(bound);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    #[doc(alias = "zmq_bind")]
    pub fn bind_scoped(&self, endpoint: impl AsRef<str>) -> Result<EndpointGuard<'_>> {
        self.bind(endpoint)?;
        Ok(EndpointGuard {
            socket: self,
            endpoint: self.last_endpoint()?,
            end: |socket, endpoint| socket.unbind(endpoint),
        })
    }

    /// As [`connect`](Self::connect), until the guard is dropped, which disconnects: what is not sent yet is lost then.
    ///
    /// # Errors
    /// As [`connect`](Self::connect).
    #[doc(alias = "zmq_connect")]
    pub fn connect_scoped(&self, endpoint: impl AsRef<str>) -> Result<EndpointGuard<'_>> {
        let endpoint = endpoint.as_ref();
        self.connect(endpoint)?;
        Ok(EndpointGuard {
            socket: self,
            endpoint: endpoint.to_owned(),
            end: |socket, endpoint| socket.disconnect(endpoint),
        })
    }
}

impl EndpointGuard<'_> {
    /// The endpoint; of a bound socket, with its wildcards resolved.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }
}

impl Drop for EndpointGuard<'_> {
    fn drop(&mut self) {
        // Refused only where the socket is closed or already gone from there: nothing is left to do.
        let _ = (self.end)(self.socket, &self.endpoint);
    }
}
