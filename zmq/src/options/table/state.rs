//! What a socket is and how it is doing: options that can only be read.

use super::prelude::*;

socket_options! { STATE;
    /// Whether the message last received has more frames to come. [`Message::more`](crate::Message::more) says it of
    /// each frame.
    "ZMQ_RCVMORE" RCVMORE = 13, Bool "", default 0, on all, stable, get rcvmore;

    /// The descriptor that becomes readable when [`events`](Socket::events) may have changed; for event loops.
    ///
    /// Edge-triggered: after it was readable, and after every send and receive, ask [`events`](Socket::events). It belongs
    /// to libzmq and is closed with the socket: never read, write or close it, or take [`owned_fd`](Socket::owned_fd). Thread-safe socket types have none.
    "ZMQ_FD" FD = 14, Fd "", default none, on all, stable, get fd;

    /// Whether a message can be received ([`POLLIN`](crate::POLLIN)) or sent ([`POLLOUT`](crate::POLLOUT)) now. Asking
    /// resets the readiness of [`fd`](Socket::fd).
    "ZMQ_EVENTS" EVENTS = 15, PollEvents "", default none, on all, stable, get events;

    /// The socket's type: [`Socket::socket_type`].
    "ZMQ_TYPE" TYPE = 16, SocketType "", default none, on all, bare, get socket_type;

    /// The endpoint last bound or connected, with the port or path that a wildcard was replaced with.
    "ZMQ_LAST_ENDPOINT" LAST_ENDPOINT = 32, Text "", default empty, on all, stable, get last_endpoint;

    /// How this socket's connections are secured, as the options set before decided.
    "ZMQ_MECHANISM" MECHANISM = 43, Mechanism "", default 0, on all, stable, get mechanism;

    /// Whether libzmq allows more than one thread to use a socket of this type at a time.
    "ZMQ_THREAD_SAFE" THREAD_SAFE = 81, Bool "", default none, on all, stable, get thread_safe;

    /// How many different topics are subscribed: by this socket, or by its subscribers.
    "ZMQ_TOPICS_COUNT" TOPICS_COUNT = 116, Int "topics", default 0, on [XPUB PUB XSUB SUB], draft, get topics_count;
}
