/* Sockets that do not belong together meet over inproc: an error or silence, but never the end of the process? */
#include "scarce.h"

static void *context;

static void stream_is_refused (void)
{
    context = zmq_ctx_new ();
    void *const stream = new_socket (context, ZMQ_STREAM);
    CHECK_ERRNO (zmq_bind (stream, "inproc://stream"), ENOCOMPATPROTO);
    CHECK_ERRNO (zmq_connect (stream, "inproc://stream"), ENOCOMPATPROTO);
    CHECK (zmq_close (stream) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void join_is_received_as_an_empty_message (void)
{
    context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    CHECK (zmq_bind (pull, "inproc://pull") == 0);
    void *const dish = new_socket (context, ZMQ_DISH);
#ifdef ZMQ_BUILD_DRAFT_API
    CHECK (zmq_join (dish, "group") == 0);
#endif
    CHECK (zmq_connect (dish, "inproc://pull") == 0);
    char body[8];
#ifdef ZMQ_BUILD_DRAFT_API
    CHECK (zmq_recv (pull, body, sizeof body, 0) == 0);
#endif
    CHECK_ERRNO (zmq_recv (pull, body, sizeof body, ZMQ_DONTWAIT), EAGAIN);
    CHECK (zmq_close (dish) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void authenticator_has_to_answer (void)
{
    static const int silent[] = {ZMQ_PAIR, ZMQ_PUB, ZMQ_SUB, ZMQ_REQ, ZMQ_DEALER, ZMQ_PULL, ZMQ_PUSH, ZMQ_XPUB, ZMQ_XSUB};
    context = zmq_ctx_new ();
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        void *const socket = new_socket (context, silent[i]);
        CHECK_ERRNO (zmq_bind (socket, "inproc://zeromq.zap.01"), ENOCOMPATPROTO);
        CHECK (zmq_close (socket) == 0);
    }
    static const int answering[] = {ZMQ_REP, ZMQ_ROUTER, ZMQ_SERVER};
    for (int i = 0; i < 3; i++) {
        void *const socket = new_socket (context, answering[i]);
        CHECK (zmq_bind (socket, "inproc://zeromq.zap.01") == 0);
        CHECK (zmq_unbind (socket, "inproc://zeromq.zap.01") == 0);
        CHECK (zmq_close (socket) == 0);
    }
    CHECK (zmq_ctx_term (context) == 0);
}

/* Every type with every other: whatever they say to each other, the process lives. */
static void every_pair (void)
{
    watchdog (60);
    context = zmq_ctx_new ();
    for (int a = 0; a <= 20; a++)
        for (int b = 0; b <= 20; b++) {
            void *const ends[] = {new_socket (context, a), new_socket (context, b)};
            char endpoint[32], body[8];
            snprintf (endpoint, sizeof endpoint, "inproc://%d-%d", a, b);
            zmq_bind (ends[0], endpoint);
            zmq_connect (ends[1], endpoint);
            for (int i = 0; i < 12; i++) {
                void *const end = ends[i % 2];
                zmq_setsockopt (end, ZMQ_SUBSCRIBE, "", 0);
                zmq_send (end, "\1body", i % 6, ZMQ_DONTWAIT | (i % 3 ? 0 : ZMQ_SNDMORE));
                zmq_recv (end, body, sizeof body, ZMQ_DONTWAIT);
            }
            for (int i = 0; i < 2; i++) {
                set_int (ends[i], ZMQ_LINGER, 0);
                CHECK (zmq_close (ends[i]) == 0);
            }
        }
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (stream_is_refused);
    IN_CHILD (join_is_received_as_an_empty_message);
    IN_CHILD (authenticator_has_to_answer);
    IN_CHILD (every_pair);
    return 0;
}
