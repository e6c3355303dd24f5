/* Does the last batch arrive whole when the kernel does not take all of it at once, and the sender has closed?

   The sender's socket buffer is small and the receiver reads slowly, so that the end of the sender's pipe is reached
   while much of the last batch waits to be written. */
#include "check.h"

enum
{
    COUNT = 105, /* the last batch is nearly full, in batches of 8 KiB and of 64 */
    SIZE = 1000,
    BUFFER = 4096
};

static void send_all (const char *endpoint)
{
    static const char body[SIZE];
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (push, ZMQ_SNDBUF, BUFFER);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (int sent = 0; sent < COUNT; sent++)
        CHECK (zmq_send (push, body, SIZE, 0) == SIZE);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    watchdog (60);
    int bound[2];
    CHECK (pipe (bound) == 0);
    char endpoint[256] = "";

    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (60);
        CHECK (read (bound[0], endpoint, sizeof endpoint) > 0);
        send_all (endpoint);
        _exit (0);
    }

    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    set_int (pull, ZMQ_RCVHWM, 1);
    set_int (pull, ZMQ_RCVBUF, BUFFER);
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (write (bound[1], endpoint, sizeof endpoint) == sizeof endpoint);
    int received = 0;
    while (received < COUNT && zmq_recv (pull, NULL, 0, 0) == SIZE) {
        received++;
        pass (2);
    }
    printf ("%d of %d messages arrived\n", received, COUNT);
    CHECK (child_status (child) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == COUNT ? 0 : 1;
}
