/* Addresses whose port is no port: are they refused by bind and by connect? */
#include "check.h"

int main (void)
{
    static const char *const wrong[] = {"65536", "65537", "99999", "4294967297", "-1", "x5555", "+80", " 80", ""};
    static const char *const transports[] = {"tcp", "ws"};
    watchdog (20);
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    for (int t = 0; t < 1 + (zmq_has ("WS") != 0); t++)
        for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
            char endpoint[64];
            snprintf (endpoint, sizeof endpoint, "%s://127.0.0.1:%s", transports[t], wrong[i]);
            CHECK_ERRNO (zmq_bind (pull, endpoint), EINVAL);
            CHECK_ERRNO (zmq_connect (pull, endpoint), EINVAL);
        }
    CHECK (zmq_connect (pull, "tcp://127.0.0.1:65535") == 0);
    CHECK (zmq_connect (pull, "tcp://127.0.0.1:00080") == 0);
    CHECK (zmq_connect (pull, "tcp://127.0.0.1:80x") == 0);
    CHECK (zmq_bind (pull, "tcp://127.0.0.1:0") == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
