//! Publishing and subscribing.

use super::prelude::*;

socket_options! { PUBSUB;
    /// Receives, from now on, the messages that begin with these bytes; empty: every message. Adds to what was subscribed
    /// before, and counts: it takes as many [`unsubscribe`](Socket::unsubscribe) to undo.
    ///
    /// On an XPUB with [`set_xpub_manual`](Socket::set_xpub_manual), answers the subscription received last.
    "ZMQ_SUBSCRIBE" SUBSCRIBE = 6, Bytes "", default none, on [SUB], stable, set subscribe;

    /// Takes back one [`subscribe`](Socket::subscribe) of these bytes; nothing happens if there was none.
    "ZMQ_UNSUBSCRIBE" UNSUBSCRIBE = 7, Bytes "", default none, on [SUB], stable, set unsubscribe;

    /// Whether every subscription is received, not only the first to a topic.
    "ZMQ_XPUB_VERBOSE" XPUB_VERBOSE = 40, Bool "", default none, on [XPUB PUB], stable, set set_xpub_verbose;

    /// Whether every subscription and unsubscription is received, not only the first and the last of a topic.
    "ZMQ_XPUB_VERBOSER" XPUB_VERBOSER = 78, Bool "", default none, on [XPUB PUB], stable, set set_xpub_verboser;

    /// Whether a send at the high-water mark of a subscriber blocks, instead of dropping the message.
    "ZMQ_XPUB_NODROP" XPUB_NODROP = 69, Bool "", default none, on [XPUB PUB RADIO], stable, set set_xpub_nodrop;

    /// Whether subscriptions take effect only when they are answered by [`subscribe`](Socket::subscribe).
    "ZMQ_XPUB_MANUAL" XPUB_MANUAL = 71, Bool "", default none, on [XPUB PUB], stable, set set_xpub_manual;

    /// As [`set_xpub_manual`](Socket::set_xpub_manual), and messages go only to the subscriber received from last.
    "ZMQ_XPUB_MANUAL_LAST_VALUE" XPUB_MANUAL_LAST_VALUE = 98, Bool "", default none, on [XPUB PUB], draft,
        set set_xpub_manual_last_value;

    /// What each new subscriber is sent first; empty: nothing.
    "ZMQ_XPUB_WELCOME_MSG" XPUB_WELCOME_MSG = 72, Bytes "", default none, on [XPUB PUB], stable,
        set set_xpub_welcome_msg;

    /// Whether subscriptions say what not to receive. Set it on both ends, on SUB before connecting.
    "ZMQ_INVERT_MATCHING" INVERT_MATCHING = 74, Bool "", default 0, on all, stable, get invert_matching,
        set set_invert_matching;

    /// Whether only the first frame of a message may be a subscription.
    "ZMQ_ONLY_FIRST_SUBSCRIBE" ONLY_FIRST_SUBSCRIBE = 108, Bool "", default none, on [XSUB XPUB PUB], draft,
        set set_only_first_subscribe;

    /// Whether every unsubscription is sent on, not only the last of a topic.
    "ZMQ_XSUB_VERBOSE_UNSUBSCRIBE" XSUB_VERBOSE_UNSUBSCRIBE = 115, Bool "", default none, on [XSUB], draft,
        set set_xsub_verbose_unsubscribe;
}
