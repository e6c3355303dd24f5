/* A peer of ZMTP 1.0 is found again while the messages of its last connection are still unread: does its routing id abort the process? */
#include "zmtp.h"

/* The empty routing id, or a message of one byte, as that protocol has them. */
static const unsigned char no_id[] = {1, 0}, message[] = {2, 0, 'a'};

static int accept_one (int listener)
{
    const int peer = accept (listener, NULL, NULL);
    CHECK (peer != -1);
    send_exactly (peer, no_id, sizeof no_id);
    return peer;
}

static void take_message (void *router)
{
    char body[16];
    CHECK (zmq_recv (router, body, sizeof body, 0) == 5);
    CHECK (zmq_recv (router, body, sizeof body, 0) == 1 && body[0] == 'a');
}

int main (void)
{
    watchdog (60);
    char endpoint[64];
    const int listener = listen_anywhere (endpoint, sizeof endpoint);
    void *const context = zmq_ctx_new ();
    void *const router = new_socket (context, ZMQ_ROUTER);
    /* Room for one message, beside the routing id. */
    set_int (router, ZMQ_RCVHWM, 1);
    set_int (router, ZMQ_RECONNECT_IVL, 10);
    set_int (router, ZMQ_LINGER, 0);
    CHECK (zmq_connect (router, endpoint) == 0);
    int peer = accept_one (listener);
    send_exactly (peer, message, sizeof message);
    /* Until it has been read, the peer stays. */
    CHECK (shutdown (peer, SHUT_WR) == 0);
    unsigned char greeting[256];
    while (recv (peer, greeting, sizeof greeting, 0) > 0)
        ;
    CHECK (close (peer) == 0);
    peer = accept_one (listener);
    send_exactly (peer, message, sizeof message);
    /* Time for the id to come to the full pipe. */
    pass (200);
    take_message (router);
    take_message (router);
    CHECK (close (peer) == 0 && close (listener) == 0);
    CHECK (zmq_close (router) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
