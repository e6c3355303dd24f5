/* A socket connects with ZMQ_IMMEDIATE, which is taken back then: does it survive that its peer goes and comes back? */
#include "check.h"

static void take (void *pull)
{
    char got;
    CHECK (zmq_recv (pull, &got, 1, 0) == 1);
}

int main (void)
{
    watchdog (60);
    char endpoint[64];
    void *const context = zmq_ctx_new ();
    void *pull = new_socket (context, ZMQ_PULL);
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (push, ZMQ_IMMEDIATE, 1);
    set_int (push, ZMQ_RECONNECT_IVL, 10);
    CHECK (zmq_connect (push, bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint)) == 0);
    CHECK (zmq_send (push, "a", 1, 0) == 1);
    take (pull);
    set_int (push, ZMQ_IMMEDIATE, 0);
    CHECK (zmq_close (pull) == 0);
    while (get_int (push, ZMQ_EVENTS) & ZMQ_POLLOUT)
        pass (1);
    pull = new_socket (context, ZMQ_PULL);
    while (zmq_bind (pull, endpoint) != 0) {
        CHECK (errno == EADDRINUSE);
        pass (1);
    }
    CHECK (zmq_send (push, "b", 1, 0) == 1);
    take (pull);
    CHECK (zmq_close (push) == 0 && zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
