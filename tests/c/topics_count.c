/* The number of topics that an XPUB knows of: does it fall when a peer that asked for them has left? */
#include "check.h"

#ifndef ZMQ_TOPICS_COUNT
#define ZMQ_TOPICS_COUNT 116
#endif

static void *ask_for (void *context, const char *const *topics)
{
    void *const subscriber = new_socket (context, ZMQ_SUB);
    CHECK (zmq_connect (subscriber, "inproc://topics") == 0);
    for (; *topics; topics++)
        CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, *topics, strlen (*topics)) == 0);
    return subscriber;
}

static void hear (void *publisher, int wanted, const char *const *topics)
{
    char frame[16];
    for (; *topics; topics++) {
        CHECK (zmq_recv (publisher, frame, sizeof frame, 0) == (int) strlen (*topics) + 1);
        CHECK (frame[0] == wanted && memcmp (frame + 1, *topics, strlen (*topics)) == 0);
    }
}

int main (void)
{
    static const char *const first[] = {"", "a", "abc", "abd", "b", NULL};
    static const char *const second[] = {"a", "abcd", "c", NULL};
    static const char *const only_second[] = {"abcd", "c", NULL};
    static const char *const only_first[] = {"", "abc", "abd", "b", NULL};
    watchdog (20);
    void *const context = zmq_ctx_new ();
    void *const publisher = new_socket (context, ZMQ_XPUB);
    CHECK (zmq_bind (publisher, "inproc://topics") == 0);
    CHECK (get_int (publisher, ZMQ_TOPICS_COUNT) == 0);
    void *const leaves = ask_for (context, first);
    hear (publisher, 1, first);
    CHECK (get_int (publisher, ZMQ_TOPICS_COUNT) == 5);
    void *const stays = ask_for (context, second);
    hear (publisher, 1, only_second);
    CHECK (get_int (publisher, ZMQ_TOPICS_COUNT) == 7);

    CHECK (zmq_close (leaves) == 0);
    hear (publisher, 0, only_first);
    CHECK (get_int (publisher, ZMQ_TOPICS_COUNT) == 3);
    CHECK (get_int (stays, ZMQ_TOPICS_COUNT) == 3);
    CHECK (zmq_send (publisher, "abc", 3, 0) == 3);
    CHECK (zmq_recv (stays, NULL, 0, 0) == 3);

    CHECK (zmq_close (stays) == 0);
    hear (publisher, 0, second);
    CHECK (get_int (publisher, ZMQ_TOPICS_COUNT) == 0);
    CHECK (zmq_close (publisher) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
