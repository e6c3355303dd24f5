/* Bodies of some size are written from where they are: is each given back once, when it is written, whatever becomes of the connection? */
#include "scarce.h"
#include "zmtp.h"

#include <pthread.h>
#include <sys/ioctl.h>

/* Below and above the size from which on bodies stay where they are, in any order. */
static const size_t sizes[] = {100, 8192, 6144, 6143, 20000, 0, 7000, 8192, 300, 40, 65536, 9000, 8192, 255, 262144, 300000};

/* If not 0, of all. */
static size_t same_size;

enum
{
    LARGEST = 300000,
    MESSAGES = 200
};

static int given_back[MESSAGES];

static size_t size_of (int number)
{
    return same_size ? same_size : sizes[number % (sizeof sizes / sizeof *sizes)];
}

static int has_more (int number)
{
    return number % 4 == 2;
}

static void fill (unsigned char *body, size_t size, int number)
{
    for (size_t i = 0; i < size; i++)
        body[i] = (unsigned char) (number + i * 2654435761u / 65536);
}

static void give_back (void *body, void *number)
{
    /* Who still reads it gets something else. */
    memset (body, 0xa5, size_of ((int) (size_t) number));
    free (body);
    __atomic_add_fetch (&given_back[(size_t) number], 1, __ATOMIC_SEQ_CST);
}

static void each_is_given_back_once (void)
{
    for (int number = 0; number < MESSAGES; number++)
        CHECK (given_back[number] == 1);
}

static void send_all (void *push)
{
    for (int number = 0; number < MESSAGES; number++) {
        const size_t size = size_of (number);
        unsigned char *const body = malloc (size + 1);
        CHECK (body != NULL);
        fill (body, size, number);
        zmq_msg_t message;
        CHECK (zmq_msg_init_data (&message, body, size, give_back, (void *) (size_t) number) == 0);
        CHECK (zmq_msg_send (&message, push, has_more (number) ? ZMQ_SNDMORE : 0) == (int) size);
    }
}

static size_t header_of (int number)
{
    return size_of (number) > 255 ? 9 : 2;
}

/* Reads the frames of all messages, and compares. */
static void *read_all (void *peer)
{
    unsigned char *const wanted = malloc (LARGEST), *const body = malloc (LARGEST);
    CHECK (wanted && body);
    for (int number = 0; number < MESSAGES; number++) {
        const size_t size = size_of (number);
        unsigned char header[9];
        receive_exactly (*(int *) peer, header, header_of (number));
        CHECK (header[0] == (has_more (number) ? 1 : 0) + (size > 255 ? 2 : 0));
        unsigned long long told = 0;
        for (size_t i = 1; i < header_of (number); i++)
            told = told << 8 | header[i];
        CHECK (told == size);
        receive_exactly (*(int *) peer, body, size);
        fill (wanted, size, number);
        CHECK (memcmp (body, wanted, size) == 0);
    }
    free (wanted);
    free (body);
    return NULL;
}

/* A socket with all messages, and a peer that has not read any. */
static void *begin (void *context, const char *where, int *peer)
{
    void *const push = new_socket (context, ZMQ_PUSH);
    char endpoint[256];
    set_int (push, ZMQ_SNDHWM, 0);
    bind_any (push, where, endpoint, sizeof endpoint);
    *peer = connect_as ("PULL", endpoint);
    send_all (push);
    return push;
}

static void end (void *context, void *push, int peer)
{
    CHECK (close (peer) == 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    each_is_given_back_once ();
}

static size_t unread (int peer)
{
    int bytes = 0;
    CHECK (ioctl (peer, FIONREAD, &bytes) == 0);
    return bytes;
}

/* A local socket tells the bytes that it took: no message beyond them is given back. */
static void none_before_it_is_written (void)
{
    same_size = 7000;
    void *const context = zmq_ctx_new ();
    int peer;
    void *const push = begin (context, "ipc://*", &peer);
    size_t before = 0;
    for (int rounds = 0; rounds < 10;) {
        int back[MESSAGES];
        for (int number = 0; number < MESSAGES; number++)
            back[number] = __atomic_load_n (&given_back[number], __ATOMIC_SEQ_CST);
        const size_t taken = unread (peer);
        size_t last = 0;
        for (int number = 0; number < MESSAGES; number++) {
            last += header_of (number) + size_of (number);
            CHECK (!back[number] || last <= taken);
        }
        /* It takes no more: that is what is looked at. */
        rounds = taken == before && taken > 0 ? rounds + 1 : 0;
        before = taken;
        pass (10);
    }
    read_all (&peer);
    end (context, push, peer);
}

/* What is not written stays with the socket, also if its connection ends amid a body. */
static void a_peer_leaves (const char *where)
{
    void *const context = zmq_ctx_new ();
    int peer;
    void *const push = begin (context, where, &peer);
    unsigned char some[20000];
    receive_exactly (peer, some, sizeof some);
    set_int (push, ZMQ_LINGER, 0);
    end (context, push, peer);
}

static void a_peer_leaves_tcp (void)
{
    a_peer_leaves ("tcp://127.0.0.1:*");
}

static void a_peer_leaves_ipc (void)
{
    a_peer_leaves ("ipc://*");
}

/* Closed without linger, while a body is half written. */
static void a_socket_is_closed_at_once (void)
{
    void *const context = zmq_ctx_new ();
    int peer;
    void *const push = begin (context, "ipc://*", &peer);
    while (unread (peer) == 0)
        pass (1);
    set_int (push, ZMQ_LINGER, 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    each_is_given_back_once ();
    CHECK (close (peer) == 0);
}

/* Closed with linger: who reads later gets all. */
static void a_socket_lingers (const char *where)
{
    void *const context = zmq_ctx_new ();
    int peer;
    void *const push = begin (context, where, &peer);
    set_int (push, ZMQ_LINGER, -1);
    CHECK (zmq_close (push) == 0);
    pthread_t reader;
    CHECK (pthread_create (&reader, NULL, read_all, &peer) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (pthread_join (reader, NULL) == 0);
    each_is_given_back_once ();
    char byte;
    CHECK (recv (peer, &byte, 1, 0) == 0);
    CHECK (close (peer) == 0);
}

static void a_socket_lingers_tcp (void)
{
    a_socket_lingers ("tcp://127.0.0.1:*");
}

static void a_socket_lingers_ipc (void)
{
    a_socket_lingers ("ipc://*");
}

/* To a socket of libzmq, where each frame may be changed on the way. */
static void exchange (void *context, void *push, void *pull, const char *where)
{
    char endpoint[256];
    unsigned char *const wanted = malloc (LARGEST);
    CHECK (wanted != NULL);
    set_int (pull, ZMQ_RCVTIMEO, 20000);
    bind_any (pull, where, endpoint, sizeof endpoint);
    CHECK (zmq_connect (push, endpoint) == 0);
    send_all (push);
    for (int number = 0; number < MESSAGES; number++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init (&message) == 0);
        CHECK (zmq_msg_recv (&message, pull, 0) == (int) size_of (number));
        fill (wanted, size_of (number), number);
        CHECK (memcmp (zmq_msg_data (&message), wanted, size_of (number)) == 0);
        CHECK (zmq_msg_more (&message) == has_more (number));
        CHECK (zmq_msg_close (&message) == 0);
    }
    free (wanted);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    each_is_given_back_once ();
}

static void with_curve (void)
{
    if (!zmq_has ("curve"))
        return;
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH), *const pull = new_socket (context, ZMQ_PULL);
    set_curve_keys (pull, push);
    exchange (context, push, pull, "tcp://127.0.0.1:*");
}

static void over_ws (void)
{
    if (!zmq_has ("WS"))
        return;
    void *const context = zmq_ctx_new ();
    exchange (context, new_socket (context, ZMQ_PUSH), new_socket (context, ZMQ_PULL), "ws://127.0.0.1:*");
}

/* Batches that end amid a body, or a header. */
static void in_batches_of_any_size (void)
{
#ifdef ZMQ_BUILD_DRAFT_API
    static const int batches[] = {1, 8192, 9000, 10000, 65536, 2000000};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        memset (given_back, 0, sizeof given_back);
        void *const context = zmq_ctx_new ();
        void *const push = new_socket (context, ZMQ_PUSH);
        set_int (push, ZMQ_OUT_BATCH_SIZE, batches[i]);
        exchange (context, push, new_socket (context, ZMQ_PULL), "tcp://127.0.0.1:*");
    }
#endif
}

int main (void)
{
    IN_CHILD (none_before_it_is_written);
    IN_CHILD (a_peer_leaves_tcp);
    IN_CHILD (a_peer_leaves_ipc);
    IN_CHILD (a_socket_is_closed_at_once);
    IN_CHILD (a_socket_lingers_tcp);
    IN_CHILD (a_socket_lingers_ipc);
    IN_CHILD (with_curve);
    IN_CHILD (over_ws);
    IN_CHILD (in_batches_of_any_size);
    return 0;
}
