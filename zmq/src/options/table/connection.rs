//! How connections are made, kept and remade.

use super::prelude::*;

socket_options! { CONNECTION;
    /// How long to wait before connecting again, with a random part; `None`, and to libzmq zero as well: never.
    "ZMQ_RECONNECT_IVL" RECONNECT_IVL = 18, Wait "ms", default 100, on all, stable, get reconnect_ivl,
        set set_reconnect_ivl;

    /// The longest wait before connecting again: until then it doubles each time. Zero: it does not grow.
    "ZMQ_RECONNECT_IVL_MAX" RECONNECT_IVL_MAX = 21, Millis "ms", default 0, on all, stable, get reconnect_ivl_max,
        set set_reconnect_ivl_max;

    /// What makes the socket give up an endpoint instead of connecting again.
    "ZMQ_RECONNECT_STOP" RECONNECT_STOP = 109, ReconnectStop "bit mask", default 0, on all, draft, get reconnect_stop,
        set set_reconnect_stop;

    /// How many connections may wait to be accepted.
    "ZMQ_BACKLOG" BACKLOG = 19, Int "connections", default 100, on all, stable, get backlog, set set_backlog;

    /// How long a connect is tried; zero: as long as the system does.
    "ZMQ_CONNECT_TIMEOUT" CONNECT_TIMEOUT = 79, Millis "ms", default 0, on all, stable, get connect_timeout,
        set set_connect_timeout;

    /// How long a handshake may take; zero: as long as it likes. Without effect on STREAM.
    "ZMQ_HANDSHAKE_IVL" HANDSHAKE_IVL = 66, Millis "ms", default 30000, on all, stable, get handshake_ivl,
        set set_handshake_ivl;

    /// How often a heartbeat is sent; zero: never.
    "ZMQ_HEARTBEAT_IVL" HEARTBEAT_IVL = 75, Millis "ms", default 0, on all, stable, get heartbeat_ivl,
        set set_heartbeat_ivl;

    /// How long the peer shall wait for anything from us before it takes us for dead; zero: it decides. Rounded down to
    /// 100 ms, at most 6553.5 s.
    "ZMQ_HEARTBEAT_TTL" HEARTBEAT_TTL = 76, Millis "ms", default 0, on all, stable, get heartbeat_ttl,
        set set_heartbeat_ttl;

    /// How long to wait for anything after a heartbeat before the peer is taken for dead. `None`, which cannot be set
    /// again: as long as [`heartbeat_ivl`](Socket::heartbeat_ivl).
    "ZMQ_HEARTBEAT_TIMEOUT" HEARTBEAT_TIMEOUT = 77, Wait "ms", default (-1), on all, stable, get heartbeat_timeout,
        set set_heartbeat_timeout;

    /// Whether tcp keeps connections alive: 1 yes, 0 no, -1 as the system does.
    "ZMQ_TCP_KEEPALIVE" TCP_KEEPALIVE = 34, Int "", default (-1), on all, stable, get tcp_keepalive, set set_tcp_keepalive;

    /// How many unanswered tcp probes end a connection; -1: as the system does.
    "ZMQ_TCP_KEEPALIVE_CNT" TCP_KEEPALIVE_CNT = 35, Int "probes", default (-1), on all, stable, get tcp_keepalive_cnt,
        set set_tcp_keepalive_cnt;

    /// How long a connection is idle before tcp probes it; -1: as the system does.
    "ZMQ_TCP_KEEPALIVE_IDLE" TCP_KEEPALIVE_IDLE = 36, Int "s", default (-1), on all, stable, get tcp_keepalive_idle,
        set set_tcp_keepalive_idle;

    /// The time between two tcp probes; -1: as the system does.
    "ZMQ_TCP_KEEPALIVE_INTVL" TCP_KEEPALIVE_INTVL = 37, Int "s", default (-1), on all, stable, get tcp_keepalive_intvl,
        set set_tcp_keepalive_intvl;

    /// How long tcp sends again what is not acknowledged before it gives the connection up; zero: as the system does.
    "ZMQ_TCP_MAXRT" TCP_MAXRT = 80, Millis "ms", default 0, on all, stable, get tcp_maxrt, set set_tcp_maxrt;

    /// An address range to accept tcp connections from, such as `192.168.0.0/16`, beside those set before; empty: from
    /// everywhere again. Deprecated by libzmq: authenticate peers instead.
    "ZMQ_TCP_ACCEPT_FILTER" TCP_ACCEPT_FILTER = 38, Text "CIDR", default none, on all, stable, set set_tcp_accept_filter;

    /// Whether IPv6 is used, and IPv4 through it.
    "ZMQ_IPV6" IPV6 = 42, Bool "", default 0, on all, stable, get ipv6, set set_ipv6;

    /// The opposite of [`ipv6`](Socket::ipv6). Deprecated by libzmq.
    "ZMQ_IPV4ONLY" IPV4ONLY = 31, Bool "", default 1, on all, stable, get ipv4only, set set_ipv4only;

    /// The IP type-of-service byte of what is sent, 0 to 255; 0: as the system does.
    "ZMQ_TOS" TOS = 57, Int "", default 0, on all, stable, get tos, set set_tos;

    /// The kernel's priority of what is sent; 0: as the system does. Refused if the process may not use it.
    "ZMQ_PRIORITY" PRIORITY = 112, Int "", default 0, on all, draft, get priority, set set_priority;

    /// How long the kernel polls the network device for packets; 0: not at all. Refused if the process may not use it.
    "ZMQ_BUSY_POLL" BUSY_POLL = 113, Int "us", default 0, on all, draft, get busy_poll, set set_busy_poll;

    /// The network interface that connections go through; empty: any.
    "ZMQ_BINDTODEVICE" BINDTODEVICE = 92, Text "interface name", default empty, on all, stable, get bindtodevice,
        set set_bindtodevice;

    /// A socket that listens already, to be used by the next bind: [`Socket::bind_fd`]. Only -1, none, can be set here,
    /// because libzmq closes the descriptor, whoever owns it.
    "ZMQ_USE_FD" USE_FD = 89, Fd "", default (-1), on all, bare, get use_fd, set set_use_fd;

    /// The SOCKS5 proxy that tcp connections go through, as `host:port`; empty: none.
    "ZMQ_SOCKS_PROXY" SOCKS_PROXY = 68, Text "", default empty, on all, stable, get socks_proxy, set set_socks_proxy;

    /// The user name for the SOCKS proxy; empty: none.
    "ZMQ_SOCKS_USERNAME" SOCKS_USERNAME = 99, Text "", default empty, on all, draft, get socks_username,
        set set_socks_username;

    /// The password for the SOCKS proxy; empty: none.
    "ZMQ_SOCKS_PASSWORD" SOCKS_PASSWORD = 100, Text "", default empty, on all, draft, get socks_password,
        set set_socks_password;

    /// Whether tcp on the loopback takes the fast path; for Windows.
    "ZMQ_LOOPBACK_FASTPATH" LOOPBACK_FASTPATH = 94, Bool "", default 0, on all, draft, get loopback_fastpath,
        set set_loopback_fastpath;

    /// A property that every peer sees on our messages: `X-name:value`. May be set for several names.
    "ZMQ_METADATA" METADATA = 95, Text "", default none, on all, draft, set set_metadata;

    /// VMCI: the size of the transport's buffer. Needs a libzmq with VMCI, as the next three do.
    "ZMQ_VMCI_BUFFER_SIZE" VMCI_BUFFER_SIZE = 85, Uint64 "bytes", default none, on all, stable, set set_vmci_buffer_size;

    /// VMCI: the least size of the transport's buffer.
    "ZMQ_VMCI_BUFFER_MIN_SIZE" VMCI_BUFFER_MIN_SIZE = 86, Uint64 "bytes", default none, on all, stable,
        set set_vmci_buffer_min_size;

    /// VMCI: the largest size of the transport's buffer.
    "ZMQ_VMCI_BUFFER_MAX_SIZE" VMCI_BUFFER_MAX_SIZE = 87, Uint64 "bytes", default none, on all, stable,
        set set_vmci_buffer_max_size;

    /// VMCI: how long a connect is tried; `None`: as long as the system does.
    "ZMQ_VMCI_CONNECT_TIMEOUT" VMCI_CONNECT_TIMEOUT = 88, Wait "ms", default none, on all, stable,
        set set_vmci_connect_timeout;
}

/// Old name of [`IMMEDIATE`](crate::IMMEDIATE).
#[doc(alias = "ZMQ_DELAY_ATTACH_ON_CONNECT")]
pub const DELAY_ATTACH_ON_CONNECT: SocketOption = SocketOption::IMMEDIATE;
