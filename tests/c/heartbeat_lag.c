/* A receiver that lags behind, with heartbeats: does it keep the connection of a sender that is alive, and all its
   messages?

   usage: heartbeat_lag ENDPOINT
   The sender's PINGs, PONGs and time-to-live wait in the kernel behind the messages that the receiver has no room for. */
#include "check.h"

enum
{
    count = 200,
    size = 100,
    high_water_mark = 10,
    interval = 50
};

/* Whether all goes well with a receiver that does not read for seven times that long (ms). */
static int survives (const char *wanted, int timeout)
{
    static const char body[size];
    char endpoint[256];
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_RCVHWM, high_water_mark);
    set_int (pull, ZMQ_HEARTBEAT_IVL, interval);
    set_int (pull, ZMQ_HEARTBEAT_TIMEOUT, timeout);
    set_int (pull, ZMQ_RCVTIMEO, 3000);
    bind_any (pull, wanted, endpoint, sizeof endpoint);

    /* The sender must not time out itself: it cannot see whether its PINGs are read. */
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (push, ZMQ_LINGER, 0);
    set_int (push, ZMQ_HEARTBEAT_IVL, interval);
    set_int (push, ZMQ_HEARTBEAT_TIMEOUT, 600000);
    set_int (push, ZMQ_HEARTBEAT_TTL, timeout);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (int sent = 0; sent < count; sent++) {
        CHECK (zmq_send (push, body, size, 0) == size);
        if (sent % (count / 4) == 0)
            pass (interval);
    }

    CHECK (zmq_socket_monitor (pull, "inproc://events", ZMQ_EVENT_DISCONNECTED) == 0);
    void *const events = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_connect (events, "inproc://events") == 0);
    pass (7 * timeout);

    int received = 0;
    while (received < count && zmq_recv (pull, NULL, 0, 0) == size)
        received++;
    const int disconnected = zmq_recv (events, NULL, 0, ZMQ_DONTWAIT) != -1;
    printf ("%s: %d of %d messages arrived%s, with a timeout of %d ms\n", endpoint, received, count,
            disconnected ? "; disconnected" : "", timeout);
    CHECK (zmq_close (events) == 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == count && !disconnected;
}

int main (int argc, char **argv)
{
    if (argc != 2) {
        fprintf (stderr, "usage: heartbeat_lag ENDPOINT\n");
        return 2;
    }
    watchdog (60);
    /* On a machine that stands still for so long a connection ends, and rightly: then with more time. */
    for (int timeout = 100; timeout <= 3200; timeout *= 2)
        if (survives (argv[1], timeout))
            return 0;
    return 1;
}
