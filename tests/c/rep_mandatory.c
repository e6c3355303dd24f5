/* ZMQ_ROUTER_MANDATORY can be set for a REP socket too: does a request from a peer that has gone, or takes no replies, abort it? */
#include "check.h"

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const rep = new_socket (context, ZMQ_REP);
    void *const peer = new_socket (context, ZMQ_DEALER);
    char body[8];
    set_int (rep, ZMQ_ROUTER_MANDATORY, 1);
    set_int (rep, ZMQ_SNDHWM, 1);
    set_int (peer, ZMQ_RCVHWM, 1);
    set_int (peer, ZMQ_LINGER, 0);
    CHECK (zmq_bind (rep, "inproc://requests") == 0);
    CHECK (zmq_connect (peer, "inproc://requests") == 0);
    /* More requests than the peer takes replies, of which it reads none. */
    for (int round = 0; round < 10; round++) {
        CHECK (zmq_send (peer, "", 0, ZMQ_SNDMORE) == 0);
        CHECK (zmq_send (peer, "body", 4, 0) == 4);
        CHECK (zmq_recv (rep, body, sizeof body, 0) == 4);
        CHECK (zmq_send (rep, "body", 4, 0) == 4);
    }
    /* The last request is still there when its sender is not. */
    CHECK (zmq_send (peer, "", 0, ZMQ_SNDMORE) == 0);
    CHECK (zmq_send (peer, "body", 4, 0) == 4);
    CHECK (zmq_close (peer) == 0);
    pass (50);
    if (zmq_recv (rep, body, sizeof body, ZMQ_DONTWAIT) == 4)
        CHECK (zmq_send (rep, "body", 4, 0) == 4);
    CHECK (zmq_close (rep) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
