/* A connection to itself, and one whose options are refused: are they closed, and tried again? */
#include "scarce.h"

#include <netinet/in.h>
#include <sys/socket.h>

static int free_port (void)
{
    const int descriptor = socket (AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    CHECK (bind (descriptor, (struct sockaddr *) &address, size) == 0);
    CHECK (getsockname (descriptor, (struct sockaddr *) &address, &size) == 0);
    CHECK (close (descriptor) == 0);
    return ntohs (address.sin_port);
}

/* Counts how often the socket tries again, up to so many times. */
static void wait_for_retries (void *events, int count)
{
    for (int retries = 0; retries < count; retries++) {
        CHECK (zmq_recv (events, NULL, 0, 0) > 0);
        CHECK (zmq_recv (events, NULL, 0, 0) > 0);
    }
}

static void *monitored (void *context, void **events)
{
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (push, ZMQ_LINGER, 0);
    set_int (push, ZMQ_RECONNECT_IVL, 5);
    CHECK (zmq_socket_monitor (push, "inproc://events", ZMQ_EVENT_CONNECT_RETRIED) == 0);
    *events = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_connect (*events, "inproc://events") == 0);
    return push;
}

static void to_itself (void)
{
    void *const context = zmq_ctx_new ();
    void *events;
    void *const push = monitored (context, &events);
    const int port = free_port ();
    char endpoint[96];
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d;127.0.0.1:%d", port, port);
    CHECK (zmq_connect (push, endpoint) == 0);
    wait_for_retries (events, 3);
    CHECK (zmq_close (events) == 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void with_options_that_are_refused (void)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    void *events;
    void *const push = monitored (context, &events);
    set_int (push, ZMQ_TCP_KEEPALIVE, 1);
    set_int (push, ZMQ_TCP_KEEPALIVE_CNT, 1000000);
    CHECK (zmq_connect (push, endpoint) == 0);
    wait_for_retries (events, 1);
    const int before = dup (0);
    wait_for_retries (events, 50);
    const int after = dup (0);
    CHECK (after < before + 25);
    CHECK (zmq_close (events) == 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (to_itself);
    IN_CHILD (with_options_that_are_refused);
    return 0;
}
