/* Parts of messages that nobody will get: are they freed? Only a leak check can tell, so this asks nothing without one. */
#include "zmtp.h"

enum
{
    ROUNDS = 10,
    PART = 300
};

static char body[PART];

/* The receiver goes between two parts; its other peer hears of it after the sender, and so tells when that is. */
static void receiver_leaves (void *context)
{
    void *const sender = new_socket (context, ZMQ_PUSH);
    void *const witness = new_socket (context, ZMQ_PAIR);
    void *const receiver = new_socket (context, ZMQ_PULL);
    CHECK (zmq_bind (sender, "inproc://sender") == 0 && zmq_bind (witness, "inproc://witness") == 0);
    CHECK (zmq_connect (receiver, "inproc://sender") == 0 && zmq_connect (receiver, "inproc://witness") == 0);
    CHECK (zmq_send (sender, body, PART, ZMQ_SNDMORE) == PART);
    CHECK (zmq_close (receiver) == 0);
    while (get_int (witness, ZMQ_EVENTS) & ZMQ_POLLOUT)
        pass (1);
    get_int (sender, ZMQ_EVENTS);
    CHECK (zmq_close (sender) == 0 && zmq_close (witness) == 0);
}

#ifdef ZMQ_BUILD_DRAFT_API
/* A CHANNEL has no use for messages of several parts. */
static void channel_drops (void *context)
{
    void *const channel = new_socket (context, ZMQ_CHANNEL);
    void *const pair = new_socket (context, ZMQ_PAIR);
    char got[PART];
    CHECK (zmq_bind (channel, "inproc://channel") == 0 && zmq_connect (pair, "inproc://channel") == 0);
    for (int parts = 2; parts <= 4; ++parts)
        for (int part = 1; part <= parts; ++part)
            CHECK (zmq_send (pair, body, PART, part < parts ? ZMQ_SNDMORE : 0) == PART);
    CHECK (zmq_send (pair, "one", 3, 0) == 3);
    CHECK (zmq_recv (channel, got, sizeof got, 0) == 3 && memcmp (got, "one", 3) == 0);
    CHECK (zmq_close (pair) == 0 && zmq_close (channel) == 0);
}

/* A peer says to which group a message is, and goes. */
static void group_without_message (void *context)
{
    void *const dish = new_socket (context, ZMQ_DISH);
    unsigned char frames[6 + 2 + 200] = {1, 1, 'g', 0, 1, 'm', 1, 200};
    char endpoint[64], got[PART];
    bind_any (dish, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (zmq_join (dish, "g") == 0);
    const int peer = connect_as ("RADIO", endpoint);
    send_exactly (peer, frames, sizeof frames);
    CHECK (zmq_recv (dish, got, sizeof got, 0) == 1 && got[0] == 'm');
    CHECK (close (peer) == 0);
    CHECK (zmq_close (dish) == 0);
}

/* A peer that takes nothing goes when most likely the group of a message is on its way, and the message is not. */
static void message_without_room (void *context)
{
    enum
    {
        GROUP = 250,
        MESSAGES = 4000
    };
    void *const radio = new_socket (context, ZMQ_RADIO);
    char endpoint[64], group[GROUP + 1] = "";
    unsigned char join[2 + 5 + GROUP] = {4, 5 + GROUP, 4, 'J', 'O', 'I', 'N'};
    char first;
    int sent = 0, joined = 0;
    memset (group, 'g', GROUP);
    memset (join + 7, 'g', GROUP);
    set_int (radio, ZMQ_LINGER, 0);
    set_int (radio, ZMQ_SNDHWM, 0);
    set_int (radio, ZMQ_SNDBUF, 8192);
    bind_any (radio, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    const int peer = connect_as ("DISH", endpoint);
    send_exactly (peer, join, sizeof join);
    while (sent < MESSAGES) {
        zmq_msg_t message;
        CHECK (zmq_msg_init_size (&message, 40) == 0);
        memset (zmq_msg_data (&message), 'm', 40);
        CHECK (zmq_msg_set_group (&message, group) == 0);
        CHECK (zmq_msg_send (&message, radio, 0) == 40);
        if (!joined && recv (peer, &first, 1, MSG_DONTWAIT | MSG_PEEK) != 1)
            pass (1);
        else {
            joined = 1;
            ++sent;
        }
    }
    CHECK (close (peer) == 0);
    CHECK (zmq_close (radio) == 0);
}
#endif

int main (void)
{
    watchdog (60);
    for (int round = 0; round < ROUNDS; ++round) {
        void *const context = zmq_ctx_new ();
        CHECK (context);
        receiver_leaves (context);
#ifdef ZMQ_BUILD_DRAFT_API
        channel_drops (context);
        group_without_message (context);
        message_without_room (context);
#endif
        CHECK (zmq_ctx_term (context) == 0);
    }
    return 0;
}
