//! How much a socket holds, and how long it waits.

use super::prelude::*;

socket_options! { FLOW;
    /// How long what was sent is kept for delivery once the socket is closed; `None`: until it is delivered.
    ///
    /// 0 on SUB, XSUB and DISH, and everywhere if the context's `BLOCKY` is off. Takes effect also on connections that
    /// exist.
    "ZMQ_LINGER" LINGER = 17, Wait "ms", default (-1), on all, stable, get linger, set set_linger;

    /// How many messages wait to be sent to one peer before the socket blocks or drops; 0: no limit.
    "ZMQ_SNDHWM" SNDHWM = 23, Int "messages", default 1000, on all, stable, get sndhwm, set set_sndhwm;

    /// How many messages of one peer wait to be received before the peer has to keep them; 0: no limit.
    "ZMQ_RCVHWM" RCVHWM = 24, Int "messages", default 1000, on all, stable, get rcvhwm, set set_rcvhwm;

    /// How long a receive waits before it fails with [`Again`](crate::ErrorKind::Again); `None`: for ever.
    "ZMQ_RCVTIMEO" RCVTIMEO = 27, Wait "ms", default (-1), on all, stable, get rcvtimeo, set set_rcvtimeo;

    /// How long a send waits before it fails with [`Again`](crate::ErrorKind::Again); `None`: for ever.
    "ZMQ_SNDTIMEO" SNDTIMEO = 28, Wait "ms", default (-1), on all, stable, get sndtimeo, set set_sndtimeo;

    /// The largest message that is received; a peer that sends a larger one is disconnected. -1: no limit.
    "ZMQ_MAXMSGSIZE" MAXMSGSIZE = 22, Int64 "bytes", default (-1), on all, stable, get maxmsgsize, set set_maxmsgsize;

    /// Whether messages wait only for completed connections: nothing is queued for a peer that is not there.
    "ZMQ_IMMEDIATE" IMMEDIATE = 39, Bool "", default 0, on all, stable, get immediate, set set_immediate;

    /// Whether only the newest message is kept, in and out. Set it before connecting or binding; multipart messages and
    /// high-water marks do not go with it. For PULL, PUSH, SUB, PUB and DEALER.
    "ZMQ_CONFLATE" CONFLATE = 54, Bool "", default 0, on all, stable, get conflate, set set_conflate;

    /// The I/O threads that serve later connections, one bit each; 0: the least loaded of all. A mask without a thread of
    /// the context makes `bind` and `connect` fail.
    "ZMQ_AFFINITY" AFFINITY = 4, Uint64 "bit mask", default 0, on all, stable, get affinity, set set_affinity;

    /// The kernel's send buffer; -1: what the system gives.
    "ZMQ_SNDBUF" SNDBUF = 11, Int "bytes", default (-1), on all, stable, get sndbuf, set set_sndbuf;

    /// The kernel's receive buffer; -1: what the system gives.
    "ZMQ_RCVBUF" RCVBUF = 12, Int "bytes", default (-1), on all, stable, get rcvbuf, set set_rcvbuf;

    /// How much is read from a connection at once. STREAM, and libzmq without our patches, start with 8192.
    "ZMQ_IN_BATCH_SIZE" IN_BATCH_SIZE = 101, Int "bytes", default 65536, on all, draft, get in_batch_size,
        set set_in_batch_size;

    /// How much is written to a connection at once. libzmq without our patches starts with 8192.
    "ZMQ_OUT_BATCH_SIZE" OUT_BATCH_SIZE = 102, Int "bytes", default 262144, on all, draft, get out_batch_size,
        set set_out_batch_size;
}
