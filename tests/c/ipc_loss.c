/* Does every message arrive when the sender closes first, with an infinite linger, while the receiver lags behind?

   usage: ipc_loss ENDPOINT SIZE COUNT
   The endpoint may not be a wildcard: two processes use it. Upstream issue 4660. */
#include "check.h"

static void send_all (const char *endpoint, size_t size, long count)
{
    char *const body = calloc (1, size + 1);
    CHECK (body != NULL);
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (long sent = 0; sent < count; sent++)
        CHECK (zmq_send (push, body, size, 0) == (int) size);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (int argc, char **argv)
{
    if (argc != 4) {
        fprintf (stderr, "usage: ipc_loss ENDPOINT SIZE COUNT\n");
        return 2;
    }
    const char *const endpoint = argv[1];
    const size_t size = strtoul (argv[2], NULL, 10);
    const long count = strtol (argv[3], NULL, 10);
    watchdog (100);

    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (100);
        send_all (endpoint, size, count);
        _exit (0);
    }

    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_RCVTIMEO, 5000);
    CHECK (zmq_bind (pull, endpoint) == 0);
    long received = 0;
    while (received < count && zmq_recv (pull, NULL, 0, 0) == (int) size)
        received++;
    printf ("%s: %ld of %ld messages of %zu bytes arrived, %ld lost\n", endpoint, received, count, size,
            count - received);
    CHECK (child_status (child) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == count ? 0 : 1;
}
