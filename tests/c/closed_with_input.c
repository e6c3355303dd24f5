/* Does all that was sent arrive when the sender closes while it has input that nobody reads?

   A DEALER sends COUNT messages and is sent more than it takes, so that its system ends the connection by a reset. The
   receiver's buffer is small, and it does not read before the sender has closed: most of the messages are then still
   with the sender's system. With LINGER the sender waits no longer than that (ms), and some may be lost.
   usage: closed_with_input [LINGER] */
#include "check.h"

#include <time.h>

enum
{
    COUNT = 300,
    SIZE = 10000,
    SEND_BUFFER = 4 << 20,
    RECEIVE_BUFFER = 4096
};

static const char body[SIZE];

static void send_all (const char *endpoint, int linger)
{
    void *const context = zmq_ctx_new ();
    void *const dealer = new_socket (context, ZMQ_DEALER);
    set_int (dealer, ZMQ_LINGER, linger);
    set_int (dealer, ZMQ_SNDBUF, SEND_BUFFER);
    set_int (dealer, ZMQ_RCVHWM, 1);
    CHECK (zmq_connect (dealer, endpoint) == 0);
    /* What it is sent has come: the rest fills its system's buffer. */
    char answer[SIZE];
    CHECK (zmq_recv (dealer, answer, SIZE, 0) == SIZE);
    for (int sent = 0; sent < COUNT; sent++)
        CHECK (zmq_send (dealer, body, SIZE, 0) == SIZE);
    CHECK (zmq_close (dealer) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static double now (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

int main (int argc, char **argv)
{
    const int linger = argc == 2 ? atoi (argv[1]) : -1;
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const receiver = new_socket (context, ZMQ_DEALER);
    set_int (receiver, ZMQ_RCVBUF, RECEIVE_BUFFER);
    set_int (receiver, ZMQ_RCVHWM, 1);
    set_int (receiver, ZMQ_SNDTIMEO, 300);
    set_int (receiver, ZMQ_RCVTIMEO, 60000);
    char endpoint[64];
    bind_any (receiver, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);

    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (60);
        const double start = now ();
        send_all (endpoint, linger);
        CHECK (linger == -1 || now () - start < linger / 1000. + 60);
        _exit (0);
    }
    while (zmq_send (receiver, body, SIZE, 0) == SIZE) {
    }
    CHECK (errno == EAGAIN);
    if (linger != -1)
        return child_status (child);

    int received = 0;
    char message[SIZE];
    while (received < COUNT && zmq_recv (receiver, message, SIZE, 0) == SIZE)
        received++;
    printf ("%d of %d messages arrived\n", received, COUNT);
    CHECK (child_status (child) == 0);
    set_int (receiver, ZMQ_LINGER, 0);
    CHECK (zmq_close (receiver) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == COUNT ? 0 : 1;
}
