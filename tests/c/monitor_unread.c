/* A monitor that nobody reads: does the socket go on? */
#include "check.h"

int main (void)
{
    watchdog (30);
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    CHECK (zmq_socket_monitor (pull, "inproc://nobody", ZMQ_EVENT_ALL) == 0);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_connect (push, endpoint) == 0);
    CHECK (zmq_send (push, "x", 1, 0) == 1);
    CHECK (zmq_recv (pull, NULL, 0, 0) == 1);

    /* A reader that lags behind is told what it has room for. */
    CHECK (zmq_socket_monitor (pull, "inproc://slow", ZMQ_EVENT_ALL) == 0);
    void *const events = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_connect (events, "inproc://slow") == 0);
    for (int i = 0; i < 3000; i++) {
        char abstract[64];
        snprintf (abstract, sizeof abstract, "ipc://@monitor-unread-%d-%d", getpid (), i);
        CHECK (zmq_bind (pull, abstract) == 0);
        CHECK (zmq_unbind (pull, abstract) == 0);
    }
    CHECK (zmq_recv (events, NULL, 0, 0) == 6);
    CHECK (get_int (events, ZMQ_RCVMORE));

    CHECK (zmq_close (events) == 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
