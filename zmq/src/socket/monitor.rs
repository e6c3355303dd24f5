//! Reporting what happens to a socket's connections.

use std::ffi::{CStr, CString};

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
        let refuse = |_| Error::new(ErrorKind::InvalidInput, CALL, "an event that libzmq does not know");
        let bits = i32::try_from(events.bits()).map_err(refuse)?;
        at(CALL, endpoint.into(), |endpoint| self.core().monitor(endpoint, bits))
    }

    /// Draft: as [`monitor`](Self::monitor), with reports of version 1 or 2. Version 2 also tells the remote endpoint, and
    /// the event [`PIPES_STATS`](MonitorEvents::PIPES_STATS).
    ///
    /// A report of version 2 has one number in each frame, a `u64` in the machine's byte order: the event, how many values
    /// follow, the values; then the local and the remote endpoint.
    ///
    /// # Errors
    /// As [`monitor`](Self::monitor), and [`Unsupported`](ErrorKind::Unsupported) for a socket that threads share.
    ///
    /// libzmq: zmq_socket_monitor_versioned(3)
    #[cfg(feature = "draft")]
    #[doc(alias = "zmq_socket_monitor_versioned")]
    pub fn monitor_versioned<'a>(
        &self,
        endpoint: impl Into<Option<&'a str>>,
        events: MonitorEvents,
        version: i32,
    ) -> Result<()> {
        const CALL: &str = "zmq_socket_monitor_versioned";
        // libzmq takes any, and then reports nothing.
        if !(1..=2).contains(&version) {
            return Err(Error::new(ErrorKind::InvalidInput, CALL, "the versions of reports are 1 and 2"));
        }
        at(CALL, endpoint.into(), |endpoint| self.core().monitor_versioned(endpoint, events.bits(), version))
    }

    /// Draft: asks for a report, to this socket's monitor, of what waits in the queues of each of its connections:
    /// [`Happening::PipesStats`](crate::Happening::PipesStats).
    ///
    /// The monitor must have been started for [`PIPES_STATS`](MonitorEvents::PIPES_STATS). The report comes later, while
    /// this socket is used or polled, and tells what was there then.
    ///
    /// # Errors
    /// - [`InvalidInput`](ErrorKind::InvalidInput): nobody monitors that.
    /// - [`Again`](ErrorKind::Again): there is no connection.
    /// - [`Unsupported`](ErrorKind::Unsupported): threads share the socket.
    ///
    /// libzmq: zmq_socket_monitor_versioned(3)
    #[cfg(feature = "draft")]
    #[doc(alias = "zmq_socket_monitor_pipes_stats")]
    pub fn monitor_pipes_stats(&self) -> Result<()> {
        self.core().monitor_pipes_stats()
    }
}

fn at(call: &'static str, endpoint: Option<&str>, monitor: impl FnOnce(Option<&CStr>) -> Result<()>) -> Result<()> {
    let refuse = |_| Error::new(ErrorKind::InvalidInput, call, "a NUL byte within the endpoint");
    let c_endpoint = endpoint.map(CString::new).transpose().map_err(refuse)?;
    monitor(c_endpoint.as_deref()).map_err(|error| match endpoint {
        Some(endpoint) => error.with_endpoint(endpoint),
        None => error,
    })
}
