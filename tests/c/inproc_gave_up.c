/* Connect to a name that nobody has bound, take it back, and bind it: no abort, and the name works. */
#include "scarce.h"

#include <pthread.h>

/* Lets a socket see to what it was told, as any of its calls does. */
static void look (void *socket)
{
    get_int (socket, ZMQ_EVENTS);
}

static void bind_after_disconnect (void)
{
    void *const context = zmq_ctx_new ();
    for (int type = 0; type <= 20; type++) {
        void *const gave_up = zmq_socket (context, type);
        void *const bound = zmq_socket (context, ZMQ_DEALER);
        void *const peer = zmq_socket (context, ZMQ_DEALER);
        char endpoint[32], body[8];
        snprintf (endpoint, sizeof endpoint, "inproc://gave-up-%d", type);
        zmq_connect (gave_up, endpoint);
        if (zmq_disconnect (gave_up, endpoint) == 0)
            look (gave_up);
        CHECK (zmq_bind (bound, endpoint) == 0);
        CHECK (zmq_connect (peer, endpoint) == 0);
        CHECK (zmq_send (peer, "body", 4, 0) == 4);
        CHECK (zmq_recv (bound, body, sizeof body, 0) == 4);
        CHECK (zmq_close (gave_up) == 0 && zmq_close (bound) == 0 && zmq_close (peer) == 0);
    }
    CHECK (zmq_ctx_term (context) == 0);
}

/* Whoever binds has something to say to everyone who connects. */
static void welcome_after_disconnect (void)
{
    void *const context = zmq_ctx_new ();
    void *const gave_up = zmq_socket (context, ZMQ_SUB);
    void *const bound = zmq_socket (context, ZMQ_XPUB);
    void *const peer = zmq_socket (context, ZMQ_SUB);
    CHECK (zmq_setsockopt (bound, ZMQ_XPUB_WELCOME_MSG, "hello", 5) == 0);
    CHECK (zmq_connect (gave_up, "inproc://welcome") == 0);
    CHECK (zmq_disconnect (gave_up, "inproc://welcome") == 0);
    look (gave_up);
    CHECK (zmq_bind (bound, "inproc://welcome") == 0);
    CHECK (zmq_setsockopt (peer, ZMQ_SUBSCRIBE, "", 0) == 0);
    CHECK (zmq_connect (peer, "inproc://welcome") == 0);
    char body[8];
    //  Over inproc the bound end notices its peer when it is used next
    CHECK (zmq_recv (bound, body, sizeof body, 0) == 1);
    CHECK (zmq_recv (peer, body, sizeof body, 0) == 5);
    CHECK (zmq_close (gave_up) == 0 && zmq_close (bound) == 0 && zmq_close (peer) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Its pipe holds one message only, and so nothing but the end. */
static void bind_after_disconnect_of_a_conflated_one (void)
{
    void *const context = zmq_ctx_new ();
    void *const gave_up = new_socket (context, ZMQ_DEALER);
    void *const bound = new_socket (context, ZMQ_PULL);
    set_int (gave_up, ZMQ_CONFLATE, 1);
    CHECK (zmq_connect (gave_up, "inproc://conflated") == 0);
    CHECK (zmq_disconnect (gave_up, "inproc://conflated") == 0);
    CHECK (zmq_bind (bound, "inproc://conflated") == 0);
    CHECK (zmq_close (gave_up) == 0 && zmq_close (bound) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static pthread_barrier_t connected;

/* Half of the times the other one waits until there is something to bind. */
static void meet (int round)
{
    if (round % 2)
        pthread_barrier_wait (&connected);
}

static void *gives_up (void *socket)
{
    char endpoint[32];
    for (int round = 0; round < 1000; round++) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", round);
        CHECK (zmq_connect (socket, endpoint) == 0);
        CHECK (zmq_send (socket, "body", 4, ZMQ_DONTWAIT) == 4 || errno == EAGAIN);
        meet (round);
        CHECK (zmq_disconnect (socket, endpoint) == 0 || errno == ENOENT);
    }
    return NULL;
}

/* On two threads, so that the bind comes before, in or after the disconnect. */
static void bind_while_disconnecting (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const connecting = new_socket (context, ZMQ_DEALER);
    void *const binding = new_socket (context, ZMQ_DEALER);
    pthread_t thread;
    CHECK (pthread_barrier_init (&connected, NULL, 2) == 0);
    CHECK (pthread_create (&thread, NULL, gives_up, connecting) == 0);
    char endpoint[32], body[8];
    for (int round = 0; round < 1000; round++) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", round);
        meet (round);
        CHECK (zmq_bind (binding, endpoint) == 0);
        while (zmq_recv (binding, body, sizeof body, ZMQ_DONTWAIT) != -1)
            ;
    }
    CHECK (pthread_join (thread, NULL) == 0);
    set_int (connecting, ZMQ_LINGER, 0);
    CHECK (zmq_close (connecting) == 0 && zmq_close (binding) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (bind_after_disconnect_of_a_conflated_one);
    IN_CHILD (bind_while_disconnecting);
    IN_CHILD (welcome_after_disconnect);
    IN_CHILD (bind_after_disconnect);
    return 0;
}
