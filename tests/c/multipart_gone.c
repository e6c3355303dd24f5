/* A peer leaves between two parts of a message that is sent without waiting: does what is sent next arrive, whole and alone? */
#include "scarce.h"

static void *context, *sender, *receiver;

static void *new_receiver (int type)
{
    void *const socket = new_socket (context, type);
    set_int (socket, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_connect (socket, "inproc://sender") == 0);
    return socket;
}

static void start (int sender_type, int receiver_type)
{
    context = zmq_ctx_new ();
    sender = new_socket (context, sender_type);
    set_int (sender, ZMQ_SNDTIMEO, 60000);
    CHECK (zmq_bind (sender, "inproc://sender") == 0);
    receiver = new_receiver (receiver_type);
}

/* The receiver goes, and the sender takes no notice yet, but finds its pipe on the way out. */
static void receiver_leaves (void)
{
    CHECK (zmq_close (receiver) == 0);
    pass (100);
}

static int try_send (const char *part, int more)
{
    const int sent = zmq_send (sender, part, strlen (part), ZMQ_DONTWAIT | (more ? ZMQ_SNDMORE : 0));
    CHECK (sent == (int) strlen (part) || errno == EAGAIN);
    return sent != -1;
}

static void send_part (const char *part, int more)
{
    CHECK (zmq_send (sender, part, strlen (part), more ? ZMQ_SNDMORE : 0) == (int) strlen (part));
}

static void expect (const char *part, int more)
{
    char body[16];
    const int size = zmq_recv (receiver, body, sizeof body, 0);
    CHECK (size == (int) strlen (part));
    CHECK (memcmp (body, part, size) == 0);
    CHECK (get_int (receiver, ZMQ_RCVMORE) == more);
}

static void end (void)
{
    CHECK_ERRNO (zmq_recv (receiver, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    CHECK (zmq_close (receiver) == 0);
    CHECK (zmq_close (sender) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void last_part_is_tried_again (void)
{
    start (ZMQ_DEALER, ZMQ_DEALER);
    CHECK (try_send ("lost 1", 1));
    receiver_leaves ();
    const int sent = try_send ("lost 2", 0);
    receiver = new_receiver (ZMQ_DEALER);
    if (!sent)
        send_part ("lost 2", 0);
    send_part ("next", 0);
    expect ("next", 0);
    end ();
}

static void whole_message_is_sent_again (void)
{
    static const int types[][2] = {{ZMQ_PUSH, ZMQ_PULL}, {ZMQ_DEALER, ZMQ_DEALER}};
    for (int i = 0; i < 2; i++) {
        start (types[i][0], types[i][1]);
        CHECK (try_send ("lost 1", 1));
        receiver_leaves ();
        if (try_send ("lost 2", 1))
            CHECK (try_send ("lost 3", 0));
        receiver = new_receiver (types[i][1]);
        send_part ("next 1", 1);
        send_part ("next 2", 1);
        send_part ("next 3", 0);
        expect ("next 1", 1);
        expect ("next 2", 1);
        expect ("next 3", 0);
        end ();
    }
}

/* A REQ whose peer went while it asked can ask another. */
static void another_peer_can_be_asked (void)
{
    start (ZMQ_REQ, ZMQ_REP);
    set_int (sender, ZMQ_REQ_RELAXED, 1);
    set_int (sender, ZMQ_REQ_CORRELATE, 1);
    CHECK (try_send ("lost 1", 1));
    receiver_leaves ();
    try_send ("lost 2", 0);
    receiver = new_receiver (ZMQ_REP);
    send_part ("next", 0);
    expect ("next", 0);
    CHECK (zmq_send (receiver, "answer", 6, 0) == 6);
    set_int (sender, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_recv (sender, NULL, 0, 0) == 6);
    CHECK (zmq_close (receiver) == 0);
    CHECK (zmq_close (sender) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (last_part_is_tried_again);
    IN_CHILD (whole_message_is_sent_again);
    IN_CHILD (another_peer_can_be_asked);
    return 0;
}
