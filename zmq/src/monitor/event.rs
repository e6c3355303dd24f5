//! [`MonitorEvent`]: one report, read from its frames.

use std::time::Duration;

use super::protocol_error::ProtocolError;
use crate::errno::Errno;
use crate::error::{Error, Result};
use crate::flags::MonitorEvents;
use crate::message::Message;

/// What happened to a socket, and at which endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MonitorEvent {
    /// The event's bit, also of one that this crate does not know.
    pub event: MonitorEvents,
    /// The value that came with it, the first if there are more; what it means depends on the event.
    pub value: u64,
    /// Both in words.
    pub happening: Happening,
    /// The endpoint that it is about; of version 2 the local one.
    pub endpoint: String,
    /// The other end, which only version 2 tells.
    pub remote: Option<String>,
}

/// What happened. More may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Happening {
    /// A connection was made. The handshake follows.
    Connected {
        /// Its descriptor.
        fd: i32,
    },
    /// A connection is being made.
    ConnectDelayed {
        /// Why not at once.
        errno: Errno,
    },
    /// A connection failed and is tried again.
    ConnectRetried {
        /// After this time.
        interval: Duration,
    },
    /// The socket listens.
    Listening {
        /// Its descriptor.
        fd: i32,
    },
    /// The socket cannot be bound.
    BindFailed {
        /// Why.
        errno: Errno,
    },
    /// A connection was accepted. The handshake follows.
    Accepted {
        /// Its descriptor.
        fd: i32,
    },
    /// A connection could not be accepted.
    AcceptFailed {
        /// Why.
        errno: Errno,
    },
    /// A descriptor was closed by this end.
    Closed {
        /// The descriptor.
        fd: i32,
    },
    /// A descriptor could not be closed.
    CloseFailed {
        /// Why.
        errno: Errno,
    },
    /// A connection broke.
    Disconnected {
        /// Its descriptor.
        fd: i32,
    },
    /// This is the last event.
    MonitorStopped,
    /// The handshake failed for a reason of the system's.
    HandshakeFailed {
        /// Which.
        errno: Errno,
    },
    /// The peers can talk.
    HandshakeSucceeded,
    /// The peer, or the ZAP handler, broke the protocol.
    HandshakeFailedProtocol {
        /// How.
        error: ProtocolError,
    },
    /// The ZAP handler refused the peer.
    HandshakeFailedAuth {
        /// The status: 300 (try later), 400 (refused) or 500 (failed).
        status: u32,
    },
    /// Draft: what waits in the queues of a connection, when it was asked for.
    PipesStats {
        /// Messages to the peer that it has not taken yet.
        outbound: u64,
        /// Messages from the peer that were not received yet.
        inbound: u64,
    },
    /// An event that this crate does not know.
    Unknown,
}

impl MonitorEvent {
    /// Reads a report of version 1, which [`Socket::monitor`](crate::Socket::monitor) makes, or 2. pyzmq's
    /// `parse_monitor_message`.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode): not a report.
    #[doc(alias = "parse_monitor_message")]
    pub fn parse(frames: &[Message]) -> Result<Self> {
        Self::version_1(frames).or_else(|| Self::version_2(frames)).ok_or_else(|| {
            let bytes = frames.iter().flat_map(|frame| frame.to_vec()).collect();
            Error::decode("MonitorEvent::parse", "not the frames of a monitor's event", bytes)
        })
    }

    fn version_1(frames: &[Message]) -> Option<Self> {
        let [head, endpoint] = frames else { return None };
        let (event, value) = head.as_bytes().split_at_checked(2)?;
        let event = u16::from_ne_bytes(event.try_into().ok()?);
        let value = u32::from_ne_bytes(value.try_into().ok()?);
        Some(Self::new(event.into(), &[value.into()], text(endpoint), None))
    }

    /// Event, number of values, the values, local and remote endpoint.
    fn version_2(frames: &[Message]) -> Option<Self> {
        let [event, count, values @ .., local, remote] = frames else { return None };
        if usize::try_from(number(count)?).ok()? != values.len() {
            return None;
        }
        let values: Vec<u64> = values.iter().map(number).collect::<Option<_>>()?;
        Some(Self::new(number(event)?, &values, text(local), Some(text(remote))))
    }

    fn new(event: u64, values: &[u64], endpoint: String, remote: Option<String>) -> Self {
        let event = MonitorEvents::from_bits_retain(event);
        let value = values.first().copied().unwrap_or_default();
        Self { event, value, happening: Happening::new(event, values), endpoint, remote }
    }
}

impl Happening {
    fn new(event: MonitorEvents, values: &[u64]) -> Self {
        let value = values.first().copied().unwrap_or_default();
        // Every value came from 32 bits, of an integer that may have been negative.
        let number = u32::try_from(value & u64::from(u32::MAX)).unwrap_or_default();
        let (fd, errno) = (number.cast_signed(), Errno::new(number.cast_signed()));
        match event {
            MonitorEvents::CONNECTED => Self::Connected { fd },
            MonitorEvents::CONNECT_DELAYED => Self::ConnectDelayed { errno },
            MonitorEvents::CONNECT_RETRIED => Self::ConnectRetried { interval: Duration::from_millis(value) },
            MonitorEvents::LISTENING => Self::Listening { fd },
            MonitorEvents::BIND_FAILED => Self::BindFailed { errno },
            MonitorEvents::ACCEPTED => Self::Accepted { fd },
            MonitorEvents::ACCEPT_FAILED => Self::AcceptFailed { errno },
            MonitorEvents::CLOSED => Self::Closed { fd },
            MonitorEvents::CLOSE_FAILED => Self::CloseFailed { errno },
            MonitorEvents::DISCONNECTED => Self::Disconnected { fd },
            MonitorEvents::MONITOR_STOPPED => Self::MonitorStopped,
            MonitorEvents::HANDSHAKE_FAILED_NO_DETAIL => Self::HandshakeFailed { errno },
            MonitorEvents::HANDSHAKE_SUCCEEDED => Self::HandshakeSucceeded,
            MonitorEvents::HANDSHAKE_FAILED_PROTOCOL => {
                Self::HandshakeFailedProtocol { error: ProtocolError::from_raw(number) }
            }
            MonitorEvents::HANDSHAKE_FAILED_AUTH => Self::HandshakeFailedAuth { status: number },
            MonitorEvents::PIPES_STATS => match *values {
                [outbound, inbound] => Self::PipesStats { outbound, inbound },
                _ => Self::Unknown,
            },
            _ => Self::Unknown,
        }
    }
}

fn number(frame: &Message) -> Option<u64> {
    frame.as_bytes().try_into().ok().map(u64::from_ne_bytes)
}

/// Endpoints are made of what the user gave, which was text, or of numbers.
fn text(frame: &Message) -> String {
    String::from_utf8_lossy(frame).into_owned()
}
