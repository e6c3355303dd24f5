/* The roles that ask what one more of something costs: connections, subscriptions, sockets, contexts. */
#include "bench.h"

/* How long connections stay idle while the processor's time is taken. */
static const useconds_t IDLE = 500000;

static void *new_context (int sockets_)
{
    void *context = zmq_ctx_new ();
    need (context);
    zmq_ctx_set (context, ZMQ_MAX_SOCKETS, sockets_ + 10);
    return context;
}

/* Binds, and waits for one message over each of count connections. */
static int accept_all (const struct arguments *arguments_)
{
    void *context = new_context (1);
    void *socket = open_socket (context, ZMQ_PULL, arguments_);
    if (zmq_bind (socket, arguments_->endpoint) != 0)
        fail (arguments_->endpoint);
    char byte;
    const double before = resident ();
    say ("ready");
    const double start = now ();
    for (uint64_t number = 0; number < arguments_->count; ++number)
        need (zmq_recv (socket, &byte, 1, 0) == 1);
    const double seconds = now () - start;
    const double bytes = (resident () - before) / arguments_->count;
    const double busy = processor_time ();
    usleep (IDLE);
    const double idle = (processor_time () - busy) / (IDLE / 1e6);
    printf ("result count=%llu seconds=%.9e bytes=%.9e idle=%.9e\n", (unsigned long long) arguments_->count, seconds,
            bytes, idle);
    fflush (stdout);
    wait_for_word ();
    need (zmq_close (socket) == 0);
    need (zmq_ctx_term (context) == 0);
    return 0;
}

/* Connects count sockets, each with one message. */
static int connect_all (const struct arguments *arguments_)
{
    void *context = new_context ((int) arguments_->count);
    void **sockets = calloc (arguments_->count, sizeof *sockets);
    need (sockets);
    for (uint64_t number = 0; number < arguments_->count; ++number) {
        sockets[number] = open_socket (context, ZMQ_PUSH, arguments_);
        if (zmq_connect (sockets[number], arguments_->endpoint) != 0)
            fail (arguments_->endpoint);
        need (zmq_send (sockets[number], "1", 1, 0) == 1);
    }
    say ("sent");
    wait_for_word ();
    for (uint64_t number = 0; number < arguments_->count; ++number)
        need (zmq_close (sockets[number]) == 0);
    free (sockets);
    need (zmq_ctx_term (context) == 0);
    return 0;
}

/* Topics of 12 characters that differ from the first on. */
static void topic (char *topic_, uint64_t number_)
{
    static const char letters[] = "abcdefghijklmnop";
    uint64_t bits = (number_ + 1) * UINT64_C (0x9e3779b97f4a7c15);
    for (int index = 0; index < 12; ++index, bits >>= 4)
        topic_[index] = letters[bits & 15];
}

/* Subscribes to count topics, over inproc, then publishes messages of which every other one is wanted. */
static int subscriptions (const struct arguments *arguments_)
{
    enum { AT_ONCE = 1000, PUBLISHED = 20000 };
    void *context = new_context (2);
    void *publisher = open_socket (context, ZMQ_XPUB, arguments_);
    void *subscriber = open_socket (context, ZMQ_SUB, arguments_);
    need (zmq_bind (publisher, "inproc://topics") == 0);
    need (zmq_connect (subscriber, "inproc://topics") == 0);
    char text[16];
    const double before = resident ();
    const double start = now ();
    for (uint64_t number = 0, heard = 0; number < arguments_->count; ++number) {
        topic (text, number);
        need (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, text, 12) == 0);
        while ((number + 1) % AT_ONCE == 0 && heard <= number) {
            need (zmq_recv (publisher, text, sizeof text, 0) == 13);
            ++heard;
        }
        while (number + 1 == arguments_->count && heard <= number) {
            need (zmq_recv (publisher, text, sizeof text, 0) == 13);
            ++heard;
        }
    }
    const double seconds = now () - start;
    const double bytes = (resident () - before) / arguments_->count;
    const double matching = now ();
    for (uint64_t number = 0; number < PUBLISHED; ++number) {
        topic (text, number % 2 ? arguments_->count + number : number / 2 % arguments_->count);
        need (zmq_send (publisher, text, 12, 0) == 12);
        if (number % 2 == 0)
            need (zmq_recv (subscriber, text, sizeof text, 0) == 12);
    }
    const double match = (now () - matching) / PUBLISHED;
    printf ("result count=%llu seconds=%.9e bytes=%.9e match=%.9e\n", (unsigned long long) arguments_->count, seconds,
            bytes, match);
    fflush (stdout);
    need (zmq_close (subscriber) == 0);
    need (zmq_close (publisher) == 0);
    need (zmq_ctx_term (context) == 0);
    return 0;
}

/* Opens count sockets in one context, and closes them. */
static int sockets (const struct arguments *arguments_)
{
    void *context = new_context ((int) arguments_->count);
    void **opened = calloc (arguments_->count, sizeof *opened);
    need (opened);
    /* The first starts the threads. */
    need (zmq_close (open_socket (context, ZMQ_PUSH, arguments_)) == 0);
    const double before = resident ();
    const double start = now ();
    for (uint64_t number = 0; number < arguments_->count; ++number)
        opened[number] = open_socket (context, ZMQ_PUSH, arguments_);
    const double bytes = (resident () - before) / arguments_->count;
    for (uint64_t number = 0; number < arguments_->count; ++number)
        need (zmq_close (opened[number]) == 0);
    need (zmq_ctx_term (context) == 0);
    const double seconds = now () - start;
    printf ("result count=%llu seconds=%.9e bytes=%.9e\n", (unsigned long long) arguments_->count, seconds, bytes);
    free (opened);
    return 0;
}

/* Makes count contexts with a socket each, and ends them. */
static int contexts (const struct arguments *arguments_)
{
    void **made = calloc (2 * arguments_->count, sizeof *made);
    need (made);
    const double before = resident ();
    const double start = now ();
    for (uint64_t number = 0; number < arguments_->count; ++number) {
        made[2 * number] = new_context (1);
        made[2 * number + 1] = open_socket (made[2 * number], ZMQ_PUSH, arguments_);
    }
    const double bytes = (resident () - before) / arguments_->count;
    for (uint64_t number = 0; number < arguments_->count; ++number) {
        need (zmq_close (made[2 * number + 1]) == 0);
        need (zmq_ctx_term (made[2 * number]) == 0);
    }
    const double seconds = now () - start;
    printf ("result count=%llu seconds=%.9e bytes=%.9e\n", (unsigned long long) arguments_->count, seconds, bytes);
    free (made);
    return 0;
}

int play_growth (const struct arguments *arguments_)
{
    static const struct {
        const char *name;
        int (*play) (const struct arguments *);
    } roles[] = {
        {"accept", accept_all},
        {"connect", connect_all},
        {"subscriptions", subscriptions},
        {"sockets", sockets},
        {"contexts", contexts},
    };
    for (size_t index = 0; index < sizeof roles / sizeof *roles; ++index)
        if (strcmp (arguments_->role, roles[index].name) == 0)
            return roles[index].play (arguments_);
    return -1;
}
