/* A udp endpoint on a device that does not exist: does the context end, and rest until then? */
#include "datagrams.h"

int main (void)
{
    watchdog (10);
    void *const context = zmq_ctx_new ();
    void *const dish = new_socket (context, ZMQ_DISH);
    if (zmq_setsockopt (dish, ZMQ_BINDTODEVICE, "no-such-device", 14) == 0)
        start_to_bind_datagrams (dish, free_port ());
    CHECK (zmq_close (dish) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
