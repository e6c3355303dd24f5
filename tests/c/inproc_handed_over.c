/* A socket connects to an inproc name while another thread binds it: does it get the routing id first, then what is sent? */
#include "scarce.h"

#include <pthread.h>

static void *bind_and_send (void *socket)
{
    //  The other looks for the name first, and is delayed before it goes on
    pass (200);
    CHECK (zmq_setsockopt (socket, ZMQ_ROUTING_ID, "bound", 5) == 0);
    CHECK (zmq_bind (socket, "inproc://late") == 0);
    CHECK (zmq_send (socket, "first", 5, 0) == 5);
    return NULL;
}

static void expect (void *socket, const char *part)
{
    char body[16];
    const int size = zmq_recv (socket, body, sizeof body, 0);
    CHECK (size == (int) strlen (part));
    CHECK (memcmp (body, part, size) == 0);
}

static void routing_id_comes_first (void)
{
    void *const context = zmq_ctx_new ();
    void *const connecting = new_socket (context, ZMQ_ROUTER);
    void *const binding = new_socket (context, ZMQ_DEALER);
    set_int (connecting, ZMQ_RCVTIMEO, 60000);
    pthread_t thread;
    CHECK (pthread_create (&thread, NULL, bind_and_send, binding) == 0);
    CHECK (zmq_connect (connecting, "inproc://late") == 0);
    CHECK (pthread_join (thread, NULL) == 0);
    expect (connecting, "bound");
    expect (connecting, "first");
    CHECK (zmq_close (connecting) == 0 && zmq_close (binding) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Whoever binds may have something to say at once, which is no routing id. */
static void probe_is_no_routing_id (void)
{
    void *const context = zmq_ctx_new ();
    void *const connecting = new_socket (context, ZMQ_ROUTER);
    void *const binding = new_socket (context, ZMQ_ROUTER);
    set_int (connecting, ZMQ_RCVTIMEO, 60000);
    set_int (binding, ZMQ_PROBE_ROUTER, 1);
    CHECK (zmq_setsockopt (binding, ZMQ_ROUTING_ID, "bound", 5) == 0);
    CHECK (zmq_connect (connecting, "inproc://early") == 0);
    CHECK (zmq_bind (binding, "inproc://early") == 0);
    expect (connecting, "bound");
    expect (connecting, "");
    CHECK (zmq_close (connecting) == 0 && zmq_close (binding) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (routing_id_comes_first);
    IN_CHILD (probe_is_no_routing_id);
    return 0;
}
