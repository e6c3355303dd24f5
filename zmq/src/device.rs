//! [`device`]: the three classic proxies by name.

use crate::error::{Error, ErrorKind, Result};
use crate::proxy::proxy;
use crate::socket::Socket;
use crate::socket_type::{DEALER, PUB, PULL, PUSH, ROUTER, SUB, SocketType, XPUB, XSUB};

/// What a [`device`] is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DeviceType {
    /// Shares requests among workers: ROUTER in front, DEALER behind.
    #[doc(alias = "ZMQ_QUEUE")]
    Queue,
    /// Forwards publications: XSUB or SUB in front, XPUB or PUB behind.
    #[doc(alias = "ZMQ_FORWARDER")]
    Forwarder,
    /// Streams tasks: PULL in front, PUSH behind.
    #[doc(alias = "ZMQ_STREAMER")]
    Streamer,
}

/// [`DeviceType::Queue`].
pub const QUEUE: DeviceType = DeviceType::Queue;
/// [`DeviceType::Forwarder`].
pub const FORWARDER: DeviceType = DeviceType::Forwarder;
/// [`DeviceType::Streamer`].
pub const STREAMER: DeviceType = DeviceType::Streamer;

/// Runs a proxy of that kind between two sockets, until their context is shut down.
///
/// A SUB in front of a forwarder has to be subscribed by the caller, to `""` for everything; an XSUB passes on what the
/// subscribers behind ask for.
///
/// # Errors
/// - [`InvalidInput`](ErrorKind::InvalidInput): the sockets' types do not make such a device.
/// - As [`proxy`]; the usual end is [`Terminated`](ErrorKind::Terminated).
///
/// libzmq: zmq_proxy(3)
#[doc(alias = "zmq_device")]
pub fn device(kind: DeviceType, frontend: &Socket, backend: &Socket) -> Result<()> {
    let types = (frontend.socket_type(), backend.socket_type());
    if kind.accepts(types) || kind.accepts((types.1, types.0)) {
        return proxy(frontend, backend, None);
    }
    let detail = format!("{kind:?} takes {}, not {} and {}", kind.expects(), types.0, types.1);
    Err(Error::new(ErrorKind::InvalidInput, "zmq_device", detail))
}

impl DeviceType {
    fn accepts(self, (frontend, backend): (SocketType, SocketType)) -> bool {
        match self {
            Self::Queue => frontend == ROUTER && backend == DEALER,
            Self::Forwarder => (frontend == XSUB || frontend == SUB) && (backend == XPUB || backend == PUB),
            Self::Streamer => frontend == PULL && backend == PUSH,
        }
    }

    fn expects(self) -> &'static str {
        match self {
            Self::Queue => "ROUTER and DEALER",
            Self::Forwarder => "XSUB or SUB, and XPUB or PUB",
            Self::Streamer => "PULL and PUSH",
        }
    }
}
