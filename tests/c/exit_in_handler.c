/* May a handler of a signal end the process in order, though the thread that it interrupts does the I/O? */
#include "check.h"

#include <pthread.h>
#include <signal.h>

enum { REQUESTS = 200, ENDED = 7 };

static void *context, *server;
static char endpoint[256];

static void close_all (void)
{
    CHECK (zmq_close (server) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Whether a thread waits for something; where nobody tells, it does. The first one has the number of the process. */
static int sleeps (int tid)
{
    char path[64], state = 'S';
    snprintf (path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *const stat = fopen (path, "r");
    if (stat) {
        CHECK (fscanf (stat, "%*d (%*[^)]) %c", &state) == 1);
        fclose (stat);
    }
    return state == 'S';
}

static void end (int number)
{
    (void) number;
    exit (ENDED);
}

/* After that the server waits, and as one whose thread leads. */
static void *ask_and_interrupt (void *thread)
{
    void *other = zmq_ctx_new (), *client = new_socket (other, ZMQ_REQ);
    CHECK (zmq_connect (client, endpoint) == 0);
    char nothing;
    for (int request = 0; request < REQUESTS; ++request)
        CHECK (zmq_send (client, "", 0, 0) == 0 && zmq_recv (client, &nothing, 1, 0) == 0);
    /* Even if a machine that is busy elsewhere keeps the server from it for a while. */
    for (int seen = 0; seen < 20; pass (1))
        seen = sleeps ((int) getpid ()) ? seen + 1 : 0;
    CHECK (pthread_kill (*(pthread_t *) thread, SIGUSR1) == 0);
    return NULL;
}

static void serve (int polls)
{
    watchdog (20);
    context = zmq_ctx_new ();
    server = new_socket (context, ZMQ_REP);
    bind_any (server, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (atexit (close_all) == 0 && signal (SIGUSR1, end) != SIG_ERR);
    pthread_t self = pthread_self (), client;
    CHECK (pthread_create (&client, NULL, ask_and_interrupt, &self) == 0);
    while (1) {
        zmq_pollitem_t item = {server, 0, ZMQ_POLLIN, 0};
        if (polls)
            CHECK (zmq_poll (&item, 1, -1) == 1);
        CHECK (zmq_recv (server, NULL, 0, 0) == 0 && zmq_send (server, "", 0, 0) == 0);
    }
}

int main (void)
{
    for (int polls = 0; polls < 2; ++polls) {
        const pid_t child = fork ();
        CHECK (child != -1);
        if (child == 0)
            serve (polls);
        CHECK (child_status (child) == ENDED);
    }
    return 0;
}
