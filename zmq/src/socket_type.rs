//! [`SocketType`]: what a socket is for, with pyzmq's names.

use std::fmt;

/// The type of a socket. Numbers that this crate does not know are kept, and libzmq judges them.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SocketType(i32);

impl SocketType {
    /// The type of that number.
    pub const fn from_raw(number: i32) -> Self {
        Self(number)
    }

    /// libzmq's number.
    pub const fn raw(self) -> i32 {
        self.0
    }
}

macro_rules! socket_types {
    ($($(#[$doc:meta])* $name:ident = $value:literal;)*) => {
        impl SocketType {
            /// Its name, `None` for a number without one.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $($value => Some(stringify!($name)),)*
                    _ => None,
                }
            }
        }
        $($(#[$doc])* pub const $name: SocketType = SocketType($value);)*
    };
}

socket_types! {
    /// Exclusively one peer.
    #[doc(alias = "ZMQ_PAIR")]
    PAIR = 0;
    /// Publishes to all subscribers; drops at a subscriber's high-water mark, never blocks.
    #[doc(alias = "ZMQ_PUB")]
    PUB = 1;
    /// Receives what it subscribed to; nothing before its first subscription.
    #[doc(alias = "ZMQ_SUB")]
    SUB = 2;
    /// Sends a request, then receives its reply.
    #[doc(alias = "ZMQ_REQ")]
    REQ = 3;
    /// Receives a request, then sends its reply.
    #[doc(alias = "ZMQ_REP")]
    REP = 4;
    /// Sends to its peers in turn, receives from all of them.
    #[doc(alias("ZMQ_DEALER", "ZMQ_XREQ"))]
    DEALER = 5;
    /// Receives with the sender's routing id in front, sends to the one named there.
    #[doc(alias("ZMQ_ROUTER", "ZMQ_XREP"))]
    ROUTER = 6;
    /// Receives from all PUSH peers in turn.
    #[doc(alias = "ZMQ_PULL")]
    PULL = 7;
    /// Sends to its PULL peers in turn; blocks when none can take more.
    #[doc(alias = "ZMQ_PUSH")]
    PUSH = 8;
    /// PUB that also receives the subscriptions.
    #[doc(alias = "ZMQ_XPUB")]
    XPUB = 9;
    /// SUB that subscribes by messages it sends.
    #[doc(alias = "ZMQ_XSUB")]
    XSUB = 10;
    /// Speaks with plain tcp peers.
    #[doc(alias = "ZMQ_STREAM")]
    STREAM = 11;
    /// Draft: thread-safe ROUTER without multipart.
    #[cfg(feature = "draft")]
    SERVER = 12;
    /// Draft: thread-safe DEALER without multipart.
    #[cfg(feature = "draft")]
    CLIENT = 13;
    /// Draft: sends to groups.
    #[cfg(feature = "draft")]
    RADIO = 14;
    /// Draft: receives from the groups it joined.
    #[cfg(feature = "draft")]
    DISH = 15;
    /// Draft: thread-safe PULL without multipart.
    #[cfg(feature = "draft")]
    GATHER = 16;
    /// Draft: thread-safe PUSH without multipart.
    #[cfg(feature = "draft")]
    SCATTER = 17;
    /// Draft: udp datagrams.
    #[cfg(feature = "draft")]
    DGRAM = 18;
    /// Draft: SERVER that also connects.
    #[cfg(feature = "draft")]
    PEER = 19;
    /// Draft: thread-safe PAIR.
    #[cfg(feature = "draft")]
    CHANNEL = 20;
}

/// Old name of [`DEALER`].
pub const XREQ: SocketType = DEALER;
/// Old name of [`ROUTER`].
pub const XREP: SocketType = ROUTER;
/// Old name of [`PULL`]: the socket that looks upstream.
pub const UPSTREAM: SocketType = PULL;
/// Old name of [`PUSH`]: the socket that looks downstream.
pub const DOWNSTREAM: SocketType = PUSH;

impl fmt::Debug for SocketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "SocketType({})", self.0),
        }
    }
}

impl fmt::Display for SocketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}
