/* Does a context keep messages from being sent that are larger than it allows? */
#include "check.h"

int main (void)
{
    watchdog (20);
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_MAX_MSGSZ, 100) == 0);
    void *const pull = new_socket (context, ZMQ_PULL);
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_bind (pull, "inproc://pull") == 0);
    CHECK (zmq_connect (push, "inproc://pull") == 0);

    static const char body[101];
    CHECK_ERRNO (zmq_send (push, body, 101, 0), EMSGSIZE);
    CHECK_ERRNO (zmq_send_const (push, body, 101, 0), EMSGSIZE);
    zmq_msg_t message;
    CHECK (zmq_msg_init_size (&message, 101) == 0);
    CHECK_ERRNO (zmq_msg_send (&message, push, 0), EMSGSIZE);
    CHECK (zmq_msg_size (&message) == 101); /* still ours */
    CHECK (zmq_msg_close (&message) == 0);

    CHECK (zmq_send (push, body, 100, 0) == 100);
    CHECK (zmq_recv (pull, NULL, 0, 0) == 100);
    CHECK_ERRNO (zmq_recv (pull, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
