/* A context ends while a thread connects to inproc names that nobody has bound, which termination binds one after the other: does it end? */
#include "check.h"

#include <pthread.h>

static void *connects_until_the_end (void *socket)
{
    char endpoint[32];
    for (int count = 0;; count++) {
        snprintf (endpoint, sizeof endpoint, "inproc://late-%d", count);
        if (zmq_connect (socket, endpoint) == -1)
            break;
    }
    CHECK (errno == ETERM);
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

int main (void)
{
    watchdog (60);
    for (int round = 0; round < 10; round++) {
        void *const context = zmq_ctx_new ();
        void *const early = new_socket (context, ZMQ_DEALER);
        void *const late = new_socket (context, ZMQ_DEALER);
        pthread_t thread;
        char endpoint[32];
        set_int (early, ZMQ_LINGER, 0);
        set_int (late, ZMQ_LINGER, 0);
        for (int count = 0; count < 100; count++) {
            snprintf (endpoint, sizeof endpoint, "inproc://early-%d", count);
            CHECK (zmq_connect (early, endpoint) == 0);
        }
        CHECK (zmq_close (early) == 0);
        CHECK (pthread_create (&thread, NULL, connects_until_the_end, late) == 0);
        CHECK (zmq_ctx_term (context) == 0);
        CHECK (pthread_join (thread, NULL) == 0);
    }
    return 0;
}
