/* The receiver closes while the sender has much to send, and binds anew: does it get the rest, without a gap, to the end?

   usage: receiver_reopens ENDPOINT
   What the first socket had taken goes with it, and what the kernel held for it. The endpoint may not be a wildcard. */
#include "check.h"

enum
{
    COUNT = 20000,
    SIZE = 1000
};

static void send_all (const char *endpoint)
{
    int body[SIZE / sizeof (int)] = {0};
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (push, ZMQ_RECONNECT_IVL, 10);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (body[0] = 0; body[0] < COUNT; body[0]++)
        CHECK (zmq_send (push, body, SIZE, 0) == SIZE);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Receives messages from number `first` on, or from any if it is -1, at most `most`; the number of the last. */
static int receive (const char *endpoint, int first, int most)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    /* A connection that is tried meanwhile may have been given the very port that it goes to, for a moment. */
    while (zmq_bind (pull, endpoint) == -1) {
        CHECK (errno == EADDRINUSE);
        pass (10);
    }
    int last = first - 1;
    for (int i = 0; i < most && last != COUNT - 1; i++) {
        int body[SIZE / sizeof (int)];
        CHECK (zmq_recv (pull, body, SIZE, 0) == SIZE);
        CHECK (first == -1 ? body[0] > 0 : body[0] == last + 1);
        first = 0;
        last = body[0];
    }
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return last;
}

int main (int argc, char **argv)
{
    if (argc != 2) {
        fprintf (stderr, "usage: receiver_reopens ENDPOINT\n");
        return 2;
    }
    watchdog (60);
    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (60);
        send_all (argv[1]);
        _exit (0);
    }
    CHECK (receive (argv[1], 0, 1000) == 999);
    CHECK (receive (argv[1], -1, COUNT) == COUNT - 1);
    CHECK (child_status (child) == 0);
    return 0;
}
