/* What the calls of zmqx.h promise beyond what the safe API makes of them. Stock libzmq does not have them. */
#include "check.h"

#if defined __has_include
#if __has_include(<zmqx.h>)
#include <zmqx.h>
#define HAS_ZMQX
#endif
#endif

#ifdef HAS_ZMQX

static void *context;

static void new_pair (int type_a, int type_b, void **a, void **b)
{
    static int number;
    char endpoint[32];
    snprintf (endpoint, sizeof endpoint, "inproc://pair-%d", number++);
    *a = new_socket (context, type_a);
    *b = new_socket (context, type_b);
    set_int (*a, ZMQ_SNDHWM, 2);
    set_int (*b, ZMQ_RCVHWM, 1);
    CHECK (zmq_bind (*b, endpoint) == 0);
    CHECK (zmq_connect (*a, endpoint) == 0);
}

static void close_pair (void *a, void *b)
{
    CHECK (zmq_close (a) == 0);
    CHECK (zmq_close (b) == 0);
}

static void fill (zmq_msg_t *messages, int count)
{
    for (int i = 0; i < count; ++i) {
        CHECK (zmq_msg_init_size (&messages[i], 100) == 0);
        memset (zmq_msg_data (&messages[i]), 'a' + i, 100);
    }
}

static int is_nth (zmq_msg_t *message, int n)
{
    return zmq_msg_size (message) == 100 && *(char *) zmq_msg_data (message) == 'a' + n;
}

static void partial_progress_is_told (void)
{
    void *a, *b;
    new_pair (ZMQ_PUSH, ZMQ_PULL, &a, &b);
    zmq_msg_t messages[5], received[5];
    fill (messages, 5);
    errno = 0;
    CHECK (zmqx_send_batch (a, messages, 5, ZMQ_DONTWAIT) == 3);
    CHECK (errno == EAGAIN);
    for (int i = 0; i < 5; ++i)
        CHECK (i < 3 ? zmq_msg_size (&messages[i]) == 0 : is_nth (&messages[i], i));
    CHECK_ERRNO (zmqx_send_batch (a, messages + 3, 2, ZMQ_DONTWAIT), EAGAIN);
    set_int (a, ZMQ_SNDTIMEO, 5);
    CHECK_ERRNO (zmqx_send_batch (a, messages + 3, 2, 0), EAGAIN);

    /* What was not received into is not touched, and what is there is released. */
    CHECK (zmq_msg_init_size (&received[0], 100) == 0);
    for (int i = 1; i < 5; ++i)
        CHECK (zmq_msg_init (&received[i]) == 0);
    CHECK (zmqx_recv_batch (b, received, 5, 0) == 3);
    for (int i = 0; i < 3; ++i)
        CHECK (is_nth (&received[i], i));
    CHECK_ERRNO (zmqx_recv_batch (b, received, 5, ZMQ_DONTWAIT), EAGAIN);

    CHECK (zmqx_send_batch (a, messages + 3, 2, 0) == 2);
    CHECK (zmqx_recv_batch (b, received, 1, 0) == 1 && is_nth (&received[0], 3));
    zmq_msg_t raw;
    memset (&raw, 0xff, sizeof raw);
    CHECK (zmqx_recv_batch (b, &raw, 1, ZMQX_INIT) == 1 && is_nth (&raw, 4));
    CHECK (zmq_msg_close (&raw) == 0);
    for (int i = 0; i < 5; ++i)
        CHECK (zmq_msg_close (&received[i]) == 0);
    close_pair (a, b);
}

static void boundaries_are_kept_or_set (void)
{
    void *a, *b;
    new_pair (ZMQ_PUSH, ZMQ_PULL, &a, &b);
    zmq_msg_t messages[4];

    fill (messages, 4);
    CHECK (zmqx_msg_set_more (&messages[0], 1) == 0);
    CHECK (zmqx_msg_set_more (&messages[1], 1) == 0 && zmqx_msg_set_more (&messages[1], 0) == 0);
    CHECK (zmqx_msg_set_more (&messages[2], 1) == 0);
    CHECK (zmqx_send_batch (a, messages, 4, ZMQX_KEEP_MORE) == 4);
    CHECK (zmqx_recv_batch (b, messages, 3, ZMQX_INIT) == 3);
    for (int i = 0; i < 3; ++i)
        CHECK (zmq_msg_more (&messages[i]) == (i != 1));
    CHECK (get_int (b, ZMQ_RCVMORE) == 1);
    CHECK (zmqx_recv_batch (b, messages + 3, 1, ZMQX_INIT) == 1);
    CHECK (get_int (b, ZMQ_RCVMORE) == 0);

    /* One message at a time, though both are there. */
    CHECK (zmqx_msg_set_more (&messages[2], 0) == 0);
    CHECK (zmqx_send_batch (a, messages, 4, ZMQX_KEEP_MORE) == 4);
    CHECK (zmqx_recv_batch (b, messages, 4, ZMQX_INIT | ZMQX_ONE_MESSAGE) == 2);
    CHECK (zmqx_recv_batch (b, messages + 2, 2, ZMQX_INIT | ZMQX_ONE_MESSAGE) == 1);
    CHECK (zmqx_recv_batch (b, messages + 3, 1, ZMQX_INIT | ZMQX_ONE_MESSAGE) == 1);
    for (int i = 0; i < 4; ++i)
        CHECK (is_nth (&messages[i], i));

    /* Without the flag each is what the call says. */
    close_pair (a, b);
    new_pair (ZMQ_PUSH, ZMQ_PULL, &a, &b);
    CHECK (zmqx_send_batch (a, messages, 1, 0) == 1);
    CHECK (zmqx_send_batch (a, messages + 1, 1, ZMQ_SNDMORE) == 1);
    CHECK (zmqx_send_batch (a, messages + 2, 2, 0) == 2);
    CHECK (zmqx_recv_batch (b, messages, 4, 0) == 4);
    for (int i = 0; i < 4; ++i)
        CHECK (is_nth (&messages[i], i) && zmq_msg_more (&messages[i]) == (i == 1));
    for (int i = 0; i < 4; ++i)
        CHECK (zmq_msg_close (&messages[i]) == 0);
    close_pair (a, b);
}

static void misuse_is_an_error (void)
{
    void *a, *b;
    new_pair (ZMQ_PUSH, ZMQ_PULL, &a, &b);
    zmq_msg_t messages[2];
    CHECK_ERRNO (zmqx_send_batch (NULL, messages, 1, 0), ENOTSOCK);
    CHECK_ERRNO (zmqx_recv_batch (context, messages, 1, 0), ENOTSOCK);
    CHECK_ERRNO (zmqx_send_batch (a, NULL, 1, 0), EFAULT);
    CHECK_ERRNO (zmqx_recv_batch (b, NULL, 1, 0), EFAULT);
    CHECK_ERRNO (zmqx_send_batch (a, messages, 1, ZMQX_INIT), EINVAL);
    CHECK_ERRNO (zmqx_recv_batch (b, messages, 1, ZMQ_SNDMORE), EINVAL);
    CHECK_ERRNO (zmqx_msg_set_more (NULL, 1), EFAULT);
    CHECK (zmqx_send_batch (a, NULL, 0, 0) == 0);
    CHECK (zmqx_recv_batch (b, NULL, 0, 0) == 0);

    fill (messages, 1);
    memset (&messages[1], 0xff, sizeof messages[1]);
    CHECK (zmqx_send_batch (a, messages, 2, 0) == 1);
    CHECK (errno == EFAULT);
    CHECK_ERRNO (zmqx_send_batch (a, messages + 1, 1, 0), EFAULT);
    CHECK (zmq_msg_init (&messages[0]) == 0);
    CHECK (zmqx_recv_batch (b, messages, 2, 0) == 1);
    CHECK (is_nth (&messages[0], 0));
    CHECK (zmq_msg_close (&messages[0]) == 0);

    CHECK (zmq_ctx_shutdown (context) == 0);
    CHECK_ERRNO (zmqx_send_batch (a, messages, 1, 0), ETERM);
    CHECK_ERRNO (zmqx_recv_batch (b, messages, 1, ZMQX_INIT), ETERM);
    close_pair (a, b);
}

int main (void)
{
    watchdog (60);
    context = zmq_ctx_new ();
    partial_progress_is_told ();
    boundaries_are_kept_or_set ();
    misuse_is_an_error ();
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}

#else

int main (void)
{
    fputs ("this libzmq has no zmqx.h\n", stderr);
    return 1;
}

#endif
