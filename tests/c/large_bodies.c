/* Small and large bodies in turn, in parts and alone, with batches of any size: does every byte arrive, in order? */
#include "scarce.h"

static const size_t sizes[] = {0,      1,      255,    256,     8191,    8192,    65535,   65536,   65537,  1,
                               524279, 524287, 524288, 524289,  1048576, 1048577, 524288,  2,       524288, 3145728,
                               100,    700000, 65000,  3000000, 33,      34,      4194304, 1048576, 0,      524288};

enum
{
    COUNT = sizeof sizes / sizeof *sizes,
    ROUNDS = 3
};

static void fill (unsigned char *body, size_t size, unsigned number)
{
    for (size_t i = 0; i < size; i++)
        body[i] = (unsigned char) (number + i * 2654435761u / 65536);
}

static void send_all (void *push)
{
    for (unsigned number = 0; number < COUNT * ROUNDS; number++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init_size (&message, sizes[number % COUNT]) == 0);
        fill (zmq_msg_data (&message), zmq_msg_size (&message), number);
        CHECK (zmq_msg_send (&message, push, number % 3 ? ZMQ_SNDMORE : 0) != -1);
    }
    CHECK (zmq_send (push, "end", 3, 0) == 3);
}

static void receive_all (void *pull)
{
    unsigned char *const wanted = malloc (4194304);
    CHECK (wanted != NULL);
    for (unsigned number = 0; number < COUNT * ROUNDS; number++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init (&message) == 0);
        CHECK (zmq_msg_recv (&message, pull, 0) == (int) sizes[number % COUNT]);
        fill (wanted, zmq_msg_size (&message), number);
        CHECK (memcmp (zmq_msg_data (&message), wanted, zmq_msg_size (&message)) == 0);
        CHECK (zmq_msg_more (&message) == (number % 3 != 0));
        CHECK (zmq_msg_close (&message) == 0);
    }
    CHECK (zmq_recv (pull, NULL, 0, 0) == 3);
    free (wanted);
}

static void exchange (const char *where, int batch)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
#ifdef ZMQ_BUILD_DRAFT_API
    set_int (pull, ZMQ_IN_BATCH_SIZE, batch);
    set_int (push, ZMQ_OUT_BATCH_SIZE, batch);
#else
    (void) batch;
#endif
    char endpoint[256];
    bind_any (pull, where, endpoint, sizeof endpoint);
    CHECK (zmq_connect (push, endpoint) == 0);
    send_all (push);
    receive_all (pull);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* What is left of the batch is less than a large message's header, unless the sender was faster than its engine. */
static void header_in_two_batches (void)
{
    enum
    {
        BATCH = 262144,
        HEADER = 9,
        LARGE = 1048576
    };
    unsigned char *const body = calloc (1, LARGE);
    CHECK (body != NULL);
    for (int left = 1; left < HEADER; left++) {
        void *const context = zmq_ctx_new ();
        void *const pull = new_socket (context, ZMQ_PULL);
        void *const push = new_socket (context, ZMQ_PUSH);
        set_int (pull, ZMQ_RCVTIMEO, 60000);
        char endpoint[256];
        bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
        CHECK (zmq_connect (push, endpoint) == 0);
        const size_t wanted[] = {BATCH - HEADER - left, LARGE, 10};
        for (int i = 0; i < 3; i++)
            CHECK (zmq_send (push, body, wanted[i], 0) == (int) wanted[i]);
        for (int i = 0; i < 3; i++)
            CHECK (zmq_recv (pull, body, LARGE, 0) == (int) wanted[i]);
        CHECK (zmq_close (push) == 0);
        CHECK (zmq_close (pull) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
    free (body);
}

static void over_tcp (void)
{
    exchange ("tcp://127.0.0.1:*", 65536);
}

static void over_ipc (void)
{
    exchange ("ipc://*", 65536);
}

static void in_small_batches (void)
{
    exchange ("tcp://127.0.0.1:*", 1);
}

static void in_large_batches (void)
{
    exchange ("tcp://127.0.0.1:*", 2000000);
}

int main (void)
{
    IN_CHILD (header_in_two_batches);
    IN_CHILD (over_tcp);
    IN_CHILD (over_ipc);
    IN_CHILD (in_small_batches);
    IN_CHILD (in_large_batches);
    return 0;
}
