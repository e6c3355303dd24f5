/* Does every message arrive when the sender closes first, with an infinite linger, while the receiver lags behind?

   usage: ipc_loss ENDPOINT SIZE COUNT [PARTS [curve]]
   Of several PARTS each has SIZE bytes. Upstream issue 4660. */
#include "check.h"

static int parts = 1, is_encrypted;
static char public_key[41], secret_key[41];

static void *encrypted (void *socket, int is_server)
{
    if (!is_encrypted)
        return socket;
    if (is_server)
        set_int (socket, ZMQ_CURVE_SERVER, 1);
    else {
        CHECK (zmq_setsockopt (socket, ZMQ_CURVE_SERVERKEY, public_key, 41) == 0);
        CHECK (zmq_setsockopt (socket, ZMQ_CURVE_PUBLICKEY, public_key, 41) == 0);
    }
    CHECK (zmq_setsockopt (socket, ZMQ_CURVE_SECRETKEY, secret_key, 41) == 0);
    return socket;
}

static void send_all (const char *endpoint, size_t size, long count)
{
    char *const body = calloc (1, size + 1);
    CHECK (body != NULL);
    void *const context = zmq_ctx_new ();
    void *const push = encrypted (new_socket (context, ZMQ_PUSH), 0);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (long sent = 0; sent < count; sent++)
        for (int part = 1; part <= parts; part++)
            CHECK (zmq_send (push, body, size, part < parts ? ZMQ_SNDMORE : 0) == (int) size);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* One message, whole. */
static int receive (void *pull, size_t size)
{
    for (int part = 1; part <= parts; part++) {
        const int received = zmq_recv (pull, NULL, 0, 0);
        if (part == 1 && received == -1)
            return 0;
        CHECK (received == (int) size);
        CHECK (get_int (pull, ZMQ_RCVMORE) == (part < parts));
    }
    return 1;
}

int main (int argc, char **argv)
{
    if (argc < 4) {
        fprintf (stderr, "usage: ipc_loss ENDPOINT SIZE COUNT [PARTS [curve]]\n");
        return 2;
    }
    const char *const endpoint = argv[1];
    const size_t size = strtoul (argv[2], NULL, 10);
    const long count = strtol (argv[3], NULL, 10);
    parts = argc > 4 ? atoi (argv[4]) : 1;
    is_encrypted = argc > 5;
    if (is_encrypted)
        CHECK (zmq_curve_keypair (public_key, secret_key) == 0);
    watchdog (100);

    int ready[2];
    CHECK (pipe (ready) == 0);
    char bound[256] = "";
    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (100);
        CHECK (read (ready[0], bound, sizeof bound) == sizeof bound);
        send_all (bound, size, count);
        _exit (0);
    }

    void *const context = zmq_ctx_new ();
    void *const pull = encrypted (new_socket (context, ZMQ_PULL), 1);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    bind_any (pull, endpoint, bound, sizeof bound);
    CHECK (write (ready[1], bound, sizeof bound) == sizeof bound);
    long received = 0;
    while (received < count && receive (pull, size))
        received++;
    printf ("%s: %ld of %ld messages of %d times %zu bytes arrived, %ld lost\n", endpoint, received, count, parts, size,
            count - received);
    CHECK (child_status (child) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == count ? 0 : 1;
}
