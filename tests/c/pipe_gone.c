/* New high-water marks for a socket one of whose peers is just leaving: is freed memory left alone? */
#include "scarce.h"

#include <malloc.h>

static void peer_leaves (void)
{
#ifdef M_PERTURB
    mallopt (M_PERTURB, 0x5a); /* what is freed is overwritten */
#endif
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    for (int i = 0; i < 20; i++) {
        void *const push = new_socket (context, ZMQ_PUSH);
        CHECK (zmq_connect (push, endpoint) == 0);
        CHECK (zmq_send (push, "x", 1, 0) == 1);
        CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
        CHECK (zmq_close (push) == 0);
        pass (10);
        /* The first takes notice that the peer leaves; meanwhile its end of the pipe is freed. */
        get_int (pull, ZMQ_EVENTS);
        pass (10);
        set_int (pull, ZMQ_RCVHWM, 100 + i);
    }
    pass (20);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (peer_leaves);
    return 0;
}
