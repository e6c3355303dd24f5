/* Routing ids that are taken: can they be given twice, by an option or by what a peer says? */
#include "scarce.h"

static void *context;

static void id_of_a_connected_peer_is_refused (int type, const char *endpoint)
{
    context = zmq_ctx_new ();
    void *const peer = new_socket (context, ZMQ_DEALER);
    if (strncmp (endpoint, "inproc", 6) == 0)
        CHECK (zmq_bind (peer, endpoint) == 0);
    void *const socket = new_socket (context, type);
    set_int (socket, ZMQ_LINGER, 0);
    CHECK (zmq_setsockopt (socket, ZMQ_CONNECT_ROUTING_ID, "A", 1) == 0);
    CHECK (zmq_connect (socket, endpoint) == 0);
    CHECK (zmq_setsockopt (socket, ZMQ_CONNECT_ROUTING_ID, "A", 1) == 0);
    CHECK_ERRNO (zmq_connect (socket, endpoint), EADDRINUSE);
    CHECK (zmq_setsockopt (socket, ZMQ_CONNECT_ROUTING_ID, "B", 1) == 0);
    CHECK (zmq_connect (socket, endpoint) == 0);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_close (peer) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void on_router (void)
{
    id_of_a_connected_peer_is_refused (ZMQ_ROUTER, "tcp://127.0.0.1:1");
}

static void on_router_over_inproc (void)
{
    id_of_a_connected_peer_is_refused (ZMQ_ROUTER, "inproc://peer");
}

static void on_stream (void)
{
    id_of_a_connected_peer_is_refused (ZMQ_STREAM, "tcp://127.0.0.1:1");
}

/* Sends one frame as a new DEALER and gives the routing id that the ROUTER sees. */
static size_t greet (void *router, const char *endpoint, const void *id, size_t id_size, unsigned char *seen)
{
    void *const dealer = new_socket (context, ZMQ_DEALER);
    if (id_size)
        CHECK (zmq_setsockopt (dealer, ZMQ_ROUTING_ID, id, id_size) == 0);
    CHECK (zmq_connect (dealer, endpoint) == 0);
    CHECK (zmq_send (dealer, "x", 1, 0) == 1);
    const int size = zmq_recv (router, seen, 255, 0);
    CHECK (size > 0);
    CHECK (zmq_recv (router, NULL, 0, 0) == 1);
    return size;
}

static void peer_with_the_next_id_to_be_made_up (void)
{
    context = zmq_ctx_new ();
    void *const router = new_socket (context, ZMQ_ROUTER);
    char endpoint[64];
    bind_any (router, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    unsigned char first[255], second[255], third[255];
    CHECK (greet (router, endpoint, NULL, 0, first) == 5);
    for (int i = 4; i > 0 && ++first[i] == 0; i--)
        ;
    CHECK (greet (router, endpoint, first, 5, second) == 5);
    CHECK (memcmp (first, second, 5) == 0);
    CHECK (greet (router, endpoint, NULL, 0, third) == 5);
    CHECK (memcmp (second, third, 5) != 0);
}

int main (void)
{
    IN_CHILD (on_router);
    IN_CHILD (on_router_over_inproc);
    IN_CHILD (on_stream);
    IN_CHILD (peer_with_the_next_id_to_be_made_up);
    return 0;
}
