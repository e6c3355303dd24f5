/* A request and a reply over each transport that is everywhere, with CURVE if the library has it. Says "ok" at the end. */

#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <zmq.h>

#define CHECK(condition)                                                                    \
    do {                                                                                    \
        if (!(condition)) {                                                                 \
            fprintf (stderr, "line %d: %s: %s\n", __LINE__, #condition, zmq_strerror (zmq_errno ())); \
            return 1;                                                                       \
        }                                                                                   \
    } while (0)

static int round_trip (const char *endpoint)
{
    void *context = zmq_ctx_new ();
    CHECK (context);
    void *server = zmq_socket (context, ZMQ_REP);
    void *client = zmq_socket (context, ZMQ_REQ);
    CHECK (server && client);
    int timeout = 120000, linger = 0, on = 1;
    void *sockets[] = {server, client};
    for (int i = 0; i < 2; i++) {
        CHECK (!zmq_setsockopt (sockets[i], ZMQ_RCVTIMEO, &timeout, sizeof timeout));
        CHECK (!zmq_setsockopt (sockets[i], ZMQ_LINGER, &linger, sizeof linger));
    }
    if (zmq_has ("curve")) {
        char public_key[41], secret_key[41], client_public[41], client_secret[41];
        CHECK (!zmq_curve_keypair (public_key, secret_key));
        CHECK (!zmq_curve_keypair (client_public, client_secret));
        CHECK (!zmq_setsockopt (server, ZMQ_CURVE_SERVER, &on, sizeof on));
        CHECK (!zmq_setsockopt (server, ZMQ_CURVE_SECRETKEY, secret_key, 40));
        CHECK (!zmq_setsockopt (client, ZMQ_CURVE_SERVERKEY, public_key, 40));
        CHECK (!zmq_setsockopt (client, ZMQ_CURVE_PUBLICKEY, client_public, 40));
        CHECK (!zmq_setsockopt (client, ZMQ_CURVE_SECRETKEY, client_secret, 40));
    }
    CHECK (!zmq_bind (server, endpoint));
    char bound[256];
    size_t size = sizeof bound;
    CHECK (!zmq_getsockopt (server, ZMQ_LAST_ENDPOINT, bound, &size));
    CHECK (!zmq_connect (client, bound));

    char text[100000], received[100000];
    memset (text, 'x', sizeof text);
    CHECK (zmq_send (client, text, sizeof text, 0) == (int) sizeof text);
    CHECK (zmq_recv (server, received, sizeof received, 0) == (int) sizeof text);
    CHECK (!memcmp (text, received, sizeof text));
    CHECK (zmq_send (server, "reply", 5, 0) == 5);
    CHECK (zmq_recv (client, received, sizeof received, 0) == 5);
    CHECK (!memcmp (received, "reply", 5));

    CHECK (!zmq_close (client) && !zmq_close (server) && !zmq_ctx_term (context));
    return 0;
}

int main (void)
{
    alarm (60);
    if (round_trip ("tcp://127.0.0.1:*") || round_trip ("ipc://*") || round_trip ("inproc://here"))
        return 1;
    int major, minor, patch;
    zmq_version (&major, &minor, &patch);
    printf ("%d.%d.%d curve=%d draft=%d ws=%d ok\n", major, minor, patch, zmq_has ("curve"), zmq_has ("draft"),
            zmq_has ("WS"));
    return 0;
}
