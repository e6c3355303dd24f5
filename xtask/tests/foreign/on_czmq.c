/* What CZMQ is used for, on the libzmq that it finds: sockets, frames, an actor, a proxy, CURVE with an authenticator.
   The first argument is the version that libzmq has to say. Says "ok" at the end. */

#include <czmq.h>
#include <unistd.h>

#define CHECK(condition)                                                       \
    do {                                                                       \
        if (!(condition)) {                                                    \
            fprintf (stderr, "line %d: %s\n", __LINE__, #condition);           \
            exit (1);                                                          \
        }                                                                      \
    } while (0)

static void ask (zsock_t *client, zsock_t *server)
{
    CHECK (!zstr_sendx (client, "one", "", "three", NULL));
    zmsg_t *request = zmsg_recv (server);
    CHECK (request && zmsg_size (request) == 3);
    CHECK (!zmsg_send (&request, server));
    char *first, *second, *third;
    CHECK (zstr_recvx (client, &first, &second, &third, NULL) == 3);
    CHECK (streq (first, "one") && streq (second, "") && streq (third, "three"));
    zstr_free (&first);
    zstr_free (&second);
    zstr_free (&third);
}

static void through_a_proxy (void)
{
    zactor_t *proxy = zactor_new (zproxy, NULL);
    CHECK (proxy);
    zstr_sendx (proxy, "FRONTEND", "PULL", "inproc://frontend", NULL);
    zsock_wait (proxy);
    zstr_sendx (proxy, "BACKEND", "PUSH", "inproc://backend", NULL);
    zsock_wait (proxy);
    zsock_t *push = zsock_new_push (">inproc://frontend");
    zsock_t *pull = zsock_new_pull (">inproc://backend");
    for (int number = 0; number < 1000; number++)
        CHECK (!zsock_send (push, "i", number));
    for (int number = 0; number < 1000; number++) {
        int received;
        CHECK (!zsock_recv (pull, "i", &received) && received == number);
    }
    zsock_destroy (&push);
    zsock_destroy (&pull);
    zactor_destroy (&proxy);
}

static void with_curve (void)
{
    zactor_t *authenticator = zactor_new (zauth, NULL);
    zstr_sendx (authenticator, "CURVE", CURVE_ALLOW_ANY, NULL);
    zsock_wait (authenticator);
    zcert_t *server_keys = zcert_new ();
    zcert_t *client_keys = zcert_new ();
    zsock_t *server = zsock_new (ZMQ_REP);
    zcert_apply (server_keys, server);
    zsock_set_zap_domain (server, "global");
    zsock_set_curve_server (server, 1);
    const int port = zsock_bind (server, "tcp://127.0.0.1:*");
    CHECK (port > 0);
    zsock_t *client = zsock_new (ZMQ_REQ);
    zcert_apply (client_keys, client);
    zsock_set_curve_serverkey (client, zcert_public_txt (server_keys));
    CHECK (!zsock_connect (client, "tcp://127.0.0.1:%d", port));
    ask (client, server);
    zsock_destroy (&client);
    zsock_destroy (&server);
    zcert_destroy (&client_keys);
    zcert_destroy (&server_keys);
    zactor_destroy (&authenticator);
}

int main (int argc, char **argv)
{
    alarm (60);
    int major, minor, patch;
    zmq_version (&major, &minor, &patch);
    char *version = zsys_sprintf ("%d.%d.%d", major, minor, patch);
    CHECK (argc == 2 && streq (version, argv[1]));
    zstr_free (&version);

    zsock_t *server = zsock_new_rep ("@inproc://service");
    zsock_t *client = zsock_new_req (">inproc://service");
    ask (client, server);
    zsock_destroy (&client);
    zsock_destroy (&server);
    through_a_proxy ();
    with_curve ();
    puts ("ok");
    return 0;
}
