/* A peer that has not read all leaves while the socket that it had connected to is closed: does the context wait for it for ever? */
#include "zmtp.h"

enum
{
    ROUNDS = 20,
    MESSAGES = 100,
    SIZE = 10000
};

static void close_both (void)
{
    static const char body[SIZE];
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    char endpoint[256], byte;
    set_int (push, ZMQ_SNDHWM, 0);
    bind_any (push, "ipc://*", endpoint, sizeof endpoint);
    const int peer = connect_as ("PULL", endpoint);
    for (int number = 0; number < MESSAGES; number++)
        CHECK (zmq_send (push, body, SIZE, 0) == SIZE);
    receive_exactly (peer, &byte, 1);
    CHECK (zmq_close (push) == 0);
    /* Its end is under way by now, or not: both have to be right. */
    pass (10);
    CHECK (close (peer) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    watchdog (30);
    for (int round = 0; round < ROUNDS; round++)
        close_both ();
    return 0;
}
