/* A receiver at its high-water mark whose sender has gone: does it wait without work, and then get all that was sent?

   usage: hangup_while_stopped ENDPOINT COUNT [HEARTBEAT_IVL]
   COUNT messages of 100 bytes have to fit into the kernel's buffers (on Linux an ipc socket takes some 270, each written
   by itself). With a heartbeat interval (ms) both sides also send PINGs, the sender more than the receiver has room for.
   The endpoint may not be a wildcard. */
#include "check.h"

enum
{
    size = 100,
    high_water_mark = 10,
    stopped_ms = 400,
    allowed_cpu_ms = 60
};

static void *socket_with_heartbeats (void *context, int type, int interval)
{
    void *const socket = new_socket (context, type);
    if (interval) {
        set_int (socket, ZMQ_HEARTBEAT_IVL, interval);
        set_int (socket, ZMQ_HEARTBEAT_TIMEOUT, 60000);
    }
    return socket;
}

static void send_all (const char *endpoint, long count, int interval)
{
    static const char body[size];
    void *const context = zmq_ctx_new ();
    void *const push = socket_with_heartbeats (context, ZMQ_PUSH, interval);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (long sent = 0; sent < count; sent++) {
        CHECK (zmq_send (push, body, size, 0) == size);
        if (interval && sent % (count / 10) == 0)
            pass (interval * 2);
    }
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (int argc, char **argv)
{
    if (argc != 3 && argc != 4) {
        fprintf (stderr, "usage: hangup_while_stopped ENDPOINT COUNT [HEARTBEAT_IVL]\n");
        return 2;
    }
    const char *const endpoint = argv[1];
    const long count = strtol (argv[2], NULL, 10);
    const int interval = argc == 4 ? atoi (argv[3]) : 0;
    watchdog (60);

    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (60);
        send_all (endpoint, count, interval);
        _exit (0);
    }

    void *const context = zmq_ctx_new ();
    void *const pull = socket_with_heartbeats (context, ZMQ_PULL, interval);
    set_int (pull, ZMQ_RCVHWM, high_water_mark);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_bind (pull, endpoint) == 0);
    CHECK (child_status (child) == 0);

    const long used = busy_ms (stopped_ms, allowed_cpu_ms);

    long received = 0;
    while (received < count && zmq_recv (pull, NULL, 0, 0) == size)
        received++;
    printf ("%s: %ld of %ld messages arrived; %ld ms of CPU in %d ms stopped\n", endpoint, received, count, used,
            stopped_ms);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == count && used <= allowed_cpu_ms ? 0 : 1;
}
