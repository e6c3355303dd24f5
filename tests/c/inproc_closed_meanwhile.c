/* One thread closes sockets that have connected to inproc names, while another binds them: do they agree whether those are open? */
#include "check.h"

#include <pthread.h>

enum
{
    NAMES = 300
};

static void *close_all (void *sockets)
{
    for (int name = 0; name < NAMES; name++)
        CHECK (zmq_close (((void **) sockets)[name]) == 0);
    return NULL;
}

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const bound = new_socket (context, ZMQ_ROUTER);
    void *connected[NAMES];
    pthread_t thread;
    char endpoint[32];
    for (int name = 0; name < NAMES; name++) {
        /* A router wants to know who has bound. */
        connected[name] = new_socket (context, ZMQ_ROUTER);
        snprintf (endpoint, sizeof endpoint, "inproc://%d", name);
        CHECK (zmq_connect (connected[name], endpoint) == 0);
    }
    CHECK (pthread_create (&thread, NULL, close_all, connected) == 0);
    for (int name = NAMES; name-- != 0;) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", name);
        CHECK (zmq_bind (bound, endpoint) == 0);
    }
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_close (bound) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
