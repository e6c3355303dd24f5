/* Does a ws address take a path with slashes and colons? Nothing is asked of a library without ws. */
#include "check.h"

int main (void)
{
    static const char *const paths[] = {"", "/", "/a", "/a/b", "/a:b", "/a/b:1"};
    watchdog (20);
    if (!zmq_has ("WS"))
        return 0;
    void *const context = zmq_ctx_new ();
    for (int i = 0; i < 6; i++) {
        void *const pull = new_socket (context, ZMQ_PULL);
        void *const push = new_socket (context, ZMQ_PUSH);
        char address[64];
        snprintf (address, sizeof address, "ws://127.0.0.1:*%s", paths[i]);
        send_and_close (push, pull, address);
    }
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
