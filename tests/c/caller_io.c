/* Does a thread that waits do the I/O itself, with ZMQX_CALLER_IO, and does everything else stay as it was? */
#include "check.h"

#if defined __has_include
#if __has_include(<zmqx.h>)
#include <zmqx.h>
#endif
#endif

#if defined ZMQX_CALLER_IO && defined __linux__

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>

enum { WARM_UP = 200, ROUND_TRIPS = 3000, THREADS = 3, LARGE = 20000000, PUSHED = 40, PUSHED_SIZE = 1000000 };

static void *new_context (int caller_io)
{
    void *context = zmq_ctx_new ();
    CHECK (context != NULL);
    CHECK (zmq_ctx_set (context, ZMQX_CALLER_IO, caller_io) == 0);
    CHECK (zmq_ctx_get (context, ZMQX_CALLER_IO) == caller_io);
    return context;
}

/* Between the two processes, for what shall not pass libzmq. */
static int from_peer[2];

static void say (int pipe, const void *what, size_t size)
{
    CHECK (write (pipe, what, size) == (ssize_t) size);
}

static void hear (int pipe, void *what, size_t size)
{
    CHECK (read (pipe, what, size) == (ssize_t) size);
}

static void exchange (void *socket, long number)
{
    long back = -1;
    CHECK (zmq_send (socket, &number, sizeof number, 0) == sizeof number);
    CHECK (zmq_recv (socket, &back, sizeof back, 0) == sizeof back);
    CHECK (back == number);
}

/* After that the thread has led, if it may. */
static void warm_up (void *socket)
{
    for (long number = 0; number < WARM_UP; ++number)
        exchange (socket, number);
}

/* The peer, a process without the option: sends back what it gets, of one frame, until that is empty. */
static void echo (void *socket)
{
    zmq_msg_t message;
    zmq_msg_init (&message);
    do {
        CHECK (zmq_msg_recv (&message, socket, 0) != -1);
        const size_t size = zmq_msg_size (&message);
        CHECK (zmq_msg_send (&message, socket, 0) != -1);
        if (size == 0)
            break;
    } while (1);
}

static void finish (void *socket, void *context)
{
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void echo_peer (const char *endpoint)
{
    void *context = new_context (0), *socket = new_socket (context, ZMQ_PAIR);
    char bound[256];
    bind_any (socket, endpoint, bound, sizeof bound);
    say (from_peer[1], bound, sizeof bound);
    echo (socket);
    finish (socket, context);
}

static void *connect_to_peer (void *context, int type)
{
    char endpoint[256];
    hear (from_peer[0], endpoint, sizeof endpoint);
    void *socket = new_socket (context, type);
    CHECK (zmq_connect (socket, endpoint) == 0);
    return socket;
}

static void dismiss (void *socket, void *context)
{
    char nothing;
    CHECK (zmq_send (socket, "", 0, 0) == 0);
    CHECK (zmq_recv (socket, &nothing, 1, 0) == 0);
    finish (socket, context);
}

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

static long switches_of_round_trips (int caller_io)
{
    void *context = new_context (caller_io), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    const long before = switches_of_io_thread ();
    for (long number = 0; number < ROUND_TRIPS; ++number)
        exchange (socket, number);
    const long switches = switches_of_io_thread () - before;
    dismiss (socket, context);
    return switches;
}

/* One for the request and one for the reply without the option; with it only its look at the clock, once a millisecond. */
static void the_io_thread_sleeps (void)
{
    CHECK (switches_of_round_trips (1) < ROUND_TRIPS);
}

static void the_io_thread_works (void)
{
    CHECK (switches_of_round_trips (0) > ROUND_TRIPS);
}

static double now (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

static void timeouts_are_kept (void)
{
    void *context = new_context (1), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    char buffer[8];
    for (int timeout = 0; timeout <= 120; timeout += 40) {
        set_int (socket, ZMQ_RCVTIMEO, timeout);
        const double start = now ();
        CHECK_ERRNO (zmq_recv (socket, buffer, sizeof buffer, 0), EAGAIN);
        CHECK (now () - start >= timeout * 0.001 - 0.0015);
    }
    set_int (socket, ZMQ_RCVTIMEO, -1);
    dismiss (socket, context);
}

static int was_interrupted;

static void do_nothing (int number)
{
    (void) number;
}

/* Until the wait has ended: a signal may also come before it has begun. */
static void *interrupt (void *thread)
{
    while (!__atomic_load_n (&was_interrupted, __ATOMIC_ACQUIRE)) {
        pthread_kill (*(pthread_t *) thread, SIGUSR1);
        usleep (5000);
    }
    return NULL;
}

static void a_signal_interrupts (void)
{
    void *context = new_context (1), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    struct sigaction action;
    memset (&action, 0, sizeof action);
    action.sa_handler = do_nothing;
    action.sa_flags = SA_RESTART;
    CHECK (sigaction (SIGUSR1, &action, NULL) == 0);
    pthread_t self = pthread_self (), other;
    CHECK (pthread_create (&other, NULL, interrupt, &self) == 0);
    char buffer[8];
    CHECK_ERRNO (zmq_recv (socket, buffer, sizeof buffer, 0), EINTR);
    __atomic_store_n (&was_interrupted, 1, __ATOMIC_RELEASE);
    pthread_join (other, NULL);
    warm_up (socket);
    dismiss (socket, context);
}

static void *shut_down (void *context)
{
    usleep (50000);
    CHECK (zmq_ctx_shutdown (context) == 0);
    return NULL;
}

static void a_shutdown_ends_the_wait (void)
{
    void *context = new_context (1), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    CHECK (zmq_send (socket, "", 0, 0) == 0);
    char buffer[8];
    CHECK (zmq_recv (socket, buffer, sizeof buffer, 0) == 0);
    pthread_t other;
    CHECK (pthread_create (&other, NULL, shut_down, context) == 0);
    CHECK_ERRNO (zmq_recv (socket, buffer, sizeof buffer, 0), ETERM);
    pthread_join (other, NULL);
    finish (socket, context);
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
    void *context = new_context (1), *servers[THREADS], *clients[THREADS];
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
    void *context = new_context (1), *socket = connect_to_peer (context, ZMQ_PAIR);
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

/* The same thread waits in turn by each call that waits, and by a poll of its own. */
static void every_wait_ends (void)
{
    void *context = new_context (1), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    for (long number = 0; number < 200; ++number) {
        long back;
        CHECK (zmq_send (socket, &number, sizeof number, 0) == sizeof number);
        zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
        CHECK (zmq_poll (&item, 1, -1) == 1);
        CHECK (zmq_recv (socket, &back, sizeof back, ZMQ_DONTWAIT) == sizeof back && back == number);
        exchange (socket, number);
    }
    int descriptor;
    size_t size = sizeof descriptor;
    CHECK (zmq_getsockopt (socket, ZMQ_FD, &descriptor, &size) == 0);
    for (long number = 0; number < 200; ++number) {
        exchange (socket, number);
        CHECK (zmq_send (socket, &number, sizeof number, 0) == sizeof number);
        while (!(get_int (socket, ZMQ_EVENTS) & ZMQ_POLLIN)) {
            struct pollfd item = {descriptor, POLLIN, 0};
            CHECK (poll (&item, 1, -1) == 1);
        }
        long back;
        CHECK (zmq_recv (socket, &back, sizeof back, ZMQ_DONTWAIT) == sizeof back && back == number);
    }
    dismiss (socket, context);
}

/* Heartbeats of both sides, shorter than the time that the thread is away or leads without traffic. */
static void connections_stay_alive (const char *endpoint)
{
    void *context = new_context (1), *server = new_socket (context, ZMQ_PAIR), *client = new_socket (context, ZMQ_PAIR);
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
    void *context = new_context (1), *socket = connect_to_peer (context, ZMQ_PAIR);
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

static pid_t start (void (*part) (const char *), const char *endpoint)
{
    const pid_t child = fork ();
    CHECK (child != -1);
    if (child == 0) {
        watchdog (100);
        part (endpoint);
        _exit (0);
    }
    return child;
}

static void ask (const char *endpoint, void (*part) (void), void (*peer) (const char *))
{
    CHECK (pipe (from_peer) == 0);
    const pid_t other = start (peer, endpoint), child = fork ();
    CHECK (child != -1);
    if (child == 0) {
        watchdog (100);
        part ();
        _exit (0);
    }
    CHECK (child_status (child) == 0);
    CHECK (child_status (other) == 0);
    CHECK (close (from_peer[0]) == 0 && close (from_peer[1]) == 0);
}

int main (int argument_count, char **arguments)
{
    CHECK (argument_count == 2);
    const char *endpoint = arguments[1];
    void *context = zmq_ctx_new ();
    const int rc = zmq_ctx_set (context, ZMQX_CALLER_IO, 1), error = errno;
    CHECK (zmq_ctx_term (context) == 0);
    if (rc == -1) {
        CHECK (error == ENOTSUP);
        puts ("skipped: this build of libzmq does not wait by epoll");
        return 0;
    }
    ask (endpoint, the_io_thread_sleeps, echo_peer);
    ask (endpoint, the_io_thread_works, echo_peer);
    ask (endpoint, timeouts_are_kept, echo_peer);
    ask (endpoint, a_signal_interrupts, echo_peer);
    ask (endpoint, a_shutdown_ends_the_wait, echo_peer);
    ask (endpoint, nothing_waits_for_a_thread_that_is_away, busy_peer);
    ask (endpoint, every_wait_ends, echo_peer);
    ask (endpoint, the_last_answer_arrives, last_answer_peer);
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
