/* A process is stopped while it waits, and goes on, without a handler of a signal: does it go on waiting? */
#include "check.h"

#include <signal.h>

enum { WARM_UP = 200, STOPS = 20 };

/* Answers as many requests as there are. */
static void serve (const int *ends, int polls)
{
    void *const context = zmq_ctx_new (), *const server = new_socket (context, ZMQ_REP);
    char endpoint[256];
    bind_any (server, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (write (ends[1], endpoint, sizeof endpoint) == sizeof endpoint);
    for (int request = 0; request <= WARM_UP + STOPS; request++) {
        zmq_pollitem_t item = {server, 0, ZMQ_POLLIN, 0};
        CHECK (!polls || zmq_poll (&item, 1, -1) == 1);
        CHECK (zmq_recv (server, NULL, 0, 0) == 0 && zmq_send (server, "", 0, 0) == 0);
    }
    CHECK (zmq_close (server) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void stop_while_it_waits (int polls)
{
    int ends[2];
    CHECK (pipe (ends) == 0);
    const pid_t child = fork ();
    CHECK (child != -1);
    if (child == 0) {
        watchdog (20);
        serve (ends, polls);
        _exit (0);
    }
    char endpoint[256];
    CHECK (read (ends[0], endpoint, sizeof endpoint) == sizeof endpoint);
    void *const context = zmq_ctx_new (), *const client = new_socket (context, ZMQ_REQ);
    set_int (client, ZMQ_LINGER, 0);
    set_int (client, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_connect (client, endpoint) == 0);
    for (int request = 0; request <= WARM_UP + STOPS; request++) {
        CHECK (zmq_send (client, "", 0, 0) == 0);
        CHECK (zmq_recv (client, NULL, 0, 0) == 0);
        if (request < WARM_UP || request == WARM_UP + STOPS)
            continue;
        /* By now it waits; if not, this time nothing is asked. */
        pass (5);
        int status;
        CHECK (kill (child, SIGSTOP) == 0);
        CHECK (waitpid (child, &status, WUNTRACED) == child && WIFSTOPPED (status));
        CHECK (kill (child, SIGCONT) == 0);
    }
    CHECK (zmq_close (client) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (child_status (child) == 0);
    CHECK (close (ends[0]) == 0 && close (ends[1]) == 0);
}

int main (void)
{
    watchdog (30);
    for (int polls = 0; polls < 2; polls++)
        stop_while_it_waits (polls);
    return 0;
}
