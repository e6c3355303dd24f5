/* draft_peers TYPE ENDPOINT: the other end of a draft socket, through the C API. It says hello, or echoes what it gets. */
#include "check.h"

#ifdef ZMQ_BUILD_DRAFT_API

static void *context, *socket_;

static void say (const char *text, uint32_t routing_id, const char *group)
{
    zmq_msg_t message;
    CHECK (zmq_msg_init_buffer (&message, text, strlen (text)) == 0);
    if (routing_id)
        CHECK (zmq_msg_set_routing_id (&message, routing_id) == 0);
    if (group)
        CHECK (zmq_msg_set_group (&message, group) == 0);
    CHECK (zmq_msg_send (&message, socket_, 0) == (int) strlen (text));
}

/* Prints a received message with its group, and gives its routing id. */
static uint32_t hear (char *text, size_t size)
{
    zmq_msg_t message;
    zmq_msg_init (&message);
    int len = zmq_msg_recv (&message, socket_, 0);
    CHECK (len >= 0 && (size_t) len < size);
    memcpy (text, zmq_msg_data (&message), (size_t) len);
    text[len] = '\0';
    uint32_t id = zmq_msg_routing_id (&message);
    printf ("heard %s group '%s'\n", text, zmq_msg_group (&message));
    fflush (stdout);
    zmq_msg_close (&message);
    return id;
}

static void start (int type, const char *endpoint)
{
    socket_ = new_socket (context, type);
    set_int (socket_, ZMQ_LINGER, 5000);
    CHECK (zmq_connect (socket_, endpoint) == 0);
}

int main (int count, char **arguments)
{
    char text[256];
    watchdog (30);
    CHECK (count == 3);
    const char *type = arguments[1], *endpoint = arguments[2];
    context = zmq_ctx_new ();
    CHECK (context != NULL);
    if (!strcmp (type, "CLIENT") || !strcmp (type, "CHANNEL")) {
        start (!strcmp (type, "CLIENT") ? ZMQ_CLIENT : ZMQ_CHANNEL, endpoint);
        say ("hello", 0, NULL);
        hear (text, sizeof text);
    } else if (!strcmp (type, "SERVER")) {
        start (ZMQ_SERVER, endpoint);
        uint32_t id = hear (text, sizeof text);
        CHECK (id != 0);
        say (text, id, NULL);
    } else if (!strcmp (type, "PEER")) {
        socket_ = new_socket (context, ZMQ_PEER);
        set_int (socket_, ZMQ_LINGER, 5000);
        uint32_t id = zmq_connect_peer (socket_, endpoint);
        CHECK (id != 0);
        say ("hello", id, NULL);
        CHECK (hear (text, sizeof text) == id);
    } else if (!strcmp (type, "RADIO")) {
        start (ZMQ_RADIO, endpoint);
        /* Until whoever listens ends this. */
        for (;;) {
            say ("hello", 0, "group");
            pass (5);
        }
    } else if (!strcmp (type, "DISH")) {
        start (ZMQ_DISH, endpoint);
        CHECK (zmq_join (socket_, "group") == 0);
        hear (text, sizeof text);
    } else if (!strcmp (type, "SCATTER")) {
        start (ZMQ_SCATTER, endpoint);
        say ("hello", 0, NULL);
    } else if (!strcmp (type, "GATHER")) {
        start (ZMQ_GATHER, endpoint);
        hear (text, sizeof text);
    } else {
        CHECK (!"a type that this program knows");
    }
    CHECK (zmq_close (socket_) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}

#else

int main (void)
{
    fprintf (stderr, "this libzmq was built without the draft API\n");
    return 1;
}

#endif
