/* Can the linger of a socket be bounded after its context was shut down, and does it take effect at close? */
#include "check.h"

int main (void)
{
    watchdog (20);
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_connect (push, "tcp://127.0.0.1:1") == 0);
    CHECK (zmq_send (push, "never delivered", 15, 0) == 15);
    CHECK (zmq_ctx_shutdown (context) == 0);
    int events;
    size_t size = sizeof events;
    CHECK_ERRNO (zmq_getsockopt (push, ZMQ_EVENTS, &events, &size), ETERM);

    int linger = 10;
    CHECK (zmq_setsockopt (push, ZMQ_LINGER, &linger, sizeof linger) == 0);
    CHECK_ERRNO (zmq_setsockopt (push, ZMQ_LINGER, &linger, 1), EINVAL);
    int timeout = 10;
    CHECK_ERRNO (zmq_setsockopt (push, ZMQ_SNDTIMEO, &timeout, sizeof timeout), ETERM);

    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0); /* would wait for ever */
    return 0;
}
