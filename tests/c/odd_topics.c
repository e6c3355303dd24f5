/* Topics that begin as the frames do by which an XSUB asks for topics: can they be taken back? */
#include "check.h"

static void *context;

static void hear (void *publisher, const char *frame)
{
    char heard[16];
    CHECK (zmq_recv (publisher, heard, sizeof heard, 0) == 3);
    CHECK (memcmp (heard, frame, 3) == 0);
}

static void ask (void *subscriber, int option, const char *topic)
{
    CHECK (zmq_setsockopt (subscriber, option, topic, 2) == 0);
}

int main (void)
{
    watchdog (20);
    context = zmq_ctx_new ();
    void *const publisher = new_socket (context, ZMQ_XPUB);
    void *const subscriber = new_socket (context, ZMQ_SUB);
    CHECK (zmq_bind (publisher, "inproc://first") == 0);
    CHECK (zmq_connect (subscriber, "inproc://first") == 0);
    static const char *const topics[] = {"\0a", "\1a", "\2a"};
    for (int i = 0; i < 3; i++) {
        const char asked[] = {1, (char) i, 'a'}, taken_back[] = {0, (char) i, 'a'};
        ask (subscriber, ZMQ_SUBSCRIBE, topics[i]);
        hear (publisher, asked);
        /* Asked for twice, it is wanted still. */
        ask (subscriber, ZMQ_SUBSCRIBE, topics[i]);
        ask (subscriber, ZMQ_UNSUBSCRIBE, topics[i]);
        CHECK_ERRNO (zmq_recv (publisher, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
        CHECK (zmq_send (publisher, topics[i], 2, 0) == 2);
        CHECK (zmq_recv (subscriber, NULL, 0, 0) == 2);
        ask (subscriber, ZMQ_UNSUBSCRIBE, topics[i]);
        hear (publisher, taken_back);
    }

    /* Another publisher is told what is wanted: nothing but this. */
    void *const other = new_socket (context, ZMQ_XPUB);
    ask (subscriber, ZMQ_SUBSCRIBE, "za");
    hear (publisher, "\1za");
    CHECK (zmq_bind (other, "inproc://second") == 0);
    CHECK (zmq_connect (subscriber, "inproc://second") == 0);
    hear (other, "\1za");
    CHECK_ERRNO (zmq_recv (other, NULL, 0, ZMQ_DONTWAIT), EAGAIN);

    CHECK (zmq_close (subscriber) == 0);
    CHECK (zmq_close (publisher) == 0);
    CHECK (zmq_close (other) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
