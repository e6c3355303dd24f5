//! Options of contexts.

use super::prelude::*;

context_options! { CONTEXT;
    /// How many threads serve the sockets; 0 serves `inproc://` only. Set it before the first socket.
    "ZMQ_IO_THREADS" IO_THREADS = 1, Int "threads", default 1, stable, get io_threads, set set_io_threads;

    /// How many sockets there can be at a time. Set it before the first socket.
    "ZMQ_MAX_SOCKETS" MAX_SOCKETS = 2, Int "sockets", default 1023, stable, get max_sockets, set set_max_sockets;

    /// The most that [`set_max_sockets`](Context::set_max_sockets) should be given.
    "ZMQ_SOCKET_LIMIT" SOCKET_LIMIT = 3, Int "sockets", default none, stable, get socket_limit;

    /// The scheduling priority of the I/O threads, 1 to 99 under `SCHED_FIFO` and `SCHED_RR`; with other policies any
    /// number above 0 makes them as important as the system allows. Has the number of `SOCKET_LIMIT`, so it cannot be
    /// read. Set it before the first socket.
    ///
    /// If the process may not do that, the context's first socket fails with
    /// [`PermissionDenied`](crate::ErrorKind::PermissionDenied).
    "ZMQ_THREAD_PRIORITY" THREAD_PRIORITY = 3, Int "", default none, stable, set set_thread_priority;

    /// The scheduling policy of the I/O threads, one of the system's `SCHED_` numbers; -1 was never set. Set it before the
    /// first socket, which fails as with [`set_thread_priority`](Context::set_thread_priority).
    "ZMQ_THREAD_SCHED_POLICY" THREAD_SCHED_POLICY = 4, Int "", default (-1), stable, get thread_sched_policy,
        set set_thread_sched_policy;

    /// The largest message that shall be sent. libzmq 4.3 keeps the number and does nothing with it.
    "ZMQ_MAX_MSGSZ" MAX_MSGSZ = 5, Int "bytes", default 2147483647, stable, get max_msgsz, set set_max_msgsz;

    /// The size of libzmq's `zmq_msg_t`.
    "ZMQ_MSG_T_SIZE" MSG_T_SIZE = 6, Int "bytes", default 64, stable, get msg_t_size;

    /// A processor that the I/O threads may run on, beside those added before. Set it before the first socket.
    "ZMQ_THREAD_AFFINITY_CPU_ADD" THREAD_AFFINITY_CPU_ADD = 7, Int "processor", default none, stable,
        set add_thread_affinity_cpu;

    /// Takes back a processor that was added.
    "ZMQ_THREAD_AFFINITY_CPU_REMOVE" THREAD_AFFINITY_CPU_REMOVE = 8, Int "processor", default none, stable,
        set remove_thread_affinity_cpu;

    /// What the names of the I/O threads begin with. A number here; with the feature `draft`, `set_thread_name_prefix` takes
    /// text.
    "ZMQ_THREAD_NAME_PREFIX" THREAD_NAME_PREFIX = 9, Int "", default 0, bare, get thread_name_prefix,
        set set_thread_name_prefix;

    /// Whether received messages may share one buffer instead of being copied out of it.
    "ZMQ_ZERO_COPY_RECV" ZERO_COPY_RECV = 10, Bool "", default 1, draft, get zero_copy_recv, set set_zero_copy_recv;

    /// Whether new sockets use IPv6.
    "ZMQ_IPV6" IPV6 = 42, Bool "", default 0, stable, get ipv6, set set_ipv6;

    /// Whether new sockets linger for ever, or else not at all.
    "ZMQ_BLOCKY" BLOCKY = 70, Bool "", default 1, stable, get blocky, set set_blocky;
}

macro_rules! root {
    ($($name:ident)*) => {
        $(#[doc = concat!("[`ContextOption::", stringify!($name), "`].")]
        pub const $name: ContextOption = ContextOption::$name;)*
    };
}

// Not `IPV6`: `zmq::IPV6` is the socket option.
root! {
    IO_THREADS MAX_SOCKETS SOCKET_LIMIT THREAD_PRIORITY THREAD_SCHED_POLICY MAX_MSGSZ MSG_T_SIZE
    THREAD_AFFINITY_CPU_ADD THREAD_AFFINITY_CPU_REMOVE THREAD_NAME_PREFIX ZERO_COPY_RECV BLOCKY
}
