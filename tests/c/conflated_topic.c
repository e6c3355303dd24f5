/* A conflated SUB gets a part of a message that is not its first: is the rest, which is not there yet, waited for? */
#include "scarce.h"

/* Sends two parts of three, of which the second one is kept. */
static void *send_two (void *context, void **publisher)
{
    void *const subscriber = new_socket (context, ZMQ_SUB);
    *publisher = new_socket (context, ZMQ_PUB);
    set_int (subscriber, ZMQ_CONFLATE, 1);
    CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, "topic", 5) == 0);
    CHECK (zmq_bind (*publisher, "inproc://conflated") == 0);
    CHECK (zmq_connect (subscriber, "inproc://conflated") == 0);
    CHECK (zmq_send (*publisher, "topic", 5, ZMQ_SNDMORE) == 5);
    CHECK (zmq_send (*publisher, "other", 5, ZMQ_SNDMORE) == 5);
    return subscriber;
}

/* What comes after that arrives. */
static void finish (void *context, void *publisher, void *subscriber)
{
    char body[8];
    CHECK (zmq_send (publisher, "end", 3, 0) == 3);
    CHECK (zmq_send (publisher, "topical", 7, 0) == 7);
    set_int (subscriber, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_recv (subscriber, body, sizeof body, 0) == 7 && memcmp (body, "topical", 7) == 0);
    CHECK (zmq_close (subscriber) == 0 && zmq_close (publisher) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void is_received (void)
{
    void *const context = zmq_ctx_new (), *publisher, *const subscriber = send_two (context, &publisher);
    char body[8];
    CHECK_ERRNO (zmq_recv (subscriber, body, sizeof body, ZMQ_DONTWAIT), EAGAIN);
    finish (context, publisher, subscriber);
}

static void is_polled_for (void)
{
    void *const context = zmq_ctx_new (), *publisher, *const subscriber = send_two (context, &publisher);
    CHECK (!(get_int (subscriber, ZMQ_EVENTS) & ZMQ_POLLIN));
    finish (context, publisher, subscriber);
}

int main (void)
{
    IN_CHILD (is_received);
    IN_CHILD (is_polled_for);
    return 0;
}
