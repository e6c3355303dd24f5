/* New high-water marks for a socket one of whose peers is just leaving, or its statistics: is freed memory left alone? */
#include "scarce.h"

#include <malloc.h>

static void leave (void prepare (void *pull), void tell (void *pull, int round))
{
#ifdef M_PERTURB
    mallopt (M_PERTURB, 0x5a); /* what is freed is overwritten */
#endif
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    prepare (pull);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    for (int i = 0; i < 20; i++) {
        void *const push = new_socket (context, ZMQ_PUSH);
        CHECK (zmq_connect (push, endpoint) == 0);
        CHECK (zmq_send (push, "x", 1, 0) == 1);
        CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
        CHECK (zmq_close (push) == 0);
        pass (10);
        /* The first takes notice that the peer leaves; meanwhile its end of the pipe is freed. */
        get_int (pull, ZMQ_EVENTS);
        pass (10);
        tell (pull, i);
    }
    pass (20);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void nothing (void *pull)
{
    (void) pull;
}

static void set_mark (void *pull, int round)
{
    set_int (pull, ZMQ_RCVHWM, 100 + round);
}

static void peer_leaves (void)
{
    leave (nothing, set_mark);
}

#ifdef ZMQ_BUILD_DRAFT_API
static void watch_pipes (void *pull)
{
    CHECK (zmq_socket_monitor_versioned (pull, "inproc://events", ZMQ_EVENT_PIPES_STATS, 2, ZMQ_PAIR) == 0);
}

static void ask_for_statistics (void *pull, int round)
{
    (void) round;
    CHECK (zmq_socket_monitor_pipes_stats (pull) == 0 || errno == EAGAIN);
}

static void statistics_while_peer_leaves (void)
{
    leave (watch_pipes, ask_for_statistics);
}
#endif

int main (void)
{
    IN_CHILD (peer_leaves);
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (statistics_while_peer_leaves);
#endif
    return 0;
}
