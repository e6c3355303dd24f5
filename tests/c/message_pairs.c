/* Sends messages of 64 bytes to itself over inproc, for a count of the instructions: `message_pairs KIND ROUNDS [io-thread]`, 64
   frames a round. src/bin/message-pairs.rs does the same by the safe API. */
#include "check.h"

#if defined __has_include
#if __has_include(<zmqx.h>)
#include <zmqx.h>
#define HAS_ZMQX
#endif
#endif

enum
{
    SIZE = 64,
    BURST = 64,
    /* 16 messages of 4 frames are a burst. */
    PARTS = 4
};

static void *out, *in;
static char bytes[SIZE];
static size_t received;

static void new_message (zmq_msg_t *message)
{
    CHECK (zmq_msg_init_size (message, SIZE) == 0);
    memcpy (zmq_msg_data (message), bytes, SIZE);
}

static void take (zmq_msg_t *message)
{
    received += zmq_msg_size (message) + *(char *) zmq_msg_data (message);
    zmq_msg_close (message);
}

static void single_calls (void)
{
    zmq_msg_t message;
    for (int i = 0; i < BURST; ++i) {
        new_message (&message);
        CHECK (zmq_msg_send (&message, out, 0) == SIZE);
    }
    for (int i = 0; i < BURST; ++i) {
        zmq_msg_init (&message);
        CHECK (zmq_msg_recv (&message, in, 0) == SIZE);
        take (&message);
    }
}

static void multipart (void)
{
    zmq_msg_t message;
    for (int i = 0; i < BURST; ++i) {
        new_message (&message);
        CHECK (zmq_msg_send (&message, out, i % PARTS == PARTS - 1 ? 0 : ZMQ_SNDMORE) == SIZE);
    }
    for (int i = 0; i < BURST / PARTS; ++i) {
        int more;
        do {
            zmq_msg_init (&message);
            CHECK (zmq_msg_recv (&message, in, 0) == SIZE);
            more = zmq_msg_more (&message);
            take (&message);
        } while (more);
    }
}

#ifdef HAS_ZMQX
static void batch (void)
{
    zmq_msg_t messages[BURST];
    for (int i = 0; i < BURST; ++i)
        new_message (&messages[i]);
    CHECK (zmqx_send_batch (out, messages, BURST, 0) == BURST);
    CHECK (zmqx_recv_batch (in, messages, BURST, ZMQX_INIT) == BURST);
    for (int i = 0; i < BURST; ++i)
        take (&messages[i]);
}
#endif

int main (int count, char **arguments)
{
    CHECK (count == 3 || count == 4);
    void (*round) (void) = NULL;
    if (strcmp (arguments[1], "single") == 0)
        round = single_calls;
    if (strcmp (arguments[1], "multipart") == 0)
        round = multipart;
#ifdef HAS_ZMQX
    if (strcmp (arguments[1], "batch") == 0)
        round = batch;
#endif
    CHECK (round != NULL);

    void *context = zmq_ctx_new ();
    if (count == 4) {
        CHECK (strcmp (arguments[3], "io-thread") == 0);
#ifdef HAS_ZMQX
        CHECK (zmq_ctx_set (context, ZMQX_CALLER_IO, 0) == 0);
#else
        CHECK (!"this libzmq has no such option");
#endif
    }
    out = new_socket (context, ZMQ_PUSH);
    in = new_socket (context, ZMQ_PULL);
    CHECK (zmq_bind (in, "inproc://pairs") == 0);
    CHECK (zmq_connect (out, "inproc://pairs") == 0);
    size_t rounds = strtoul (arguments[2], NULL, 10);
    for (size_t i = 0; i < rounds; ++i)
        round ();
    CHECK (received == rounds * BURST * SIZE);
    CHECK (zmq_close (out) == 0);
    CHECK (zmq_close (in) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
