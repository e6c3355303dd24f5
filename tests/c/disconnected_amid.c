/* A socket receives a part of a message, disconnects from its sender over inproc, and receives on: is the rest looked for? */
#include "check.h"

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    void *const gone = new_socket (context, ZMQ_PUSH);
    void *const other = new_socket (context, ZMQ_PUSH);
    char body[8];
    set_int (gone, ZMQ_LINGER, 0);
    CHECK (zmq_bind (gone, "inproc://gone") == 0 && zmq_bind (other, "inproc://other") == 0);
    CHECK (zmq_connect (pull, "inproc://gone") == 0);
    CHECK (zmq_send (gone, "part", 4, ZMQ_SNDMORE) == 4 && zmq_send (gone, "rest", 4, 0) == 4);
    CHECK (zmq_recv (pull, body, sizeof body, 0) == 4 && get_int (pull, ZMQ_RCVMORE) == 1);
    CHECK (zmq_disconnect (pull, "inproc://gone") == 0);
    CHECK_ERRNO (zmq_recv (pull, body, sizeof body, ZMQ_DONTWAIT), EAGAIN);
    CHECK (zmq_connect (pull, "inproc://other") == 0);
    CHECK (zmq_send (other, "next", 4, 0) == 4);
    CHECK (zmq_recv (pull, body, sizeof body, 0) == 4 && memcmp (body, "next", 4) == 0);
    CHECK (get_int (pull, ZMQ_RCVMORE) == 0);
    CHECK (zmq_close (pull) == 0 && zmq_close (gone) == 0 && zmq_close (other) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
