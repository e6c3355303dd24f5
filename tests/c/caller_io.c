/* Does a thread that waits do the I/O itself, unless it is told not to or has no time for it, and does nothing wait for it? */
#include "caller.h"

#if defined ZMQX_CALLER_IO && defined __linux__

#include <dirent.h>
#include <pthread.h>

enum { ROUND_TRIPS = 3000, THREADS = 3, LARGE = 20000000, PUSHED = 40, PUSHED_SIZE = 1000000 };

/* How often this process's I/O thread has gone to sleep. */
static long switches_of_io_thread (void)
{
    DIR *tasks = opendir ("/proc/self/task");
    CHECK (tasks != NULL);
    long switches = -1;
    for (struct dirent *task; (task = readdir (tasks)) != NULL;) {
        char path[300], line[256];
        snprintf (path, sizeof path, "/proc/self/task/%s/status", task->d_name);
        FILE *status = fopen (path, "r");
        int is_io_thread = 0;
        while (status && fgets (line, sizeof line, status)) {
            if (strncmp (line, "Name:", 5) == 0)
                is_io_thread = strstr (line, "IO/0") != NULL;
            if (is_io_thread)
                sscanf (line, "voluntary_ctxt_switches: %ld", &switches);
        }
        if (status)
            fclose (status);
    }
    closedir (tasks);
    CHECK (switches != -1);
    return switches;
}

static void be_away (long microseconds)
{
    const double end = now () + microseconds * 1e-6;
    while (now () < end)
        ;
}

/* Waits for the answer by zmq_poll, together with a socket that nobody talks to. */
static void exchange_by_poll (void *socket, void *other, long number)
{
    long back = -1;
    CHECK (zmq_send (socket, &number, sizeof number, 0) == sizeof number);
    zmq_pollitem_t items[] = {{other, 0, ZMQ_POLLIN, 0}, {socket, 0, ZMQ_POLLIN, 0}};
    CHECK (zmq_poll (items, 2, 60000) == 1 && items[1].revents == ZMQ_POLLIN);
    CHECK (zmq_recv (socket, &back, sizeof back, ZMQ_DONTWAIT) == sizeof back);
    CHECK (back == number);
}

/* With a thread that waits by zmq_poll, together with `other`, or in the receive, and is busy for so long after each of them. */
static long switches_of_round_trips_once (void *socket, void *other, int polls, long microseconds)
{
    const long before = switches_of_io_thread ();
    for (long number = 0; number < ROUND_TRIPS; ++number) {
        if (polls)
            exchange_by_poll (socket, other, number);
        else
            exchange (socket, number);
        be_away (microseconds);
    }
    return switches_of_io_thread () - before;
}

/* The first of so many attempts with less than one for each, or the last. */
static long switches_of_round_trips (int caller_io, int polls, long microseconds, int attempts)
{
    void *context = new_context (caller_io), *socket = connect_to_peer (context, ZMQ_PAIR);
    void *other = new_socket (context, ZMQ_PULL);
    char bound[256];
    bind_any (other, "tcp://127.0.0.1:*", bound, sizeof bound);
    warm_up (socket);
    long switches = ROUND_TRIPS;
    while (switches >= ROUND_TRIPS && attempts-- > 0)
        switches = switches_of_round_trips_once (socket, other, polls, microseconds);
    CHECK (zmq_close (other) == 0);
    dismiss (socket, context);
    return switches;
}

/* A thread that other work on the machine keeps away again and again does not lead, and rightly. */
enum { ATTEMPTS = 10 };

/* Only its look at the clock, once a millisecond. */
static void the_io_thread_sleeps (void)
{
    CHECK (switches_of_round_trips (UNASKED, 0, 0, ATTEMPTS) < ROUND_TRIPS);
}

static void the_io_thread_sleeps_in_polls (void)
{
    CHECK (switches_of_round_trips (UNASKED, 1, 0, ATTEMPTS) < ROUND_TRIPS);
}

/* One for the request and one for the reply. */
static void the_io_thread_works_if_asked (void)
{
    CHECK (switches_of_round_trips (0, 0, 0, 1) > ROUND_TRIPS);
}

static void the_io_thread_works_for_a_busy_thread (void)
{
    CHECK (switches_of_round_trips (UNASKED, 0, 200, 1) > ROUND_TRIPS);
}

static void the_io_thread_works_for_a_busy_thread_that_polls (void)
{
    CHECK (switches_of_round_trips (UNASKED, 1, 200, 1) > ROUND_TRIPS);
}

/* Who says where or when the I/O thread shall run means the I/O. */
static void a_place_for_the_io_thread_is_obeyed (void)
{
    static const int options[] = {ZMQ_THREAD_AFFINITY_CPU_ADD, ZMQ_THREAD_PRIORITY, ZMQ_THREAD_SCHED_POLICY};
    for (int i = 0; i < 3; ++i) {
        void *context = new_context (UNASKED);
        CHECK (zmq_ctx_set (context, options[i], 0) == 0);
        CHECK (zmq_ctx_get (context, ZMQX_CALLER_IO) == 0);
        CHECK (zmq_ctx_set (context, ZMQX_CALLER_IO, 1) == 0);
        CHECK (zmq_ctx_get (context, ZMQX_CALLER_IO) == 1);
        CHECK (zmq_ctx_term (context) == 0);
    }
}

static void *exchange_all (void *socket)
{
    for (long number = 0; number < ROUND_TRIPS; ++number)
        exchange (socket, number);
    return NULL;
}

static void *serve (void *socket)
{
    echo (socket);
    return NULL;
}

/* Servers and clients on one context. */
static void threads_share_a_context (const char *endpoint)
{
    void *context = new_context (UNASKED), *servers[THREADS], *clients[THREADS];
    pthread_t serving[THREADS], asking[THREADS];
    for (int i = 0; i < THREADS; ++i) {
        char name[256], bound[256];
        snprintf (name, sizeof name, "%s", endpoint);
        servers[i] = new_socket (context, ZMQ_REP);
        clients[i] = new_socket (context, ZMQ_REQ);
        CHECK (zmq_connect (clients[i], bind_any (servers[i], name, bound, sizeof bound)) == 0);
        CHECK (pthread_create (&serving[i], NULL, serve, servers[i]) == 0);
        CHECK (pthread_create (&asking[i], NULL, exchange_all, clients[i]) == 0);
    }
    for (int i = 0; i < THREADS; ++i) {
        pthread_join (asking[i], NULL);
        char nothing;
        CHECK (zmq_send (clients[i], "", 0, 0) == 0);
        CHECK (zmq_recv (clients[i], &nothing, 1, 0) == 0);
        pthread_join (serving[i], NULL);
        CHECK (zmq_close (clients[i]) == 0);
        CHECK (zmq_close (servers[i]) == 0);
    }
    CHECK (zmq_ctx_term (context) == 0);
}

/* Meets the other process, answers while that warms up, and returns the large message that it sends then. */
static char *receive_large (void *socket, const char *endpoint)
{
    char bound[256];
    bind_any (socket, endpoint, bound, sizeof bound);
    say (from_peer[1], bound, sizeof bound);
    for (int i = 0; i < WARM_UP; ++i) {
        long number;
        CHECK (zmq_recv (socket, &number, sizeof number, 0) == sizeof number);
        CHECK (zmq_send (socket, &number, sizeof number, 0) == sizeof number);
    }
    char *large = malloc (LARGE);
    CHECK (large && zmq_recv (socket, large, LARGE, 0) == LARGE);
    return large;
}

/* The peer of the next: tells through the pipe how far it is, and answers nothing through libzmq. */
static void busy_peer (const char *endpoint)
{
    void *context = new_context (0), *socket = new_socket (context, ZMQ_PAIR);
    set_int (socket, ZMQ_SNDHWM, 1);
    char *large = receive_large (socket, endpoint), done = 1;
    say (from_peer[1], &done, 1);
    for (int i = 0; i < PUSHED; ++i)
        CHECK (zmq_send (socket, large, PUSHED_SIZE, 0) == PUSHED_SIZE);
    say (from_peer[1], &done, 1);
    CHECK (zmq_recv (socket, large, LARGE, 0) == 0);
    free (large);
    finish (socket, context);
}

/* Neither what it has sent nor what it has not received yet waits for its next call. */
static void nothing_waits_for_a_thread_that_is_away (void)
{
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    char *large = calloc (1, LARGE), done;
    CHECK (large && zmq_send (socket, large, LARGE, 0) == LARGE);
    hear (from_peer[0], &done, 1);
    hear (from_peer[0], &done, 1);
    for (int i = 0; i < PUSHED; ++i)
        CHECK (zmq_recv (socket, large, LARGE, 0) == PUSHED_SIZE);
    free (large);
    CHECK (zmq_send (socket, "", 0, 0) == 0);
    finish (socket, context);
}

/* Heartbeats of both sides, shorter than the time that the thread is away or leads without traffic. */
static void connections_stay_alive (const char *endpoint)
{
    void *context = new_context (UNASKED), *server = new_socket (context, ZMQ_PAIR), *client = new_socket (context, ZMQ_PAIR);
    void *monitor = new_socket (context, ZMQ_PAIR);
    char bound[256];
    set_int (server, ZMQ_HEARTBEAT_IVL, 20);
    set_int (server, ZMQ_HEARTBEAT_TIMEOUT, 15000);
    set_int (client, ZMQ_HEARTBEAT_IVL, 20);
    set_int (client, ZMQ_HEARTBEAT_TIMEOUT, 15000);
    CHECK (zmq_socket_monitor (client, "inproc://events", ZMQ_EVENT_DISCONNECTED) == 0);
    CHECK (zmq_connect (monitor, "inproc://events") == 0);
    CHECK (zmq_connect (client, bind_any (server, endpoint, bound, sizeof bound)) == 0);
    pthread_t serving;
    CHECK (pthread_create (&serving, NULL, serve, server) == 0);
    warm_up (client);
    usleep (100000);
    char buffer[8];
    set_int (client, ZMQ_RCVTIMEO, 100);
    CHECK_ERRNO (zmq_recv (client, buffer, sizeof buffer, 0), EAGAIN);
    set_int (client, ZMQ_RCVTIMEO, -1);
    CHECK_ERRNO (zmq_recv (monitor, buffer, sizeof buffer, ZMQ_DONTWAIT), EAGAIN);
    CHECK (zmq_send (client, "", 0, 0) == 0);
    CHECK (zmq_recv (client, buffer, 1, 0) == 0);
    pthread_join (serving, NULL);
    CHECK (zmq_close (monitor) == 0);
    CHECK (zmq_close (server) == 0);
    finish (client, context);
}

/* What a thread sends last, and writes itself, is there after it has closed everything. */
static void the_last_answer_arrives (void)
{
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    char *large = calloc (1, LARGE), done;
    CHECK (large && zmq_send (socket, large, LARGE, 0) == LARGE);
    free (large);
    finish (socket, context);
    hear (from_peer[0], &done, 1);
}

static void last_answer_peer (const char *endpoint)
{
    void *context = new_context (0), *socket = new_socket (context, ZMQ_PAIR);
    char *large = receive_large (socket, endpoint), done = 1;
    free (large);
    say (from_peer[1], &done, 1);
    finish (socket, context);
}

int main (int argument_count, char **arguments)
{
    CHECK (argument_count == 2);
    const char *endpoint = arguments[1];
    if (!can_caller_io ())
        return 0;
    ASK (endpoint, the_io_thread_sleeps, echo_peer);
    ASK (endpoint, the_io_thread_sleeps_in_polls, echo_peer);
    ASK (endpoint, the_io_thread_works_if_asked, echo_peer);
    ASK (endpoint, the_io_thread_works_for_a_busy_thread, echo_peer);
    ASK (endpoint, the_io_thread_works_for_a_busy_thread_that_polls, echo_peer);
    ASK (endpoint, nothing_waits_for_a_thread_that_is_away, busy_peer);
    ASK (endpoint, the_last_answer_arrives, last_answer_peer);
    if (getenv ("PART"))
        return 0;
    a_place_for_the_io_thread_is_obeyed ();
    CHECK (child_status (start (threads_share_a_context, endpoint)) == 0);
    CHECK (child_status (start (connections_stay_alive, endpoint)) == 0);
    return 0;
}

#else

int main (void)
{
    return 1;
}

#endif
