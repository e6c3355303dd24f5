/* Does a signal end a wait, though other sockets of the context have much to do, which the thread that waits may see to? */
#include "check.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>

enum { REQUESTS = 200, SIGNALS = 60, BURST = 4000, MISSED_AT_MOST = 10 };

static void *publisher;
static char published[256], served[256];
static atomic_int is_over;

static void nothing (int number)
{
    (void) number;
}

static void *subscribe (void *unused)
{
    void *context = zmq_ctx_new (), *socket = new_socket (context, ZMQ_SUB);
    CHECK (zmq_setsockopt (socket, ZMQ_SUBSCRIBE, "", 0) == 0);
    set_int (socket, ZMQ_RCVTIMEO, 100);
    CHECK (zmq_connect (socket, published) == 0);
    while (!is_over)
        CHECK (zmq_recv (socket, NULL, 0, 0) != -1 || errno == EAGAIN);
    CHECK (zmq_close (socket) == 0 && zmq_ctx_term (context) == 0);
    return unused;
}

/* After that the server waits, and as one whose thread leads. */
static void *ask (void *unused)
{
    void *context = zmq_ctx_new (), *socket = new_socket (context, ZMQ_REQ);
    CHECK (zmq_connect (socket, served) == 0);
    for (int request = 0; request < REQUESTS; ++request)
        CHECK (zmq_send (socket, "", 0, 0) == 0 && zmq_recv (socket, NULL, 0, 0) == 0);
    while (!is_over)
        pass (1);
    CHECK (zmq_close (socket) == 0 && zmq_ctx_term (context) == 0);
    return unused;
}

static void start (void *(*part) (void *), void *argument, pthread_t *thread)
{
    CHECK (pthread_create (thread, NULL, part, argument) == 0);
}

struct waiter {
    pthread_t thread;
    atomic_int waits;
};

/* Amid much that is to be written. This thread never waits for libzmq. */
static void *interrupt (void *argument)
{
    struct waiter *const waiter = argument;
    char body[1000] = {0};
    for (int signals = 1; signals <= SIGNALS; ++signals) {
        while (waiter->waits < signals)
            pass (1);
        pass (2);
        for (int message = 0; message < BURST; ++message) {
            if (message == BURST / 2)
                CHECK (pthread_kill (waiter->thread, SIGUSR1) == 0);
            CHECK (zmq_send (publisher, body, sizeof body, 0) == sizeof body);
        }
    }
    return NULL;
}

static void are_seen (void *server, int polls)
{
    struct waiter waiter = {.thread = pthread_self ()};
    pthread_t other;
    int missed = 0;
    start (interrupt, &waiter, &other);
    for (int signals = 1; signals <= SIGNALS; ++signals) {
        zmq_pollitem_t item = {server, 0, ZMQ_POLLIN, 0};
        waiter.waits = signals;
        const int rc = polls ? zmq_poll (&item, 1, 300) : zmq_recv (server, NULL, 0, 0);
        CHECK (rc == -1 || (polls && rc == 0));
        if (rc == -1 && errno == EINTR)
            continue;
        CHECK (rc == 0 || errno == EAGAIN);
        ++missed;
    }
    CHECK (pthread_join (other, NULL) == 0);
    CHECK_AT_MOST (missed, MISSED_AT_MOST);
}

int main (void)
{
    watchdog (90);
    const struct sigaction action = {.sa_handler = nothing};
    CHECK (sigaction (SIGUSR1, &action, NULL) == 0);
    void *context = zmq_ctx_new (), *server = new_socket (context, ZMQ_REP);
    publisher = new_socket (context, ZMQ_PUB);
    bind_any (publisher, "tcp://127.0.0.1:*", published, sizeof published);
    bind_any (server, "tcp://127.0.0.1:*", served, sizeof served);
    pthread_t reader, client;
    start (subscribe, NULL, &reader);
    start (ask, NULL, &client);
    for (int request = 0; request < REQUESTS; ++request)
        CHECK (zmq_recv (server, NULL, 0, 0) == 0 && zmq_send (server, "", 0, 0) == 0);

    set_int (server, ZMQ_RCVTIMEO, 300);
    are_seen (server, 0);
    are_seen (server, 1);
    is_over = 1;
    CHECK (pthread_join (client, NULL) == 0 && pthread_join (reader, NULL) == 0);
    CHECK (zmq_close (publisher) == 0 && zmq_close (server) == 0 && zmq_ctx_term (context) == 0);
    return 0;
}
