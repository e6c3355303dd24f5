//! The option table: every option that libzmq 4.3.5 knows, by what it is about.
//!
//! The syntax of a row is explained in `define.rs`. The rows are checked against `zmq.h` and against libzmq itself by
//! `tests/options.rs`.

mod connection;
mod context;
mod flow;
mod multicast;
mod pubsub;
mod routing;
mod security;
mod state;

pub use connection::*;
pub use context::*;
pub use flow::*;
pub use multicast::*;
pub use pubsub::*;
pub use routing::*;
pub use security::*;
pub use state::*;

use super::info::OptionInfo;

/// What a table file needs to write its rows.
mod prelude {
    pub(super) use std::os::fd::RawFd;
    pub(super) use std::time::Duration;

    pub(super) use super::kinds;
    pub(super) use crate::context::Context;
    pub(super) use crate::error::{Error, Result};
    pub(super) use crate::flags::PollEvents;
    pub(super) use crate::keys::{PublicKey, SecretKey};
    pub(super) use crate::options::info::{Accepts, DefaultValue, OptionInfo, ValueKind};
    pub(super) use crate::options::number::{ContextOption, SocketOption};
    pub(super) use crate::options::sets::*;
    pub(super) use crate::options::wire::{Readable, Writable};
    pub(super) use crate::socket::Socket;
    pub(super) use crate::timeout::Timeout;
}

/// The socket types by name, the draft ones too.
mod kinds {
    use crate::socket_type::SocketType;

    macro_rules! kinds {
        ($($name:ident = $c:ident;)*) => {
            $(pub(super) const $name: SocketType = SocketType::from_raw(zmq_sys::$c);)*
        };
    }

    kinds! {
        PUB = ZMQ_PUB;
        SUB = ZMQ_SUB;
        REQ = ZMQ_REQ;
        REP = ZMQ_REP;
        DEALER = ZMQ_DEALER;
        ROUTER = ZMQ_ROUTER;
        XPUB = ZMQ_XPUB;
        XSUB = ZMQ_XSUB;
        STREAM = ZMQ_STREAM;
        RADIO = ZMQ_RADIO;
    }
}

pub(super) const SOCKET_ROWS: &[&[OptionInfo]] = &[STATE, FLOW, CONNECTION, ROUTING, PUBSUB, SECURITY, MULTICAST];
pub(super) const CONTEXT_ROWS: &[&[OptionInfo]] = &[CONTEXT];
