/* A proxy with a message that nobody takes: does it rest, and go on when somebody comes? */
#include "scarce.h"

#include <pthread.h>

static void *context, *frontend, *backend;
static char front[64], back[64];

static void *run (void *unused)
{
    CHECK_ERRNO (zmq_proxy (frontend, backend, NULL), ETERM);
    return unused;
}

static pthread_t start (int front_type, int back_type)
{
    pthread_t thread;
    context = zmq_ctx_new ();
    frontend = new_socket (context, front_type);
    backend = new_socket (context, back_type);
    set_int (frontend, ZMQ_LINGER, 0);
    bind_any (frontend, "tcp://127.0.0.1:*", front, sizeof front);
    bind_any (backend, "tcp://127.0.0.1:*", back, sizeof back);
    CHECK (pthread_create (&thread, NULL, run, NULL) == 0);
    return thread;
}

static void *new_peer (int type, const char *endpoint)
{
    void *const peer = new_socket (context, type);
    set_int (peer, ZMQ_LINGER, 0);
    set_int (peer, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_connect (peer, endpoint) == 0);
    return peer;
}

static void send_it (void *socket, const char *body)
{
    CHECK (zmq_send (socket, body, strlen (body), 0) == (int) strlen (body));
}

static void expect (void *socket, const char *body)
{
    char received[16];
    const int size = zmq_recv (socket, received, sizeof received, 0);
    CHECK (size == (int) strlen (body));
    CHECK (memcmp (received, body, size) == 0);
}

static void expect_rest (void)
{
    pass (200);
    CHECK_AT_MOST (busy_ms (1000, 20), 20);
}

static void end (pthread_t thread, void *one, void *other)
{
    CHECK (zmq_close (one) == 0 && zmq_close (other) == 0);
    CHECK (zmq_ctx_shutdown (context) == 0);
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_close (frontend) == 0 && zmq_close (backend) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void request_waits (void)
{
    const pthread_t thread = start (ZMQ_ROUTER, ZMQ_DEALER);
    void *const asking = new_peer (ZMQ_REQ, front);
    send_it (asking, "question");
    expect_rest ();
    void *const answering = new_peer (ZMQ_REP, back);
    expect (answering, "question");
    send_it (answering, "answer");
    expect (asking, "answer");
    end (thread, asking, answering);
}

/* Both ways, and then both at once. */
static void reply_waits_too (void)
{
    const pthread_t thread = start (ZMQ_DEALER, ZMQ_PAIR);
    void *const behind = new_peer (ZMQ_PAIR, back);
    send_it (behind, "to the front");
    expect_rest ();
    void *const before = new_peer (ZMQ_DEALER, front);
    expect (before, "to the front");
    send_it (before, "to the back");
    expect (behind, "to the back");
    end (thread, behind, before);
}

/* Whoever asked has left when somebody comes. */
static void one_that_waited_left (void)
{
    const pthread_t thread = start (ZMQ_PULL, ZMQ_PUSH);
    void *const left = new_peer (ZMQ_PUSH, front);
    send_it (left, "first");
    pass (200);
    CHECK (zmq_close (left) == 0);
    pass (100);
    void *const taking = new_peer (ZMQ_PULL, back);
    expect (taking, "first");
    void *const sending = new_peer (ZMQ_PUSH, front);
    send_it (sending, "second");
    expect (taking, "second");
    end (thread, taking, sending);
}

int main (void)
{
    IN_CHILD (request_waits);
    IN_CHILD (reply_waits_too);
    IN_CHILD (one_that_waited_left);
    return 0;
}
