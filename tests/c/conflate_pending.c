/* One thread sends by a conflated socket that has connected to inproc names, while another binds them and receives: is the other end of each
   pipe left to the thread that has bound? */
#include "check.h"

#include <pthread.h>

enum
{
    NAMES = 300
};

static void *connect_all (void *socket)
{
    char endpoint[32];
    for (int name = 0; name < NAMES; name++) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", name);
        CHECK (zmq_connect (socket, endpoint) == 0);
        CHECK (zmq_send (socket, "now", 3, ZMQ_DONTWAIT) == 3);
        get_int (socket, ZMQ_EVENTS);
    }
    return NULL;
}

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH), *const pull = new_socket (context, ZMQ_PULL);
    pthread_t thread;
    char endpoint[32], body[3];
    set_int (push, ZMQ_CONFLATE, 1);
    set_int (pull, ZMQ_CONFLATE, 1);
    CHECK (pthread_create (&thread, NULL, connect_all, push) == 0);
    for (int name = 0; name < NAMES; name++) {
        snprintf (endpoint, sizeof endpoint, "inproc://%d", name);
        CHECK (zmq_bind (pull, endpoint) == 0);
        zmq_recv (pull, body, sizeof body, ZMQ_DONTWAIT);
    }
    CHECK (pthread_join (thread, NULL) == 0);
    /* All that was sent may have been received. */
    CHECK (zmq_send (push, "now", 3, 0) == 3);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_recv (pull, body, sizeof body, 0) == 3);
    CHECK (zmq_close (push) == 0 && zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
