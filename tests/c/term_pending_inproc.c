/* Can a context be terminated with inproc connections that nobody bound, at the limit on sockets or descriptors? */
#include "scarce.h"

static void *pending (void *context, int type, const char *endpoint)
{
    void *const socket = new_socket (context, type);
    CHECK (zmq_connect (socket, endpoint) == 0);
    return socket;
}

static void at_the_limit_on_sockets (void)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_MAX_SOCKETS, 4) == 0);
    void *const sockets[] = {pending (context, ZMQ_PUSH, "inproc://a"), pending (context, ZMQ_DEALER, "inproc://a"),
                             pending (context, ZMQ_REQ, "inproc://b"), pending (context, ZMQ_SUB, "inproc://c")};
    CHECK (zmq_connect (sockets[0], "inproc://d") == 0);
    CHECK (zmq_send (sockets[0], "lost", 4, 0) == 4);
    CHECK (zmq_socket (context, ZMQ_PAIR) == NULL);
    CHECK (errno == EMFILE);
    for (int i = 0; i < 4; i++)
        CHECK (zmq_close (sockets[i]) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void without_a_descriptor (void)
{
    void *const another = zmq_ctx_new ();
    void *const context = zmq_ctx_new ();
    void *const socket = pending (context, ZMQ_PUSH, "inproc://a");
    leave_descriptors_for_now (0);
    CHECK (zmq_close (socket) == 0);
    CHECK_ERRNO (zmq_ctx_term (context), EMFILE);
    restore_descriptors ();
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (zmq_ctx_term (another) == 0);
}

static void after_shutdown (void)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_MAX_SOCKETS, 1) == 0);
    void *const socket = pending (context, ZMQ_PUSH, "inproc://a");
    CHECK (zmq_ctx_shutdown (context) == 0);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (at_the_limit_on_sockets);
    IN_CHILD (without_a_descriptor);
    IN_CHILD (after_shutdown);
    return 0;
}
