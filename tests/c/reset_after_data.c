/* A peer sends, and then resets its connection, while the receiver is at its high-water mark: does all arrive that was sent? */
#include "zmtp.h"

enum
{
    COUNT = 200,
    SIZE = 100
};

int main (void)
{
    watchdog (30);
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_RCVHWM, 10);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);

    const int peer = connect_as ("PUSH", endpoint);
    unsigned char frame[2 + SIZE] = {0, SIZE};
    for (int sent = 0; sent < COUNT; sent++)
        send_exactly (peer, frame, sizeof frame);
    pass (100); /* for the receiver to be stopped in the midst of them */
    const struct linger reset = {1, 0};
    CHECK (setsockopt (peer, SOL_SOCKET, SO_LINGER, &reset, sizeof reset) == 0);
    CHECK (close (peer) == 0);
    pass (100);

    int received = 0;
    while (received < COUNT && zmq_recv (pull, NULL, 0, 0) == SIZE)
        received++;
    printf ("%d of %d messages arrived\n", received, COUNT);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return received == COUNT ? 0 : 1;
}
