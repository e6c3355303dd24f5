/* May a thread be cancelled in any call, and the other sockets of its context go on? */
#include "check.h"

#include <pthread.h>
#include <stdatomic.h>

enum { REQUESTS = 300, THREADS = 30 };

static void *context, *other, *pull, *push;

static void others_go_on (void)
{
    CHECK (zmq_send (push, "x", 1, 0) == 1);
    CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
}

struct server {
    void *socket;
    char endpoint[256];
    int polls, holds_at;
    atomic_int requests, is_cancelled, is_over;
};

static void *serve (void *argument)
{
    struct server *const server = argument;
    while (1) {
        zmq_pollitem_t item = {server->socket, 0, ZMQ_POLLIN, 0};
        if (server->polls)
            CHECK (zmq_poll (&item, 1, -1) == 1);
        CHECK (zmq_recv (server->socket, NULL, 0, 0) == 0);
        if (++server->requests == server->holds_at)
            while (!server->is_cancelled)
                ;
        CHECK (zmq_send (server->socket, "", 0, 0) == 0);
    }
    return NULL;
}

static void *ask (void *argument)
{
    struct server *const server = argument;
    void *client = new_socket (other, ZMQ_REQ);
    set_int (client, ZMQ_LINGER, 0);
    set_int (client, ZMQ_RCVTIMEO, 20);
    CHECK (zmq_connect (client, server->endpoint) == 0);
    while (!server->is_over) {
        CHECK (zmq_send (client, "", 0, 0) == 0);
        while (zmq_recv (client, NULL, 0, 0) == -1 && !server->is_over)
            CHECK (errno == EAGAIN);
    }
    CHECK (zmq_close (client) == 0);
    return NULL;
}

/* Cancels the server's thread when it has got so many requests: wherever it is, or before the answer
   to the last of them if it holds there. */
static void cancel_at (int requests, int polls, int holds_at)
{
    struct server server = {.polls = polls, .holds_at = holds_at};
    server.socket = new_socket (context, ZMQ_REP);
    set_int (server.socket, ZMQ_LINGER, 0);
    bind_any (server.socket, "tcp://127.0.0.1:*", server.endpoint, sizeof server.endpoint);
    pthread_t thread, client;
    CHECK (pthread_create (&thread, NULL, serve, &server) == 0);
    CHECK (pthread_create (&client, NULL, ask, &server) == 0);
    while (server.requests < requests)
        ;
    CHECK (pthread_cancel (thread) == 0);
    server.is_cancelled = 1;
    CHECK (pthread_join (thread, NULL) == 0);
    others_go_on ();
    server.is_over = 1;
    CHECK (pthread_join (client, NULL) == 0);
    CHECK (zmq_close (server.socket) == 0);
}

int main (void)
{
    watchdog (40);
    context = zmq_ctx_new ();
    other = zmq_ctx_new ();
    pull = new_socket (context, ZMQ_PULL);
    push = new_socket (other, ZMQ_PUSH);
    set_int (pull, ZMQ_RCVTIMEO, 5000);
    set_int (push, ZMQ_LINGER, 0);
    char endpoint[256];
    CHECK (zmq_connect (push, bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint)) == 0);
    others_go_on ();
    for (int polls = 0; polls < 2; ++polls) {
        if (is_chosen ("that_answers"))
            cancel_at (REQUESTS, polls, REQUESTS);
        for (int thread = 0; thread < THREADS && is_chosen ("anywhere"); ++thread)
            cancel_at (thread * 7, polls, 0);
    }
    CHECK (zmq_close (push) == 0 && zmq_ctx_term (other) == 0);
    CHECK (zmq_close (pull) == 0 && zmq_ctx_term (context) == 0);
    return 0;
}
