//! [`monitored_queue`]: a proxy that tells a third socket which way each message went.

use crate::error::Result;
use crate::message::Message;
use crate::socket::Socket;
use crate::socket_type::ROUTER;
use crate::timeout::Timeout;

use super::relay::Relay;
use super::statistics::Counters;

/// Passes messages between two sockets, and sends a copy of each to `monitor`, behind `in_prefix` if it came from the
/// frontend and behind `out_prefix` if it came from the backend. pyzmq's `monitored_queue`.
///
/// Between two ROUTER sockets the first two frames change places: a peer names the peer on the other side in the first
/// frame that it sends. Blocks until the context is shut down.
///
/// # Errors
/// [`Terminated`](crate::ErrorKind::Terminated), which is the usual end.
pub fn monitored_queue(
    frontend: &Socket,
    backend: &Socket,
    monitor: &Socket,
    in_prefix: impl Into<Message>,
    out_prefix: impl Into<Message>,
) -> Result<()> {
    let counters = Counters::default();
    let mut relay = monitored(Relay::new(frontend, backend, Some(monitor), &counters), frontend, backend)
        .with_prefixes([in_prefix.into(), out_prefix.into()]);
    loop {
        relay.step(None, Timeout::FOREVER)?;
    }
}

/// Turns a relay into one that joins two ROUTER sockets, if that is what it has.
pub(super) fn monitored<'a>(relay: Relay<'a>, frontend: &Socket, backend: &Socket) -> Relay<'a> {
    let are_routers = frontend.socket_type() == ROUTER && backend.socket_type() == ROUTER;
    if are_routers { relay.with_swapped_envelopes() } else { relay }
}
