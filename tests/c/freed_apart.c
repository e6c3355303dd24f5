/* May a thread hold a lock while it answers with memory whose function to free it takes that lock? */
#include "check.h"

#include <pthread.h>

enum { REQUESTS = 1000 };

static char endpoint[256];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static int freed;

static void give_back (void *memory, void *unused)
{
    (void) unused;
    pthread_mutex_lock (&lock);
    ++freed;
    pthread_mutex_unlock (&lock);
    free (memory);
}

static void *ask (void *unused)
{
    void *context = zmq_ctx_new (), *client = new_socket (context, ZMQ_REQ);
    CHECK (zmq_connect (client, endpoint) == 0);
    char answer;
    for (int request = 0; request < REQUESTS; ++request) {
        CHECK (zmq_send (client, "", 0, 0) == 0 && zmq_recv (client, &answer, 1, 0) > 0);
        if (get_int (client, ZMQ_RCVMORE))
            CHECK (zmq_recv (client, &answer, 1, 0) == 0);
    }
    CHECK (zmq_close (client) == 0 && zmq_ctx_term (context) == 0);
    return unused;
}

static void answer (void *server, size_t size, int flags)
{
    zmq_msg_t message;
    CHECK (zmq_msg_init_data (&message, calloc (1, size), size, give_back, NULL) == 0);
    CHECK (zmq_msg_send (&message, server, flags) == (int) size);
}

int main (void)
{
    watchdog (30);
    void *context = zmq_ctx_new (), *server = new_socket (context, ZMQ_REP);
    bind_any (server, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    pthread_t client;
    CHECK (pthread_create (&client, NULL, ask, NULL) == 0);
    for (int request = 0; request < REQUESTS; ++request) {
        CHECK (zmq_recv (server, NULL, 0, 0) == 0);
        pthread_mutex_lock (&lock);
        //  Bodies that are copied into batches, and others; in a part before the last, too.
        answer (server, request % 2 ? 100 : 20000, request % 3 ? 0 : ZMQ_SNDMORE);
        if (request % 3 == 0)
            CHECK (zmq_send (server, "", 0, 0) == 0);
        pthread_mutex_unlock (&lock);
    }
    CHECK (pthread_join (client, NULL) == 0);
    CHECK (zmq_close (server) == 0 && zmq_ctx_term (context) == 0);
    CHECK (freed == REQUESTS);
    return 0;
}
