/* A SOCKS proxy that refuses: can the socket be closed while it waits to try again? */
#include "scarce.h"

static void refused (void)
{
    for (int i = 0; i < 10; i++) {
        void *const context = zmq_ctx_new ();
        void *const push = new_socket (context, ZMQ_PUSH);
        set_int (push, ZMQ_LINGER, 0);
        CHECK (zmq_setsockopt (push, ZMQ_SOCKS_PROXY, "127.0.0.1:1", 11) == 0);
        CHECK (zmq_socket_monitor (push, "inproc://events", ZMQ_EVENT_CONNECT_RETRIED) == 0);
        void *const events = new_socket (context, ZMQ_PAIR);
        CHECK (zmq_connect (events, "inproc://events") == 0);
        CHECK (zmq_connect (push, "tcp://127.0.0.1:1") == 0);
        CHECK (zmq_recv (events, NULL, 0, 0) > 0);
        CHECK (zmq_close (events) == 0);
        CHECK (zmq_close (push) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
}

int main (void)
{
    IN_CHILD (refused);
    return 0;
}
