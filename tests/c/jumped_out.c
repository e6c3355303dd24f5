/* May the handler of a signal jump out of a wait, as programs do that limit one by alarm? */
#include "check.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>

enum { REQUESTS = 200, JUMPS = 5 };

static char endpoint[256];
static pthread_t server;
static sigjmp_buf beginning;
static void *pull;

static void jump (int number)
{
    (void) number;
    siglongjmp (beginning, 1);
}

static void *ask (void *unused)
{
    void *context = zmq_ctx_new (), *client = new_socket (context, ZMQ_REQ);
    set_int (client, ZMQ_LINGER, 0);
    CHECK (zmq_connect (client, endpoint) == 0);
    for (int jumps = 0; jumps < JUMPS; ++jumps) {
        for (int request = 0; request < REQUESTS; ++request)
            CHECK (zmq_send (client, "", 0, 0) == 0 && zmq_recv (client, NULL, 0, 0) == 0);
        //  After that the server waits again.
        pass (20);
        CHECK (pthread_kill (server, SIGUSR1) == 0);
        CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
    }
    CHECK (zmq_close (client) == 0 && zmq_ctx_term (context) == 0);
    return unused;
}

static void serve (int polls)
{
    void *context = zmq_ctx_new (), *other = zmq_ctx_new (), *volatile socket = new_socket (context, ZMQ_REP);
    void *volatile push = new_socket (context, ZMQ_PUSH);
    pull = new_socket (other, ZMQ_PULL);
    CHECK (zmq_connect (push, bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint)) == 0);
    bind_any (socket, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    pthread_t client;
    CHECK (pthread_create (&client, NULL, ask, NULL) == 0);
    volatile int jumps = 0, requests = 0;
    if (sigsetjmp (beginning, 1)) {
        ++jumps;
        CHECK (zmq_send (push, "x", 1, 0) == 1);
    }
    while (jumps < JUMPS) {
        zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
        if (polls)
            CHECK (zmq_poll (&item, 1, -1) == 1);
        CHECK (zmq_recv (socket, NULL, 0, 0) == 0 && zmq_send (socket, "", 0, 0) == 0);
        ++requests;
    }
    CHECK (requests == JUMPS * REQUESTS);
    CHECK (pthread_join (client, NULL) == 0);
    CHECK (zmq_close (socket) == 0 && zmq_close (push) == 0 && zmq_ctx_term (context) == 0);
    CHECK (zmq_close (pull) == 0 && zmq_ctx_term (other) == 0);
}

int main (void)
{
    watchdog (30);
    server = pthread_self ();
    CHECK (signal (SIGUSR1, jump) != SIG_ERR);
    serve (0);
    serve (1);
    return 0;
}
