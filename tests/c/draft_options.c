/* Options of the draft API: can they be read, and are values of the wrong size refused? */
#include "scarce.h"

#ifdef ZMQ_BUILD_DRAFT_API
static void busy_poll (void)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    CHECK (get_int (pull, ZMQ_BUSY_POLL) == 0);
    set_int (pull, ZMQ_BUSY_POLL, 1);
    CHECK (get_int (pull, ZMQ_BUSY_POLL) == 1);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void xsub_verbose_unsubscribe (void)
{
    void *const context = zmq_ctx_new ();
    void *const xsub = new_socket (context, ZMQ_XSUB);
    CHECK_ERRNO (zmq_setsockopt (xsub, ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, NULL, 0), EINVAL);
    CHECK_ERRNO (zmq_setsockopt (xsub, ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, "\1", 1), EINVAL);
    set_int (xsub, ZMQ_XSUB_VERBOSE_UNSUBSCRIBE, 1);
    CHECK (zmq_close (xsub) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}
#endif

int main (void)
{
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (busy_poll);
    IN_CHILD (xsub_verbose_unsubscribe);
#endif
    return 0;
}
