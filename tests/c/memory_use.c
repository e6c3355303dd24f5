/* What memory do messages and sockets take from the system? */
#include "scarce.h"

#if defined __GLIBC__
#include <malloc.h>
#endif

enum { LARGE = 1 << 20, AT_ONCE = 4, ROUNDS = 50, SOCKETS = 1000 };

static long page_faults (void)
{
    struct rusage usage;
    CHECK (getrusage (RUSAGE_SELF, &usage) == 0);
    return usage.ru_minflt;
}

static void send_and_receive (void *push, void *pull)
{
    zmq_msg_t messages[AT_ONCE];
    for (int i = 0; i < AT_ONCE; i++) {
        CHECK (zmq_msg_init_size (&messages[i], LARGE) == 0);
        memset (zmq_msg_data (&messages[i]), i, LARGE);
        CHECK (zmq_msg_send (&messages[i], push, 0) == LARGE);
    }
    for (int i = 0; i < AT_ONCE; i++) {
        CHECK (zmq_msg_init (&messages[i]) == 0);
        CHECK (zmq_msg_recv (&messages[i], pull, 0) == LARGE);
    }
    for (int i = 0; i < AT_ONCE; i++)
        CHECK (zmq_msg_close (&messages[i]) == 0);
}

/* The first ones touch their memory, 256 pages each; later ones find it as it was left. */
static void large_blocks_go_round (void)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_bind (pull, "inproc://large") == 0);
    CHECK (zmq_connect (push, "inproc://large") == 0);
    for (int i = 0; i < 4; i++)
        send_and_receive (push, pull);
    const long before = page_faults ();
    for (int i = 0; i < ROUNDS; i++)
        send_and_receive (push, pull);
    CHECK_AT_MOST (page_faults () - before, ROUNDS * AT_ONCE);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void sockets_are_small (void)
{
#if defined __GLIBC__
    void *const context = zmq_ctx_new ();
    void *sockets[SOCKETS];
    CHECK (zmq_ctx_set (context, ZMQ_MAX_SOCKETS, SOCKETS + 1) == 0);
    void *const first = new_socket (context, ZMQ_PULL);
    const size_t before = mallinfo2 ().uordblks;
    for (int i = 0; i < SOCKETS; i++)
        sockets[i] = new_socket (context, ZMQ_PULL);
    CHECK_AT_MOST ((long) (mallinfo2 ().uordblks - before) / SOCKETS, 1800);
    for (int i = 0; i < SOCKETS; i++)
        CHECK (zmq_close (sockets[i]) == 0);
    CHECK (zmq_close (first) == 0);
    CHECK (zmq_ctx_term (context) == 0);
#endif
}

int main (void)
{
#if defined __SANITIZE_THREAD__ || defined __SANITIZE_ADDRESS__
    puts ("skipped: the memory of a sanitizer is its own");
    return 0;
#endif
    IN_CHILD (large_blocks_go_round);
    IN_CHILD (sockets_are_small);
    return 0;
}
