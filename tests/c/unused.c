/* Sockets and contexts that are made and not used, or only then: do they take nothing from the system, and is no wake-up lost
   when they need something after all? */
#define _GNU_SOURCE
#include "scarce.h"

#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>

static const int TYPES[] = {ZMQ_PAIR, ZMQ_PUB,  ZMQ_SUB,  ZMQ_REQ,  ZMQ_REP,   ZMQ_DEALER,
                            ZMQ_PUSH, ZMQ_PULL, ZMQ_XPUB, ZMQ_XSUB, ZMQ_ROUTER, ZMQ_STREAM};
enum { TYPE_COUNT = sizeof TYPES / sizeof *TYPES };

/* How many threads there are, and two; 0 where that is not told, or a sanitizer has threads of its own. */
static int threads (void)
{
    int count = 0;
#ifndef __SANITIZE_THREAD__
    DIR *const folder = opendir ("/proc/self/task");
    while (folder && readdir (folder))
        count++;
    if (folder)
        CHECK (closedir (folder) == 0);
#endif
    return count;
}

static pthread_t begin (void *run (void *), void *argument)
{
    pthread_t thread;
    CHECK (pthread_create (&thread, NULL, run, argument) == 0);
    return thread;
}

static void end (pthread_t thread)
{
    CHECK (pthread_join (thread, NULL) == 0);
}

static zmq_fd_t descriptor_of (void *socket)
{
    zmq_fd_t descriptor;
    size_t size = sizeof descriptor;
    CHECK (zmq_getsockopt (socket, ZMQ_FD, &descriptor, &size) == 0);
    return descriptor;
}

static int readable (zmq_fd_t descriptor, int milliseconds)
{
    struct pollfd item = {descriptor, POLLIN, 0};
    return poll (&item, 1, milliseconds);
}

/* Its place is free when zmq_close returns. */
static void closed_at_once (void)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_MAX_SOCKETS, 1) == 0);
    for (int i = 0; i < 1000; i++)
        CHECK (zmq_close (new_socket (context, TYPES[i % TYPE_COUNT])) == 0);
    void *const last = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_socket (context, ZMQ_PAIR) == NULL);
    CHECK (errno == EMFILE);
    CHECK (zmq_close (last) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void threads_when_needed (void)
{
    const int none = threads ();
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_IO_THREADS, 3) == 0);
    void *const socket = new_socket (context, ZMQ_PAIR);
    CHECK_ERRNO (zmq_recv (socket, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    CHECK (threads () == none);
    CHECK (zmq_bind (socket, "inproc://reaper") == 0);
    CHECK (threads () == none + (none != 0));
    CHECK (zmq_ctx_set (context, ZMQ_IO_THREADS, 7) == 0);
    CHECK (zmq_bind (socket, "tcp://127.0.0.1:*") == 0);
    CHECK (threads () == none + 4 * (none != 0));
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void *close_when_terminated (void *socket)
{
    /* There is no descriptor to wait with. */
    while (zmq_recv (socket, NULL, 0, ZMQ_DONTWAIT) == -1 && errno == EAGAIN)
        pass (1);
    CHECK (errno == ETERM);
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

static void no_descriptor_left (void)
{
    leave_descriptors_for_now (0);
    void *const context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_PAIR);
    CHECK_ERRNO (zmq_recv (socket, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    CHECK_ERRNO (zmq_send (socket, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    set_int (socket, ZMQ_RCVTIMEO, 60000);
    for (int i = 0; i < 2; i++) {
        CHECK_ERRNO (zmq_recv (socket, NULL, 0, 0), EMFILE);
        CHECK_ERRNO (zmq_send (socket, NULL, 0, 0), EMFILE);
        CHECK_ERRNO (zmq_bind (socket, "inproc://nowhere"), EMFILE);
        CHECK_ERRNO (zmq_connect (socket, "inproc://nowhere"), EMFILE);
        CHECK_ERRNO (zmq_socket_monitor (socket, "inproc://events", ZMQ_EVENT_ALL), EMFILE);
        zmq_fd_t descriptor;
        size_t size = sizeof descriptor;
        CHECK_ERRNO (zmq_getsockopt (socket, ZMQ_FD, &descriptor, &size), EMFILE);
        zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
        CHECK_ERRNO (zmq_poll (&item, 1, 10000), EMFILE);
    }
    restore_descriptors ();
    set_int (socket, ZMQ_RCVTIMEO, 1);
    CHECK_ERRNO (zmq_recv (socket, NULL, 0, 0), EAGAIN);
    CHECK (zmq_close (socket) == 0);

    void *const another = new_socket (context, ZMQ_PULL);
    leave_descriptors_for_now (0);
    const pthread_t thread = begin (close_when_terminated, another);
    CHECK (zmq_ctx_term (context) == 0);
    end (thread);
    restore_descriptors ();
}

/* A context is shut down before its socket has a descriptor: each way to wait ends. */
static void signals_before_descriptor (void)
{
    for (int way = 0; way < 4; way++) {
        const int before = dup (0);
        close (before);
        void *const context = zmq_ctx_new ();
        void *const socket = new_socket (context, ZMQ_PULL);
        const int after = dup (0);
        close (after);
        CHECK (before == after);
        CHECK (zmq_ctx_shutdown (context) == 0);
        zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
        if (way == 0)
            CHECK_ERRNO (zmq_recv (socket, NULL, 0, 0), ETERM);
        else if (way == 1)
            CHECK_ERRNO (zmq_poll (&item, 1, -1), ETERM);
        else if (way == 2)
            CHECK_ERRNO (zmq_bind (socket, "inproc://late"), ETERM);
        else {
            const zmq_fd_t descriptor = descriptor_of (socket);
            CHECK (readable (descriptor, -1) == 1);
            int events;
            size_t size = sizeof events;
            CHECK_ERRNO (zmq_getsockopt (socket, ZMQ_EVENTS, &events, &size), ETERM);
        }
        CHECK (zmq_close (socket) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
}

/* ZMQ_FD before and after a message has come. */
static void descriptor_tells_of_messages (void)
{
    for (int late = 0; late < 2; late++) {
        void *const context = zmq_ctx_new ();
        void *const pull = new_socket (context, ZMQ_PULL);
        void *const push = new_socket (context, ZMQ_PUSH);
        zmq_fd_t descriptor = -1;
        if (!late) {
            descriptor = descriptor_of (pull);
            CHECK (readable (descriptor, 0) == 0);
        }
        CHECK (zmq_bind (pull, "inproc://messages") == 0);
        CHECK (zmq_connect (push, "inproc://messages") == 0);
        CHECK (zmq_send (push, "x", 1, 0) == 1);
        if (late)
            descriptor = descriptor_of (pull);
        CHECK (readable (descriptor, -1) == 1);
        CHECK (get_int (pull, ZMQ_EVENTS) == ZMQ_POLLIN);
        CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
        CHECK (zmq_close (push) == 0);
        CHECK (zmq_close (pull) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
}

/* Two threads start at once, with a gate that neither passes alone. */
static volatile int at_gate;

static void pass_gate (void)
{
    __sync_add_and_fetch (&at_gate, 1);
    while (__sync_add_and_fetch (&at_gate, 0) < 2)
        sched_yield ();
}

static void *wait_and_close (void *socket)
{
    pass_gate ();
    CHECK_ERRNO (zmq_recv (socket, NULL, 0, 0), ETERM);
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

static void *poll_and_close (void *socket)
{
    pass_gate ();
    zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
    CHECK_ERRNO (zmq_poll (&item, 1, -1), ETERM);
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

static void *bind_and_close (void *socket)
{
    pass_gate ();
    CHECK (zmq_bind (socket, "inproc://raced") == 0 || errno == ETERM);
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

static void *listen_and_close (void *socket)
{
    pass_gate ();
    CHECK (zmq_bind (socket, "tcp://127.0.0.1:*") == 0 || errno == ETERM);
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

static void *only_close (void *socket)
{
    pass_gate ();
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

/* The context is terminated while a socket of another thread is put to its first use. */
static void terminated_meanwhile (void)
{
    static void *(*const uses[]) (void *) = {wait_and_close, poll_and_close, bind_and_close, listen_and_close,
                                             only_close};
    for (int i = 0; i < 1000; i++) {
        void *const context = zmq_ctx_new ();
        at_gate = 0;
        const pthread_t thread = begin (uses[i % 5], new_socket (context, ZMQ_PULL));
        pass_gate ();
        for (volatile int delay = i / 5 % 100 * 20; delay > 0; delay--)
            ;
        CHECK (zmq_ctx_term (context) == 0);
        end (thread);
    }
}

static void *speak (void *context)
{
    void *const pull = new_socket (context, ZMQ_PULL);
    void *const push = new_socket (context, ZMQ_PUSH);
    pass_gate ();
    send_and_close (push, pull, "tcp://127.0.0.1:*");
    return NULL;
}

/* Two threads need the I/O threads at once. */
static void started_by_two (void)
{
    for (int i = 0; i < 100; i++) {
        void *const context = zmq_ctx_new ();
        CHECK (zmq_ctx_set (context, ZMQ_IO_THREADS, 1 + i % 3) == 0);
        at_gate = 0;
        const pthread_t thread = begin (speak, context);
        speak (context);
        end (thread);
        CHECK (zmq_ctx_term (context) == 0);
    }
}

static void ignore (int number)
{
    (void) number;
}

/* zmq_ctx_term waits for a socket that needs no reaper, and may be interrupted and called again. */
static void termination_is_interrupted (void)
{
    const struct sigaction action = {.sa_handler = ignore};
    CHECK (sigaction (SIGVTALRM, &action, NULL) == 0);
    void *const context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_PULL);
    const pid_t parent = getpid ();
    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        /* In here nothing holds on to what nobody uses. */
        CHECK (zmq_close (socket) == 0);
        CHECK (zmq_ctx_term (context) == 0);
        while (kill (parent, SIGVTALRM) == 0)
            pass (1);
        _exit (0);
    }
    CHECK_ERRNO (zmq_ctx_term (context), EINTR);
    CHECK (kill (child, SIGKILL) == 0);
    CHECK (child_status (child) == 128 + SIGKILL);
    CHECK (signal (SIGVTALRM, SIG_IGN) != SIG_ERR);
    CHECK_ERRNO (zmq_recv (socket, NULL, 0, 0), ETERM);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static volatile int enough;

static void *make_contexts (void *unused)
{
    while (!__sync_add_and_fetch (&enough, 0))
        CHECK (zmq_ctx_term (zmq_ctx_new ()) == 0);
    return unused;
}

/* A child makes a context whatever the parent's threads were doing when it was forked. */
static void forked_among_contexts (void)
{
#if defined __SANITIZE_THREAD__ || defined __SANITIZE_ADDRESS__
    return; /* A process with threads that is forked is more than the sanitizer can follow. */
#endif
    const pthread_t threads[] = {begin (make_contexts, NULL), begin (make_contexts, NULL)};
    for (int i = 0; i < 50; i++) {
        const pid_t child = fork ();
        CHECK (child >= 0);
        if (child == 0) {
            watchdog (20);
            CHECK (zmq_ctx_term (zmq_ctx_new ()) == 0);
            _exit (0);
        }
        CHECK (child_status (child) == 0);
    }
    enough = 1;
    end (threads[0]);
    end (threads[1]);
}

int main (void)
{
    IN_CHILD (closed_at_once);
    IN_CHILD (threads_when_needed);
    IN_CHILD (no_descriptor_left);
    IN_CHILD (signals_before_descriptor);
    IN_CHILD (descriptor_tells_of_messages);
    IN_CHILD (terminated_meanwhile);
    IN_CHILD (started_by_two);
    IN_CHILD (termination_is_interrupted);
    IN_CHILD (forked_among_contexts);
    return 0;
}
