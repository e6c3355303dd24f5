/* A peer hangs up between its request and the answer: does that end the process, by a signal? A thread of the application may be writing,
   and its signals are not blocked, as those of libzmq's threads are. */
#include "zmtp.h"

#include <pthread.h>
#include <signal.h>

enum
{
    PEERS = 20,
    REQUESTS = 50
};

static const unsigned char request[] = {1, 0, 0, 4, 't', 'e', 'l', 'l'}, answer[] = {1, 0, 0, 2, 'n', 'o'};

/* Asks, and waits for each answer but the last. */
static void *ask (void *peer)
{
    unsigned char got[sizeof answer];
    for (int number = 1; number <= REQUESTS; number++) {
        send_exactly (*(int *) peer, request, sizeof request);
        if (number == REQUESTS)
            break;
        receive_exactly (*(int *) peer, got, sizeof got);
        CHECK (memcmp (got, answer, sizeof got) == 0);
    }
    return NULL;
}

static void answer_one_who_leaves (void *rep, const char *endpoint)
{
    int peer = connect_as ("REQ", endpoint);
    pthread_t asking;
    CHECK (pthread_create (&asking, NULL, ask, &peer) == 0);
    char got[4];
    for (int number = 1; number <= REQUESTS; number++) {
        CHECK (zmq_recv (rep, got, sizeof got, 0) == sizeof got);
        if (number == REQUESTS)
            CHECK (close (peer) == 0);
        CHECK (zmq_send (rep, "no", 2, 0) == 2);
    }
    CHECK (pthread_join (asking, NULL) == 0);
}

int main (int count, char **words)
{
    watchdog (30);
    CHECK (count == 2);
    CHECK (signal (SIGPIPE, SIG_DFL) != SIG_ERR);
    void *const context = zmq_ctx_new ();
    void *const rep = new_socket (context, ZMQ_REP);
    char endpoint[256];
    bind_any (rep, words[1], endpoint, sizeof endpoint);
    for (int number = 0; number < PEERS; number++)
        answer_one_who_leaves (rep, endpoint);
    CHECK (zmq_close (rep) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
