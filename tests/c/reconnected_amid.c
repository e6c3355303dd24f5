/* An XSUB sends a part of a message, its peer goes and comes back, and it sends the rest: does the message arrive whole? */
#include "check.h"

static void *new_publisher (void *context, const char *endpoint)
{
    void *const publisher = new_socket (context, ZMQ_XPUB);
    set_int (publisher, ZMQ_LINGER, 0);
    while (zmq_bind (publisher, endpoint) != 0) {
        CHECK (errno == EADDRINUSE);
        pass (1);
    }
    return publisher;
}

int main (void)
{
    enum
    {
        PART = 300
    };
    watchdog (60);
    char endpoint[64], part[PART], got[PART];
    size_t size = sizeof endpoint;
    void *const context = zmq_ctx_new ();
    void *publisher = new_publisher (context, "tcp://127.0.0.1:*");
    CHECK (zmq_getsockopt (publisher, ZMQ_LAST_ENDPOINT, endpoint, &size) == 0);
    void *const subscriber = new_socket (context, ZMQ_XSUB);
    memset (part, 'p', PART);
    set_int (subscriber, ZMQ_LINGER, 0);
    set_int (subscriber, ZMQ_RECONNECT_IVL, 10);
    CHECK (zmq_connect (subscriber, endpoint) == 0);
    CHECK (zmq_send (subscriber, "\1topic", 6, 0) == 6);
    CHECK (zmq_recv (publisher, got, PART, 0) == 6);
    CHECK (zmq_send (subscriber, part, PART, ZMQ_SNDMORE) == PART);
    CHECK (zmq_close (publisher) == 0);
    publisher = new_publisher (context, endpoint);
    /* The subscription is sent again when the subscriber hears of the new connection. */
    int received;
    while ((received = zmq_recv (publisher, got, PART, ZMQ_DONTWAIT)) == -1) {
        CHECK (errno == EAGAIN);
        get_int (subscriber, ZMQ_EVENTS);
        pass (1);
    }
    CHECK (received == 6 && memcmp (got, "\1topic", 6) == 0);
    CHECK (zmq_send (subscriber, "rest", 4, 0) == 4);
    CHECK (zmq_recv (publisher, got, PART, 0) == PART && memcmp (got, part, PART) == 0);
    CHECK (get_int (publisher, ZMQ_RCVMORE) == 1);
    CHECK (zmq_recv (publisher, got, PART, 0) == 4 && memcmp (got, "rest", 4) == 0);
    CHECK (get_int (publisher, ZMQ_RCVMORE) == 0);
    CHECK (zmq_close (subscriber) == 0 && zmq_close (publisher) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
