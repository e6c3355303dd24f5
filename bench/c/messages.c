/* The roles that send messages: throughput, round trips and fan-out. */
#include "bench.h"

#include <pthread.h>
#include <zmqx.h>

/* Both ends of inproc in one process. */
struct end {
    void *context;
    const struct arguments *arguments;
};

static void bind_or_fail (void *socket_, const char *endpoint_)
{
    if (zmq_bind (socket_, endpoint_) != 0)
        fail (endpoint_);
}

static void connect_or_fail (void *socket_, const char *endpoint_)
{
    if (zmq_connect (socket_, endpoint_) != 0)
        fail (endpoint_);
}

/* Sends messages with the numbers from 1, each a copy of one buffer. */
static void send_all (void *socket_, const struct arguments *arguments_)
{
    if (goes ("batch")) {
        send_all_in_batches (socket_, arguments_);
        return;
    }
    unsigned char *buffer = calloc (1, arguments_->size);
    need (buffer);
    for (uint64_t number = 1; number <= arguments_->count; ++number) {
        if (number == arguments_->lose)
            continue;
        memcpy (buffer, &number, sizeof number);
        need (zmq_send (socket_, buffer, arguments_->size, 0) != -1);
    }
    free (buffer);
}

static void receive (void *socket_, zmq_msg_t *message_, struct check *check_)
{
    need (zmq_msg_recv (message_, socket_, 0) != -1);
    take (check_, zmq_msg_data (message_), zmq_msg_size (message_));
}

static void push (void *context_, const struct arguments *arguments_)
{
    void *socket = open_socket (context_, ZMQ_PUSH, arguments_);
    connect_or_fail (socket, arguments_->endpoint);
    send_all (socket, arguments_);
    say ("sent");
    if (!arguments_->leave)
        wait_for_word ();
    need (zmq_close (socket) == 0);
}

static void pull (void *context_, const struct arguments *arguments_)
{
    void *socket = open_socket (context_, ZMQ_PULL, arguments_);
    bind_or_fail (socket, arguments_->endpoint);
    say ("ready");
    struct check check;
    start_check (&check, arguments_);
    zmq_msg_t message;
    zmq_msg_init (&message);
    if (goes ("batch"))
        while (check.expected <= check.last)
            receive_batch (socket, &check);
    else
        while (check.expected <= check.last)
            receive (socket, &message, &check);
    zmq_msg_close (&message);
    report_rate (&check, 1, arguments_->count);
    need (zmq_close (socket) == 0);
}

static int compare (const void *one_, const void *other_)
{
    const double one = *(const double *) one_, other = *(const double *) other_;
    return (one > other) - (one < other);
}

static void request (void *context_, const struct arguments *arguments_)
{
    void *socket = open_socket (context_, ZMQ_REQ, arguments_);
    connect_or_fail (socket, arguments_->endpoint);
    /* The first tenth, but not more than 1,000, only warms up. */
    const uint64_t skip = arguments_->count / 10 < 1000 ? arguments_->count / 10 : 1000;
    double *times = malloc (arguments_->count * sizeof *times);
    unsigned char *buffer = calloc (1, arguments_->size);
    need (times && buffer);
    struct check check;
    start_check (&check, arguments_);
    zmq_msg_t message;
    zmq_msg_init (&message);
    double start = now (), sum = 0;
    for (uint64_t number = 1; number <= arguments_->count; ++number) {
        memcpy (buffer, &number, sizeof number);
        need (zmq_send (socket, buffer, arguments_->size, 0) != -1);
        receive (socket, &message, &check);
        const double end = now ();
        times[number - 1] = end - start;
        start = end;
    }
    zmq_msg_close (&message);
    const uint64_t counted = arguments_->count - skip;
    qsort (times + skip, counted, sizeof *times, compare);
    for (uint64_t index = skip; index < arguments_->count; ++index)
        sum += times[index];
    printf ("result count=%llu mean=%.9e p50=%.9e p99=%.9e\n", (unsigned long long) arguments_->count, sum / counted,
            times[skip + counted / 2], times[skip + counted * 99 / 100]);
    fflush (stdout);
    free (times);
    free (buffer);
    need (zmq_close (socket) == 0);
}

static void reply (void *context_, const struct arguments *arguments_)
{
    void *socket = open_socket (context_, ZMQ_REP, arguments_);
    bind_or_fail (socket, arguments_->endpoint);
    say ("ready");
    zmq_msg_t message;
    zmq_msg_init (&message);
    for (uint64_t number = 0; number < arguments_->count; ++number) {
        need (zmq_msg_recv (&message, socket, 0) != -1);
        need (zmq_msg_send (&message, socket, 0) != -1);
    }
    zmq_msg_close (&message);
    say ("sent");
    wait_for_word ();
    need (zmq_close (socket) == 0);
}

static void *listen_for_word (void *word_)
{
    wait_for_word ();
    __atomic_store_n ((int *) word_, 1, __ATOMIC_RELEASE);
    return NULL;
}

/* Publishes messages without a number until it is told that each subscriber has one, then those that count. */
static void publish (void *context_, const struct arguments *arguments_)
{
    void *socket = open_socket (context_, ZMQ_PUB, arguments_);
    bind_or_fail (socket, arguments_->endpoint);
    say ("ready");
    unsigned char *probe = calloc (1, arguments_->size);
    need (probe);
    int everyone_is_there = 0;
    pthread_t listener;
    need (pthread_create (&listener, NULL, listen_for_word, &everyone_is_there) == 0);
    while (!__atomic_load_n (&everyone_is_there, __ATOMIC_ACQUIRE)) {
        need (zmq_send (socket, probe, arguments_->size, 0) != -1);
        usleep (10000);
    }
    pthread_join (listener, NULL);
    free (probe);
    send_all (socket, arguments_);
    say ("sent");
    wait_for_word ();
    need (zmq_close (socket) == 0);
}

/* Receives with all subscribers in turn, message by message. */
static void subscribe (void *context_, const struct arguments *arguments_)
{
    const unsigned number = arguments_->subscribers;
    void **sockets = calloc (number, sizeof *sockets);
    struct check *checks = calloc (number, sizeof *checks);
    need (sockets && checks);
    for (unsigned index = 0; index < number; ++index) {
        sockets[index] = open_socket (context_, ZMQ_SUB, arguments_);
        connect_or_fail (sockets[index], arguments_->endpoint);
        need (zmq_setsockopt (sockets[index], ZMQ_SUBSCRIBE, "", 0) == 0);
        start_check (&checks[index], arguments_);
    }
    zmq_msg_t message;
    zmq_msg_init (&message);
    for (unsigned index = 0; index < number; ++index)
        while (checks[index].probes == 0)
            receive (sockets[index], &message, &checks[index]);
    say ("ready");
    const int many = goes ("batch");
    for (uint64_t round = 1; round <= arguments_->count; ++round)
        for (unsigned index = 0; index < number; ++index)
            while (checks[index].expected <= round)
                if (many)
                    receive_batch (sockets[index], &checks[index]);
                else
                    receive (sockets[index], &message, &checks[index]);
    zmq_msg_close (&message);
    report_rate (checks, number, arguments_->count * number);
    for (unsigned index = 0; index < number; ++index)
        need (zmq_close (sockets[index]) == 0);
    free (sockets);
    free (checks);
}

static void *push_on_a_thread (void *end_)
{
    const struct end *end = end_;
    push (end->context, end->arguments);
    return NULL;
}

static void *reply_on_a_thread (void *end_)
{
    const struct end *end = end_;
    reply (end->context, end->arguments);
    return NULL;
}

static void both (void *context_, const struct arguments *arguments_, void *(*thread_) (void *),
                  void (*here_) (void *, const struct arguments *))
{
    struct end end = {context_, arguments_};
    pthread_t thread;
    need (pthread_create (&thread, NULL, thread_, &end) == 0);
    here_ (context_, arguments_);
    pthread_join (thread, NULL);
}

int play_messages (const struct arguments *arguments_)
{
    static const struct {
        const char *name;
        void (*play) (void *, const struct arguments *);
        void *(*thread) (void *);
    } roles[] = {
        {"push", push, NULL},
        {"pull", pull, NULL},
        {"pipe", pull, push_on_a_thread},
        {"req", request, NULL},
        {"rep", reply, NULL},
        {"echo", request, reply_on_a_thread},
        {"pub", publish, NULL},
        {"sub", subscribe, NULL},
    };
    for (size_t index = 0; index < sizeof roles / sizeof *roles; ++index) {
        if (strcmp (arguments_->role, roles[index].name) != 0)
            continue;
        void *context = zmq_ctx_new ();
        need (context);
        /* More than the 1,023 of the default. */
        zmq_ctx_set (context, ZMQ_MAX_SOCKETS, (int) arguments_->subscribers + 1023);
        if (goes ("io-thread") && zmq_ctx_set (context, ZMQX_CALLER_IO, 0) != 0)
            exit (UNSUPPORTED);
        if (roles[index].thread)
            both (context, arguments_, roles[index].thread, roles[index].play);
        else
            roles[index].play (context, arguments_);
        need (zmq_ctx_term (context) == 0);
        return 0;
    }
    return -1;
}
