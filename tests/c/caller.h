/* Two processes that talk: one whose threads that wait do the I/O, as libzmq has it unasked, and its peer, whose threads do not. */
#ifndef CALLER_H
#define CALLER_H

#include "check.h"

#if defined __has_include
#if __has_include(<zmqx.h>)
#include <zmqx.h>
#endif
#endif

#if defined ZMQX_CALLER_IO && defined __linux__

#include <signal.h>
#include <sys/prctl.h>
#include <time.h>

enum { WARM_UP = 200 };

static inline double now (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec * 1e-9;
}

/* What a context does of which nothing is asked. */
enum { UNASKED = 1 };

static inline void *new_context (int caller_io)
{
    void *context = zmq_ctx_new ();
    CHECK (context != NULL);
    if (caller_io != UNASKED)
        CHECK (zmq_ctx_set (context, ZMQX_CALLER_IO, caller_io) == 0);
    CHECK (zmq_ctx_get (context, ZMQX_CALLER_IO) == caller_io);
    return context;
}

/* Between the two processes, for what shall not pass libzmq. */
static int from_peer[2];

static inline void say (int pipe, const void *what, size_t size)
{
    CHECK (write (pipe, what, size) == (ssize_t) size);
}

static inline void hear (int pipe, void *what, size_t size)
{
    CHECK (read (pipe, what, size) == (ssize_t) size);
}

static inline void exchange (void *socket, long number)
{
    long back = -1;
    CHECK (zmq_send (socket, &number, sizeof number, 0) == sizeof number);
    CHECK (zmq_recv (socket, &back, sizeof back, 0) == sizeof back);
    CHECK (back == number);
}

/* After that the thread has led, if it may. */
static inline void warm_up (void *socket)
{
    for (long number = 0; number < WARM_UP; ++number)
        exchange (socket, number);
}

/* The peer, a process without the option: sends back what it gets, of one frame, until that is empty. */
static inline void echo (void *socket)
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

static inline void finish (void *socket, void *context)
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

static inline void *connect_to_peer (void *context, int type)
{
    char endpoint[256];
    hear (from_peer[0], endpoint, sizeof endpoint);
    void *socket = new_socket (context, type);
    CHECK (zmq_connect (socket, endpoint) == 0);
    return socket;
}

static inline void dismiss (void *socket, void *context)
{
    char nothing;
    CHECK (zmq_send (socket, "", 0, 0) == 0);
    CHECK (zmq_recv (socket, &nothing, 1, 0) == 0);
    finish (socket, context);
}

static inline pid_t start (void (*part) (const char *), const char *endpoint)
{
    const pid_t child = fork ();
    CHECK (child != -1);
    if (child == 0) {
        watchdog (100);
        /* Nobody waits for it when the other has failed. */
        CHECK (prctl (PR_SET_PDEATHSIG, SIGKILL) == 0);
        part (endpoint);
        _exit (0);
    }
    return child;
}

/* With PART in the environment, only the part of that name. */
#define ASK(endpoint, part, peer) ask (#part, endpoint, part, peer)

static inline void ask (const char *name, const char *endpoint, void (*part) (void), void (*peer) (const char *))
{
    if (!is_chosen (name))
        return;
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

/* Whether this libzmq can do that; else it says that it does not. */
static inline int can_caller_io (void)
{
    void *context = zmq_ctx_new ();
    const int rc = zmq_ctx_set (context, ZMQX_CALLER_IO, 1), error = errno;
    CHECK (zmq_ctx_term (context) == 0);
    if (rc == -1) {
        CHECK (error == ENOTSUP);
        puts ("skipped: this build of libzmq does not wait by epoll");
    }
    return rc == 0;
}

#endif
#endif
