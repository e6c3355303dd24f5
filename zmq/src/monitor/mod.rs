//! Watching a socket's connections: [`Monitor`] receives what [`Socket::monitor`] reports, as [`MonitorEvent`]s.

mod channel;
mod event;
pub(crate) mod protocol_error;

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::Result;
use crate::flags::{Flags, MonitorEvents};
use crate::socket::Socket;
use crate::socket_type::PAIR;
use crate::timeout::Timeout;

pub use channel::MonitorChannel;
pub use event::{Happening, MonitorEvent};
pub use protocol_error::ProtocolError;

/// Receives the events of one socket. It may move to another thread than the socket's.
///
/// Its drop ends the reports. An event that finds more than a thousand unread ones is dropped, the socket goes on.
/// [`into_channel`](Monitor::into_channel) gives a channel instead, which a thread fills.
///
/// # Examples
/// ```
/// use zmq::{Happening, MonitorEvents};
/// let context = zmq::Context::new()?;
/// let server = context.socket(zmq::REP)?;
/// let monitor = server.monitor_socket(MonitorEvents::ALL)?;
/// let port = server.bind_to_random_port("tcp://127.0.0.1")?;
/// let event = monitor.recv()?;
/// assert!(matches!(event.happening, Happening::Listening { .. }));
/// assert_eq!(event.endpoint, format!("tcp://127.0.0.1:{port}"));
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_socket_monitor(3)
pub struct Monitor(Socket);

impl Socket {
    /// Starts to report `events` to a [`Monitor`], which is the only one: an earlier one gets no more.
    ///
    /// With the feature `draft`, events that only version 2 has are reported in version 2.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): an event that libzmq does not report.
    /// [`TooMany`](crate::ErrorKind::TooMany): no socket is left.
    #[doc(alias = "get_monitor_socket")]
    pub fn monitor_socket(&self, events: MonitorEvents) -> Result<Monitor> {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        let endpoint = format!("inproc://zmq-monitor-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        let receiver = self.context().socket(PAIR)?;
        self.report(&endpoint, events)?;
        receiver.connect(&endpoint)?;
        Ok(Monitor(receiver))
    }

    #[cfg(feature = "draft")]
    fn report(&self, endpoint: &str, events: MonitorEvents) -> Result<()> {
        if events.contains(MonitorEvents::PIPES_STATS) {
            self.monitor_versioned(endpoint, events, 2)
        } else {
            self.monitor(endpoint, events)
        }
    }

    #[cfg(not(feature = "draft"))]
    fn report(&self, endpoint: &str, events: MonitorEvents) -> Result<()> {
        self.monitor(endpoint, events)
    }

    /// Ends the reports; the monitor's last event is [`Happening::MonitorStopped`].
    ///
    /// # Errors
    /// [`Terminated`](crate::ErrorKind::Terminated), [`Closed`](crate::ErrorKind::Closed).
    pub fn disable_monitor(&self) -> Result<()> {
        self.monitor(None, MonitorEvents::empty())
    }
}

impl Monitor {
    /// The next event. Blocks until there is one.
    ///
    /// # Errors
    /// [`Terminated`](crate::ErrorKind::Terminated): the context was shut down.
    pub fn recv(&self) -> Result<MonitorEvent> {
        MonitorEvent::parse(&self.0.recv_multipart()?)
    }

    /// The next event if there is one.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn try_recv(&self) -> Result<Option<MonitorEvent>> {
        self.0.try_recv_multipart()?.map(|frames| MonitorEvent::parse(&frames)).transpose()
    }

    /// The next event, if it comes within `timeout`; [`Again`](crate::ErrorKind::Again) if not.
    ///
    /// # Errors
    /// As [`recv`](Self::recv).
    pub fn recv_timeout(&self, timeout: impl Into<Timeout>) -> Result<MonitorEvent> {
        MonitorEvent::parse(&self.0.recv_multipart_timeout(timeout)?)
    }

    /// Every event from now on, blocking for each, until the reports end: with the socket, or by
    /// [`disable_monitor`](Socket::disable_monitor).
    pub fn iter(&self) -> Iter<'_> {
        Iter { monitor: self, is_over: false }
    }

    /// The PAIR socket that the events arrive at, for a [`Poller`](crate::Poller).
    pub fn socket(&self) -> &Socket {
        &self.0
    }
}

/// Receives one event from a [`Monitor`], or from a PAIR socket that [`Socket::monitor`] reports to. pyzmq's function.
///
/// # Errors
/// As [`Socket::recv`], and [`Decode`](crate::ErrorKind::Decode) for what is no event.
pub fn recv_monitor_message(socket: &impl AsRef<Socket>) -> Result<MonitorEvent> {
    recv_monitor_message_with(socket, Flags::empty())
}

/// As [`recv_monitor_message`], with [`DONTWAIT`](crate::DONTWAIT).
///
/// # Errors
/// As [`recv_monitor_message`].
pub fn recv_monitor_message_with(socket: &impl AsRef<Socket>, flags: Flags) -> Result<MonitorEvent> {
    MonitorEvent::parse(&socket.as_ref().recv_multipart_with(flags)?)
}

impl AsRef<Socket> for Monitor {
    fn as_ref(&self) -> &Socket {
        &self.0
    }
}

/// The events of a [`Monitor`], up to the last.
#[derive(Debug)]
pub struct Iter<'a> {
    monitor: &'a Monitor,
    is_over: bool,
}

impl Iterator for Iter<'_> {
    type Item = Result<MonitorEvent>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let next = self.monitor.recv();
        match &next {
            Ok(event) => self.is_over = event.happening == Happening::MonitorStopped,
            Err(error) => {
                self.is_over = true;
                if error.is_terminated() {
                    return None;
                }
            }
        }
        Some(next)
    }
}

impl<'a> IntoIterator for &'a Monitor {
    type Item = Result<MonitorEvent>;
    type IntoIter = Iter<'a>;

    fn into_iter(self) -> Iter<'a> {
        self.iter()
    }
}

impl fmt::Debug for Monitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Monitor").field(&self.0).finish()
    }
}
