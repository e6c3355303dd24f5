/* Which system calls does traffic take? Counts show what the time of a run would not. */
#define _GNU_SOURCE
#include "counted.h"
#include "scarce.h"

/* A sanitizer makes calls of its own. */
#if defined __linux__ && !defined __SANITIZE_THREAD__ && !defined __SANITIZE_ADDRESS__

/* Newer architectures have only the newer calls. */
#ifndef __NR_poll
#define __NR_poll __NR_ppoll
#endif
#ifndef __NR_epoll_wait
#define __NR_epoll_wait __NR_epoll_pwait
#endif

enum { MESSAGES = 20000, SIZE = 100 };

/* REQ and REP over tcp, after some round trips; `number` is counted. Each has an I/O thread to itself. */
static void round_trips (int number, long most)
{
    count (number);
    void *const contexts[] = {zmq_ctx_new (), zmq_ctx_new ()};
    void *const rep = new_socket (contexts[0], ZMQ_REP);
    void *const req = new_socket (contexts[1], ZMQ_REQ);
    char endpoint[64];
    bind_any (rep, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (zmq_connect (req, endpoint) == 0);
    for (int i = 0; i < 110; i++) {
        if (i == 10)
            calls ();
        CHECK (zmq_send (req, "x", 1, 0) == 1);
        CHECK (zmq_recv (rep, NULL, 0, 0) == 1);
        CHECK (zmq_send (rep, "y", 1, 0) == 1);
        CHECK (zmq_recv (req, NULL, 0, 0) == 1);
    }
    CHECK_AT_MOST (calls (), most);
    CHECK (zmq_close (req) == 0);
    CHECK (zmq_close (rep) == 0);
    CHECK (zmq_ctx_term (contexts[0]) == 0);
    CHECK (zmq_ctx_term (contexts[1]) == 0);
}

static void nobody_asks_who_it_is (void)
{
    round_trips (__NR_getpid, 0);
}

/* But where another thread takes over the loop, which a busy machine makes it do. */
static void output_is_not_polled_for (void)
{
    round_trips (__NR_epoll_ctl, 200);
}

/* One message at a time to each of many, whose connections share a thread. */
static void output_to_many_is_not_polled_for (void)
{
    enum { MANY = 20 };
    count (__NR_epoll_ctl);
    void *const contexts[] = {zmq_ctx_new (), zmq_ctx_new ()};
    void *const xpub = new_socket (contexts[0], ZMQ_XPUB);
    void *subscribers[MANY];
    char endpoint[64];
    set_int (xpub, ZMQ_XPUB_VERBOSE, 1);
    bind_any (xpub, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    for (int i = 0; i < MANY; i++) {
        subscribers[i] = new_socket (contexts[1], ZMQ_SUB);
        CHECK (zmq_setsockopt (subscribers[i], ZMQ_SUBSCRIBE, "", 0) == 0);
        CHECK (zmq_connect (subscribers[i], endpoint) == 0);
        CHECK (zmq_recv (xpub, NULL, 0, 0) == 1);
    }
    for (int i = 0; i < 110; i++) {
        if (i == 10)
            calls ();
        CHECK (zmq_send (xpub, "x", 1, 0) == 1);
        for (int j = 0; j < MANY; j++)
            CHECK (zmq_recv (subscribers[j], NULL, 0, 0) == 1);
    }
    CHECK_AT_MOST (calls (), 500);
    for (int i = 0; i < MANY; i++)
        CHECK (zmq_close (subscribers[i]) == 0);
    CHECK (zmq_close (xpub) == 0);
    CHECK (zmq_ctx_term (contexts[0]) == 0);
    CHECK (zmq_ctx_term (contexts[1]) == 0);
}

static void nothing_is_looked_for_in_vain (void)
{
    count (__NR_poll);
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    CHECK (zmq_bind (pull, "inproc://nobody") == 0);
    for (int i = 0; i < 100; i++)
        CHECK_ERRNO (zmq_recv (pull, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    CHECK_AT_MOST (calls (), 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Options of the draft API. */
enum { IN_BATCH_SIZE = 101, OUT_BATCH_SIZE = 102 };

static void set_batch (void *socket, int option, int size)
{
    if (size)
        set_int (socket, option, size);
}

static void *peer (void *context, int type)
{
    void *const socket = new_socket (context, type);
    set_int (socket, ZMQ_SNDHWM, 0);
    set_int (socket, ZMQ_RCVHWM, 0);
    set_int (socket, ZMQ_RECONNECT_IVL, 10);
    return socket;
}

/* What two processes say to each other, of which one counts. */
struct pair
{
    char endpoint[32];
    int ends[2];
    pid_t child;
};

static struct pair begin_pair (void)
{
    struct pair pair;
    snprintf (pair.endpoint, sizeof pair.endpoint, "ipc://@calls-%d", (int) getpid ());
    CHECK (pipe (pair.ends) == 0);
    pair.child = fork ();
    CHECK (pair.child >= 0);
    watchdog (20);
    return pair;
}

static void tell (const struct pair *pair)
{
    CHECK (write (pair->ends[1], "", 1) == 1);
}

static void wait_until_told (const struct pair *pair)
{
    char byte;
    CHECK (read (pair->ends[0], &byte, 1) == 1);
}

/* All of it gathers before the other takes it. */
static void send_all (void *push, const struct pair *pair, const char *message, size_t size, int count)
{
    CHECK (zmq_connect (push, pair->endpoint) == 0);
    for (int i = 0; i < count; i++)
        CHECK (zmq_send (push, message, size, 0) == (int) size);
    CHECK (zmq_close (push) == 0);
    tell (pair);
}

static void receive_all (void *pull, const struct pair *pair, int count)
{
    wait_until_told (pair);
    CHECK (zmq_bind (pull, pair->endpoint) == 0);
    for (int i = 0; i < count; i++)
        CHECK (zmq_recv (pull, NULL, 0, 0) > 0);
    CHECK (zmq_close (pull) == 0);
}

/* How often `number` is called by who sends. */
static long of_the_sender (int number, int batch)
{
    static const char message[SIZE];
    const struct pair pair = begin_pair ();
    if (pair.child == 0) {
        void *const context = zmq_ctx_new ();
        receive_all (peer (context, ZMQ_PULL), &pair, MESSAGES);
        CHECK (zmq_ctx_term (context) == 0);
        _exit (0);
    }
    count (number);
    void *const context = zmq_ctx_new ();
    void *const push = peer (context, ZMQ_PUSH);
    set_batch (push, OUT_BATCH_SIZE, batch);
    send_all (push, &pair, message, SIZE, MESSAGES);
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (child_status (pair.child) == 0);
    return calls ();
}

/* How often `number` is called by who receives. */
static long of_the_receiver (int number, int batch)
{
    static const char message[SIZE];
    const struct pair pair = begin_pair ();
    if (pair.child == 0) {
        void *const context = zmq_ctx_new ();
        send_all (peer (context, ZMQ_PUSH), &pair, message, SIZE, MESSAGES);
        CHECK (zmq_ctx_term (context) == 0);
        _exit (0);
    }
    count (number);
    void *const context = zmq_ctx_new ();
    void *const pull = peer (context, ZMQ_PULL);
    set_batch (pull, IN_BATCH_SIZE, batch);
    receive_all (pull, &pair, MESSAGES);
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (child_status (pair.child) == 0);
    return calls ();
}

/* Of two megabytes, which are 250 batches in stock. */
static void batches_are_large (void)
{
    of_the_sender (__NR_sendto, 0);
    CHECK (counted.longest >= 65536);
}

static void batches_are_larger_yet (void)
{
    of_the_sender (__NR_sendto, 0);
    CHECK (counted.longest >= 262144);
}

static void reads_are_large (void)
{
    of_the_receiver (__NR_recvfrom, 0);
    CHECK (counted.longest >= 65536);
}

#ifdef ZMQ_BUILD_DRAFT_API

/* Of the same size as in stock, they are written and read without asking the poller before each. */
static void written_on (void)
{
    CHECK_AT_MOST (of_the_sender (__NR_epoll_wait, 8192), 150);
}

static void read_on (void)
{
    CHECK_AT_MOST (of_the_receiver (__NR_epoll_wait, 8192), 150);
}

/* And who receives is woken once for what is read on. */
static void woken_once (void)
{
    CHECK_AT_MOST (of_the_receiver (__NR_write, 8192), 60);
}

#endif

/* After the handshake, with which a body may share a batch. */
static void large_bodies_are_sent_where_they_are (void)
{
    enum { BODY = 1 << 20 };
    char *const body = calloc (1, BODY), byte;
    const struct pair pair = begin_pair ();
    if (pair.child == 0) {
        void *const context = zmq_ctx_new ();
        void *const socket = new_socket (context, ZMQ_PAIR);
        CHECK (zmq_connect (socket, pair.endpoint) == 0);
        CHECK (zmq_send (socket, "x", 1, 0) == 1);
        CHECK (zmq_recv (socket, NULL, 0, 0) == BODY);
        CHECK (zmq_close (socket) == 0);
        CHECK (zmq_ctx_term (context) == 0);
        _exit (0);
    }
    counted.buffer = body;
    counted.size = BODY;
    count (__NR_sendto);
    void *const context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_bind (socket, pair.endpoint) == 0);
    CHECK (zmq_recv (socket, &byte, 1, 0) == 1);
    zmq_msg_t message;
    CHECK (zmq_msg_init_data (&message, body, BODY, NULL, NULL) == 0);
    CHECK (zmq_msg_send (&message, socket, 0) == BODY);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (child_status (pair.child) == 0);
    CHECK (counted.first == body);
    free (body);
}

int main (void)
{
    if (!can_count ())
        return 0;
    IN_CHILD (nobody_asks_who_it_is);
    IN_CHILD (nothing_is_looked_for_in_vain);
    IN_CHILD (output_is_not_polled_for);
    IN_CHILD (output_to_many_is_not_polled_for);
    IN_CHILD (batches_are_large);
    IN_CHILD (batches_are_larger_yet);
    IN_CHILD (reads_are_large);
    IN_CHILD (large_bodies_are_sent_where_they_are);
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (written_on);
    IN_CHILD (read_on);
    IN_CHILD (woken_once);
#endif
    return 0;
}

#else

int main (void)
{
    puts ("skipped: nothing counts the system calls here");
    return 0;
}

#endif
