/* Servers that have their peers authenticated: do the replies come through, and what is published? */
#include "scarce.h"

#include <pthread.h>

static void *context;

/* Lets everyone in, as "somebody", until the context ends. */
static void *let_in (void *authenticator)
{
    static const char *const answer[] = {"200", "OK", "somebody", ""};
    char frame[256];
    while (1) {
        char id[16];
        int id_size = 0, number = 0, more;
        do {
            const int size = zmq_recv (authenticator, frame, sizeof frame, 0);
            if (size == -1) {
                CHECK (zmq_close (authenticator) == 0);
                return NULL;
            }
            if (number++ == 1) {
                id_size = size;
                memcpy (id, frame, size);
            }
            more = get_int (authenticator, ZMQ_RCVMORE);
        } while (more);
        CHECK (zmq_send (authenticator, "1.0", 3, ZMQ_SNDMORE) == 3);
        CHECK (zmq_send (authenticator, id, id_size, ZMQ_SNDMORE) == id_size);
        for (int part = 0; part < 4; part++)
            CHECK (zmq_send (authenticator, answer[part], strlen (answer[part]), part < 3 ? ZMQ_SNDMORE : 0) >= 0);
    }
}

static pthread_t start (void)
{
    context = zmq_ctx_new ();
    void *const authenticator = new_socket (context, ZMQ_REP);
    CHECK (zmq_bind (authenticator, "inproc://zeromq.zap.01") == 0);
    pthread_t thread;
    CHECK (pthread_create (&thread, NULL, let_in, authenticator) == 0);
    return thread;
}

/* A server and a client, connected by PLAIN. */
static void pair (int server_type, void **server, int client_type, void **client)
{
    char endpoint[64];
    *server = new_socket (context, server_type);
    *client = new_socket (context, client_type);
    set_int (*server, ZMQ_LINGER, 0);
    set_int (*client, ZMQ_LINGER, 0);
    set_int (*server, ZMQ_RCVTIMEO, 60000);
    set_int (*client, ZMQ_RCVTIMEO, 60000);
    set_int (*server, ZMQ_PLAIN_SERVER, 1);
    CHECK (zmq_setsockopt (*client, ZMQ_PLAIN_USERNAME, "me", 2) == 0);
    CHECK (zmq_setsockopt (*client, ZMQ_PLAIN_PASSWORD, "secret", 6) == 0);
    bind_any (*server, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (zmq_connect (*client, endpoint) == 0);
}

static void end (pthread_t thread, void *server, void *client)
{
    CHECK (zmq_close (server) == 0);
    CHECK (zmq_close (client) == 0);
    CHECK (zmq_ctx_shutdown (context) == 0);
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void replies (void)
{
    for (int correlate = 0; correlate < 2; correlate++) {
        const pthread_t thread = start ();
        void *server, *client;
        pair (ZMQ_REQ, &server, ZMQ_REP, &client);
        set_int (server, ZMQ_REQ_CORRELATE, correlate);
        char text[8];
        for (int round = 0; round < 3; round++) {
            CHECK (zmq_send (server, "what", 4, 0) == 4);
            CHECK (zmq_recv (client, text, sizeof text, 0) == 4);
            CHECK (zmq_send (client, "that", 4, 0) == 4);
            CHECK (zmq_recv (server, text, sizeof text, 0) == 4); /* stock: not within 10 seconds */
        }
        end (thread, server, client);
    }
}

#ifdef ZMQ_BUILD_DRAFT_API
static void groups (void)
{
    const pthread_t thread = start ();
    void *dish, *radio;
    pair (ZMQ_DISH, &dish, ZMQ_RADIO, &radio);
    CHECK (zmq_join (dish, "group") == 0);
    set_int (dish, ZMQ_RCVTIMEO, 20);
    zmq_msg_t message;
    int received = -1;
    /* The group may come to the radio after the first messages. */
    for (int attempt = 0; attempt < 500 && received == -1; attempt++) {
        CHECK (zmq_msg_init_size (&message, 4) == 0);
        CHECK (zmq_msg_set_group (&message, "group") == 0);
        CHECK (zmq_msg_send (&message, radio, 0) == 4);
        CHECK (zmq_msg_init (&message) == 0);
        received = zmq_msg_recv (&message, dish, 0);
    }
    CHECK (received == 4);
    CHECK (strcmp (zmq_msg_group (&message), "group") == 0);
    CHECK (zmq_msg_close (&message) == 0);
    end (thread, dish, radio);
}
#endif

int main (void)
{
    IN_CHILD (replies);
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (groups);
#endif
    return 0;
}
