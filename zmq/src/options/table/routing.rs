//! Who is who: routing ids, routers, requests, and the messages that libzmq sends by itself.

use super::prelude::*;

socket_options! { ROUTING;
    /// The name under which a ROUTER knows this socket: 1 to 255 bytes, the first not zero. Set it before connecting.
    "ZMQ_ROUTING_ID" ROUTING_ID = 5, Bytes "", default empty, on all, stable, get routing_id, set set_routing_id;

    /// The routing id of the peer that is connected next; used once.
    "ZMQ_CONNECT_ROUTING_ID" CONNECT_ROUTING_ID = 61, Bytes "", default none, on [ROUTER REP STREAM], stable,
        set set_connect_routing_id;

    /// Whether a message to an unknown peer is an error, [`Unreachable`](crate::ErrorKind::Unreachable), and one to a peer
    /// at its high-water mark blocks, instead of being dropped.
    "ZMQ_ROUTER_MANDATORY" ROUTER_MANDATORY = 33, Bool "", default none, on [ROUTER REP], stable,
        set set_router_mandatory;

    /// Whether a peer with the routing id of another takes its place, instead of being refused.
    "ZMQ_ROUTER_HANDOVER" ROUTER_HANDOVER = 56, Bool "", default none, on [ROUTER REP], stable, set set_router_handover;

    /// Whether the socket speaks with plain tcp peers; cannot be undone. Deprecated by libzmq: use STREAM.
    "ZMQ_ROUTER_RAW" ROUTER_RAW = 41, Bool "", default none, on [ROUTER REP], stable, set set_router_raw;

    /// When an empty message tells of a peer.
    "ZMQ_ROUTER_NOTIFY" ROUTER_NOTIFY = 97, RouterNotify "bit mask", default 0, on [ROUTER REP], draft,
        get router_notify, set set_router_notify;

    /// Whether each new connection gets an empty message first, so that a ROUTER learns of this socket.
    "ZMQ_PROBE_ROUTER" PROBE_ROUTER = 51, Bool "", default none, on [ROUTER REP DEALER REQ], stable,
        set set_probe_router;

    /// Whether a reply must carry its request's number, so that late ones are dropped.
    "ZMQ_REQ_CORRELATE" REQ_CORRELATE = 52, Bool "", default none, on [REQ], stable, set set_req_correlate;

    /// Whether a request may be sent before the reply to the one before came. Use it with
    /// [`set_req_correlate`](Socket::set_req_correlate).
    "ZMQ_REQ_RELAXED" REQ_RELAXED = 53, Bool "", default none, on [REQ], stable, set set_req_relaxed;

    /// Whether a STREAM socket receives an empty message when a peer comes and when it goes; at first it does.
    "ZMQ_STREAM_NOTIFY" STREAM_NOTIFY = 73, Bool "", default none, on [STREAM], stable, set set_stream_notify;

    /// What each new peer is sent first; empty: nothing. For ROUTER, DEALER, CLIENT, SERVER and PEER.
    "ZMQ_HELLO_MSG" HELLO_MSG = 110, Bytes "", default none, on all, draft, set set_hello_msg;

    /// What is received when a peer goes; empty: nothing. For ROUTER, SERVER and PEER.
    "ZMQ_DISCONNECT_MSG" DISCONNECT_MSG = 111, Bytes "", default none, on all, draft, set set_disconnect_msg;

    /// What is received when a connection was lost and will be made again; empty: nothing. For DEALER, CLIENT and PEER.
    "ZMQ_HICCUP_MSG" HICCUP_MSG = 114, Bytes "", default none, on all, draft, set set_hiccup_msg;
}

/// Old name of [`ROUTING_ID`](crate::ROUTING_ID).
#[doc(alias = "ZMQ_IDENTITY")]
pub const IDENTITY: SocketOption = SocketOption::ROUTING_ID;
/// Old name of [`CONNECT_ROUTING_ID`](crate::CONNECT_ROUTING_ID).
#[doc(alias = "ZMQ_CONNECT_RID")]
pub const CONNECT_RID: SocketOption = SocketOption::CONNECT_ROUTING_ID;
/// Old name of [`ROUTER_MANDATORY`](crate::ROUTER_MANDATORY).
#[doc(alias = "ZMQ_FAIL_UNROUTABLE")]
pub const FAIL_UNROUTABLE: SocketOption = SocketOption::ROUTER_MANDATORY;
/// Old name of [`ROUTER_MANDATORY`](crate::ROUTER_MANDATORY).
#[doc(alias = "ZMQ_ROUTER_BEHAVIOR")]
pub const ROUTER_BEHAVIOR: SocketOption = SocketOption::ROUTER_MANDATORY;
