//! Reporting what happens to a socket's connections.

use std::ffi::CString;

use super::Socket;
use crate::error::{Error, ErrorKind, Result};
use crate::flags::MonitorEvents;

impl Socket {
    /// Reports `events` of this socket to a PAIR socket that is bound at `endpoint`, on `inproc://`; connect a PAIR
    /// socket of the same context to receive them. `None` ends the reports.
    ///
    /// Each report is two frames: event and value (a `u16` and an `i32` in the machine's byte order), and the endpoint
    /// that it is about.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): not an `inproc://` endpoint, or an event of another version.
    /// [`AddressInUse`](ErrorKind::AddressInUse): the endpoint is taken.
    ///
    /// libzmq: zmq_socket_monitor(3)
    #[doc(alias = "zmq_socket_monitor")]
    pub fn monitor<'a>(&self, endpoint: impl Into<Option<&'a str>>, events: MonitorEvents) -> Result<()> {
        const CALL: &str = "zmq_socket_monitor";
        let endpoint = endpoint.into();
        let refuse = |detail: &'static str| Error::new(ErrorKind::InvalidInput, CALL, detail);
        let bits = i32::try_from(events.bits()).map_err(|_| refuse("an event that libzmq does not know"))?;
        let c_endpoint =
            endpoint.map(CString::new).transpose().map_err(|_| refuse("a NUL byte within the endpoint"))?;
        self.core().monitor(c_endpoint.as_deref(), bits).map_err(|error| match endpoint {
            Some(endpoint) => error.with_endpoint(endpoint),
            None => error,
        })
    }
}
