/* A socket that has connected to an inproc name is used while another thread binds it: do they keep their hands off each other's
   state? Under a thread sanitizer. */
#include "scarce.h"

#include <pthread.h>

enum { rounds = 400 };

static void *connecting;
static pthread_barrier_t connected;

static void name_of (int round, char *endpoint, size_t size)
{
    snprintf (endpoint, size, "inproc://%d", round);
}

/* Each name is bound while the other thread is about to send, or to disconnect. */
static void *bind_all (void *socket)
{
    char endpoint[32];
    for (int round = 0; round < rounds; round++) {
        name_of (round, endpoint, sizeof endpoint);
        pthread_barrier_wait (&connected);
        CHECK (zmq_bind (socket, endpoint) == 0);
        while (zmq_recv (socket, NULL, 0, ZMQ_DONTWAIT) != -1)
            ;
    }
    return NULL;
}

static void with (int connecting_type, int binding_type, void *(*use) (void *), void (*prepare) (void *))
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const binding = new_socket (context, binding_type);
    connecting = new_socket (context, connecting_type);
    set_int (connecting, ZMQ_LINGER, 0);
    prepare (binding);
    CHECK (pthread_barrier_init (&connected, NULL, 2) == 0);
    pthread_t thread;
    CHECK (pthread_create (&thread, NULL, use, connecting) == 0);
    bind_all (binding);
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_close (connecting) == 0 && zmq_close (binding) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void nothing (void *socket)
{
    (void) socket;
}

static void *connect_and_send (void *socket)
{
    char endpoint[32];
    for (int round = 0; round < rounds; round++) {
        name_of (round, endpoint, sizeof endpoint);
        CHECK (zmq_connect (socket, endpoint) == 0);
        pthread_barrier_wait (&connected);
        for (int message = 0; message < 20; message++)
            CHECK (zmq_send (socket, "body", 4, ZMQ_DONTWAIT) == 4 || errno == EAGAIN);
    }
    return NULL;
}

static void sending (void)
{
    with (ZMQ_DEALER, ZMQ_DEALER, connect_and_send, nothing);
}

#ifdef ZMQ_BUILD_DRAFT_API
static void say_goodbye (void *socket)
{
    CHECK (zmq_setsockopt (socket, ZMQ_DISCONNECT_MSG, "goodbye", 7) == 0);
}

static void *connect_and_disconnect (void *socket)
{
    char endpoint[32];
    for (int round = 0; round < rounds; round++) {
        name_of (round, endpoint, sizeof endpoint);
        CHECK (zmq_connect (socket, endpoint) == 0);
        pthread_barrier_wait (&connected);
        //  The other one comes before, in or after it
        for (volatile int turn = 0; turn < round * 500; turn++)
            ;
        CHECK (zmq_disconnect (socket, endpoint) == 0);
    }
    return NULL;
}

static void disconnecting (void)
{
    with (ZMQ_DEALER, ZMQ_ROUTER, connect_and_disconnect, say_goodbye);
}
#endif

int main (void)
{
    IN_CHILD (sending);
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (disconnecting);
#endif
    return 0;
}
