//! Bit sets: send and receive [`Flags`], [`PollEvents`], [`MonitorEvents`].

use bitflags::bitflags;

bitflags! {
    /// How one frame is sent or received. Unknown bits reach libzmq unchanged.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Flags: i32 {
        /// Fail with [`Again`](crate::ErrorKind::Again) instead of blocking.
        #[doc(alias("ZMQ_DONTWAIT", "ZMQ_NOBLOCK"))]
        const DONTWAIT = zmq_sys::ZMQ_DONTWAIT;
        /// More frames of the same message follow.
        #[doc(alias = "ZMQ_SNDMORE")]
        const SNDMORE = zmq_sys::ZMQ_SNDMORE;
        const _ = !0;
    }

    /// What a poll waits for, and what it found.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct PollEvents: i16 {
        /// At least one message can be received without blocking.
        #[doc(alias = "ZMQ_POLLIN")]
        const IN = 1;
        /// At least one message can be sent without blocking.
        #[doc(alias = "ZMQ_POLLOUT")]
        const OUT = 2;
        /// A raw descriptor is in error; never set for sockets.
        #[doc(alias = "ZMQ_POLLERR")]
        const ERR = 4;
        /// Urgent data on a raw descriptor; never set for sockets.
        #[doc(alias = "ZMQ_POLLPRI")]
        const PRI = 8;
        const _ = !0;
    }

    /// The events that a socket's monitor reports.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
    pub struct MonitorEvents: u64 {
        /// A connection was made.
        const CONNECTED = zmq_sys::ZMQ_EVENT_CONNECTED as u64;
        /// A connection is being made.
        const CONNECT_DELAYED = zmq_sys::ZMQ_EVENT_CONNECT_DELAYED as u64;
        /// A connection is tried again; the value is the interval in ms.
        const CONNECT_RETRIED = zmq_sys::ZMQ_EVENT_CONNECT_RETRIED as u64;
        /// The socket listens.
        const LISTENING = zmq_sys::ZMQ_EVENT_LISTENING as u64;
        /// The bind failed; the value is the errno.
        const BIND_FAILED = zmq_sys::ZMQ_EVENT_BIND_FAILED as u64;
        /// A connection was accepted.
        const ACCEPTED = zmq_sys::ZMQ_EVENT_ACCEPTED as u64;
        /// An accept failed; the value is the errno.
        const ACCEPT_FAILED = zmq_sys::ZMQ_EVENT_ACCEPT_FAILED as u64;
        /// A connection was closed by us.
        const CLOSED = zmq_sys::ZMQ_EVENT_CLOSED as u64;
        /// A close failed; the value is the errno.
        const CLOSE_FAILED = zmq_sys::ZMQ_EVENT_CLOSE_FAILED as u64;
        /// A connection broke.
        const DISCONNECTED = zmq_sys::ZMQ_EVENT_DISCONNECTED as u64;
        /// The monitor ended.
        const MONITOR_STOPPED = zmq_sys::ZMQ_EVENT_MONITOR_STOPPED as u64;
        /// A handshake failed; the value is the errno.
        const HANDSHAKE_FAILED_NO_DETAIL = zmq_sys::ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL as u64;
        /// A handshake succeeded.
        const HANDSHAKE_SUCCEEDED = zmq_sys::ZMQ_EVENT_HANDSHAKE_SUCCEEDED as u64;
        /// A handshake failed by a protocol error; the value says which.
        const HANDSHAKE_FAILED_PROTOCOL = zmq_sys::ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL as u64;
        /// A handshake failed by authentication; the value is the ZAP status.
        const HANDSHAKE_FAILED_AUTH = zmq_sys::ZMQ_EVENT_HANDSHAKE_FAILED_AUTH as u64;
        /// Every event of version 1.
        const ALL = zmq_sys::ZMQ_EVENT_ALL as u64;
        /// Draft: the queues of a connection; told in version 2, when it is asked for.
        const PIPES_STATS = zmq_sys::ZMQ_EVENT_PIPES_STATS as u64;
        /// Draft: every event of version 2.
        const ALL_V2 = zmq_sys::ZMQ_EVENT_ALL_V2 as u64;
        const _ = !0;
    }
}

/// Fail with [`Again`](crate::ErrorKind::Again) instead of blocking.
pub const DONTWAIT: Flags = Flags::DONTWAIT;
/// Another name of [`DONTWAIT`].
pub const NOBLOCK: Flags = Flags::DONTWAIT;
/// More frames of the same message follow.
pub const SNDMORE: Flags = Flags::SNDMORE;

/// A message can be received.
pub const POLLIN: PollEvents = PollEvents::IN;
/// A message can be sent.
pub const POLLOUT: PollEvents = PollEvents::OUT;
/// A raw descriptor is in error.
pub const POLLERR: PollEvents = PollEvents::ERR;
/// Urgent data on a raw descriptor.
pub const POLLPRI: PollEvents = PollEvents::PRI;

macro_rules! event_constants {
    ($($name:ident = $event:ident;)*) => {
        $(#[doc = concat!("[`MonitorEvents::", stringify!($event), "`].")]
        pub const $name: MonitorEvents = MonitorEvents::$event;)*
    };
}

event_constants! {
    EVENT_CONNECTED = CONNECTED;
    EVENT_CONNECT_DELAYED = CONNECT_DELAYED;
    EVENT_CONNECT_RETRIED = CONNECT_RETRIED;
    EVENT_LISTENING = LISTENING;
    EVENT_BIND_FAILED = BIND_FAILED;
    EVENT_ACCEPTED = ACCEPTED;
    EVENT_ACCEPT_FAILED = ACCEPT_FAILED;
    EVENT_CLOSED = CLOSED;
    EVENT_CLOSE_FAILED = CLOSE_FAILED;
    EVENT_DISCONNECTED = DISCONNECTED;
    EVENT_MONITOR_STOPPED = MONITOR_STOPPED;
    EVENT_HANDSHAKE_FAILED_NO_DETAIL = HANDSHAKE_FAILED_NO_DETAIL;
    EVENT_HANDSHAKE_SUCCEEDED = HANDSHAKE_SUCCEEDED;
    EVENT_HANDSHAKE_FAILED_PROTOCOL = HANDSHAKE_FAILED_PROTOCOL;
    EVENT_HANDSHAKE_FAILED_AUTH = HANDSHAKE_FAILED_AUTH;
    EVENT_ALL = ALL;
    EVENT_ALL_V1 = ALL;
    EVENT_ALL_V2 = ALL_V2;
    EVENT_PIPES_STATS = PIPES_STATS;
}
