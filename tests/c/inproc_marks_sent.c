/* One thread sets the high-water marks of a socket that has connected to inproc names, while another binds them: do they agree to whom
   the other ends of the pipes belong? */
#include "check.h"

#include <pthread.h>

enum
{
    NAMES = 300
};

static void *set_marks (void *socket)
{
    for (int count = 0; count < 50; count++) {
        set_int (socket, ZMQ_SNDHWM, 10 + count);
        set_int (socket, ZMQ_RCVHWM, 10 + count);
    }
    return NULL;
}

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const connected = new_socket (context, ZMQ_DEALER);
    void *const bound = new_socket (context, ZMQ_DEALER);
    pthread_t thread;
    char endpoint[32];
    set_int (connected, ZMQ_LINGER, 0);
    for (int name = 0; name < NAMES; name++) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", name);
        CHECK (zmq_connect (connected, endpoint) == 0);
    }
    CHECK (pthread_create (&thread, NULL, set_marks, connected) == 0);
    for (int name = 0; name < NAMES; name++) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", name);
        CHECK (zmq_bind (bound, endpoint) == 0);
    }
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_close (connected) == 0 && zmq_close (bound) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
