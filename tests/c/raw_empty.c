/* An empty message on its way to a plain TCP peer: does the process live, and what comes behind it arrive? */
#include "scarce.h"
#include "zmtp.h"

static void *context;

static int greet (const char *endpoint)
{
    const int peer = connect_plain (endpoint);
    send_exactly (peer, "hello", 5);
    return peer;
}

/* The peer's routing id, from its first message; an empty one before it tells that it has come. */
static int receive_id (void *router, char *id, size_t size)
{
    for (;;) {
        const int length = zmq_recv (router, id, size, 0);
        CHECK (length > 0);
        if (zmq_recv (router, NULL, 0, 0) == 5)
            return length;
    }
}

static void send_to (void *router, const char *id, int length, const char *body)
{
    CHECK (zmq_send (router, id, length, ZMQ_SNDMORE) == length);
    CHECK (zmq_send (router, body, strlen (body), 0) == (int) strlen (body));
}

static void receive (int peer, const char *wanted)
{
    char body[8];
    receive_exactly (peer, body, strlen (wanted));
    CHECK (memcmp (body, wanted, strlen (wanted)) == 0);
}

static void *raw_router (int probe, char *endpoint, size_t size)
{
    context = zmq_ctx_new ();
    void *const router = new_socket (context, ZMQ_ROUTER);
    set_int (router, ZMQ_ROUTER_RAW, 1);
    set_int (router, ZMQ_PROBE_ROUTER, probe);
    bind_any (router, "tcp://127.0.0.1:*", endpoint, size);
    return router;
}

static void end (void *router, int peer)
{
    CHECK (close (peer) == 0);
    CHECK (zmq_close (router) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void probe (void)
{
    char endpoint[64], id[256];
    void *const router = raw_router (1, endpoint, sizeof endpoint);
    const int peer = greet (endpoint);
    const int length = receive_id (router, id, sizeof id);
    send_to (router, id, length, "body");
    receive (peer, "body");
    end (router, peer);
}

static void no_longer_raw (void)
{
    char endpoint[64], id[256];
    void *const router = raw_router (0, endpoint, sizeof endpoint);
    const int peer = greet (endpoint);
    const int length = receive_id (router, id, sizeof id);
    set_int (router, ZMQ_ROUTER_RAW, 0);
    send_to (router, id, length, "");
    send_to (router, id, length, "body");
    receive (peer, "body");
    end (router, peer);
}

int main (void)
{
    IN_CHILD (probe);
    IN_CHILD (no_longer_raw);
    return 0;
}
