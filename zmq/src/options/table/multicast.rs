//! Multicast: udp, PGM and NORM.

use super::prelude::*;

socket_options! { MULTICAST;
    /// The highest rate of multicast data, at least 1.
    "ZMQ_RATE" RATE = 8, Int "kbit/s", default 100, on all, stable, get rate, set set_rate;

    /// How long a receiver can be gone without losing multicast data.
    "ZMQ_RECOVERY_IVL" RECOVERY_IVL = 9, Millis "ms", default 10000, on all, stable, get recovery_ivl,
        set set_recovery_ivl;

    /// How many networks multicast packets pass through, 1 to 255.
    "ZMQ_MULTICAST_HOPS" MULTICAST_HOPS = 25, Int "hops", default 1, on all, stable, get multicast_hops,
        set set_multicast_hops;

    /// The largest multicast packet.
    "ZMQ_MULTICAST_MAXTPDU" MULTICAST_MAXTPDU = 84, Int "bytes", default 1500, on all, stable, get multicast_maxtpdu,
        set set_multicast_maxtpdu;

    /// Whether this machine receives its own udp multicast.
    "ZMQ_MULTICAST_LOOP" MULTICAST_LOOP = 96, Bool "", default 1, on all, draft, get multicast_loop,
        set set_multicast_loop;

    /// NORM: how the rate is controlled. Needs a libzmq with NORM, as the rest of these do.
    "ZMQ_NORM_MODE" NORM_MODE = 117, NormMode "", default 1, on all, draft, get norm_mode, set set_norm_mode;

    /// NORM: whether receivers answer to the sender only.
    "ZMQ_NORM_UNICAST_NACK" NORM_UNICAST_NACK = 118, Bool "", default 0, on all, draft, get norm_unicast_nack,
        set set_norm_unicast_nack;

    /// NORM: the size of the buffer of a stream.
    "ZMQ_NORM_BUFFER_SIZE" NORM_BUFFER_SIZE = 119, Int "kB", default 2048, on all, draft, get norm_buffer_size,
        set set_norm_buffer_size;

    /// NORM: the largest packet's content.
    "ZMQ_NORM_SEGMENT_SIZE" NORM_SEGMENT_SIZE = 120, Int "bytes", default 1400, on all, draft, get norm_segment_size,
        set set_norm_segment_size;

    /// NORM: how many segments a block has, 1 to 255.
    "ZMQ_NORM_BLOCK_SIZE" NORM_BLOCK_SIZE = 121, Int "segments", default 16, on all, draft, get norm_block_size,
        set set_norm_block_size;

    /// NORM: how many repair segments are computed for a block, 0 to 254.
    "ZMQ_NORM_NUM_PARITY" NORM_NUM_PARITY = 122, Int "segments", default 4, on all, draft, get norm_num_parity,
        set set_norm_num_parity;

    /// NORM: how many repair segments are sent without being asked for, 0 to 254.
    "ZMQ_NORM_NUM_AUTOPARITY" NORM_NUM_AUTOPARITY = 123, Int "segments", default 0, on all, draft,
        get norm_num_autoparity, set set_norm_num_autoparity;

    /// NORM: whether a slow receiver loses data, instead of slowing the sender down.
    "ZMQ_NORM_PUSH" NORM_PUSH = 124, Bool "", default 0, on all, draft, get norm_push, set set_norm_push;
}
