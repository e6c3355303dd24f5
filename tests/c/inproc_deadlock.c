/* Two thread-safe sockets, connected over inproc, each used by a thread of its own: does all that is sent arrive? */
#include "check.h"

#include <pthread.h>

#ifdef ZMQ_BUILD_DRAFT_API
enum { MESSAGES = 50000 };

/* Sends and receives at the same time, as much as there is. */
static void *talk (void *socket)
{
    int sent = 0, received = 0;
    while (sent < MESSAGES || received < MESSAGES) {
        char byte;
        if (sent < MESSAGES && zmq_send (socket, "x", 1, ZMQ_DONTWAIT) == 1)
            sent++;
        if (received < MESSAGES && zmq_recv (socket, &byte, 1, ZMQ_DONTWAIT) == 1)
            received++;
    }
    return NULL;
}

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const ends[] = {new_socket (context, ZMQ_CHANNEL), new_socket (context, ZMQ_CHANNEL)};
    CHECK (zmq_bind (ends[0], "inproc://talk") == 0);
    CHECK (zmq_connect (ends[1], "inproc://talk") == 0);
    pthread_t threads[2];
    for (int i = 0; i < 2; i++)
        CHECK (pthread_create (&threads[i], NULL, talk, ends[i]) == 0);
    for (int i = 0; i < 2; i++)
        CHECK (pthread_join (threads[i], NULL) == 0);
    for (int i = 0; i < 2; i++)
        CHECK (zmq_close (ends[i]) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
#else
/* Without the drafts there is no such socket. */
int main (void)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
#endif
