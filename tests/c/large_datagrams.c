/* Messages that no datagram can hold: are they discarded, and do the others arrive? */
#include "datagrams.h"
#include "scarce.h"

static void between_dgram_sockets (void)
{
    static char body[200000];
    static const size_t sizes[] = {8000, 8192, 8193, 65536, sizeof body};
    void *const context = zmq_ctx_new ();
    void *const sender = new_socket (context, ZMQ_DGRAM);
    void *const receiver = new_socket (context, ZMQ_DGRAM);
    const int port = free_port ();
    bind_datagrams (receiver, port);
    bind_datagrams (sender, free_port ());
    set_int (receiver, ZMQ_RCVTIMEO, 60000);

    char to[64];
    const int to_size = snprintf (to, sizeof to, "127.0.0.1:%d", port);
    for (int i = 0; i < 5; i++) {
        CHECK (zmq_send (sender, to, to_size, ZMQ_SNDMORE) == to_size);
        CHECK (zmq_send (sender, body, sizes[i], 0) == (int) sizes[i]);
    }
    CHECK (zmq_send (sender, to, to_size, ZMQ_SNDMORE) == to_size);
    CHECK (zmq_send (sender, "last", 4, 0) == 4);

    static const int arriving[] = {8000, 8192, 4};
    for (int i = 0; i < 3; i++) {
        CHECK (zmq_recv (receiver, NULL, 0, 0) > 0);
        CHECK (zmq_recv (receiver, NULL, 0, 0) == arriving[i]);
    }
    CHECK (zmq_close (sender) == 0);
    CHECK (zmq_close (receiver) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (between_dgram_sockets);
    return 0;
}
