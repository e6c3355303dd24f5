/* A context whose threads the system refuses: is it an error of the call that needs them, and can it be tried again? */
#define _GNU_SOURCE
#include "scarce.h"

#include <limits.h>
#include <sched.h>

static void refused (int option, int value, int wanted)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, option, value) == 0);
    void *const socket = new_socket (context, ZMQ_PAIR);
    for (int i = 0; i < 2; i++) {
        CHECK_ERRNO (zmq_bind (socket, "tcp://127.0.0.1:*"), wanted);
        CHECK_ERRNO (zmq_connect (socket, "inproc://nobody"), wanted);
        CHECK_ERRNO (zmq_socket_monitor (socket, "inproc://events", ZMQ_EVENT_ALL), wanted);
    }
    CHECK (zmq_socket (context, ZMQ_SERVER) == NULL);
    CHECK (errno == wanted);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void use (void *context)
{
    void *const pull = new_socket (context, ZMQ_PULL);
    void *const push = new_socket (context, ZMQ_PUSH);
    send_and_close (push, pull, "tcp://127.0.0.1:*");
    CHECK (zmq_ctx_term (context) == 0);
}

/* There is nothing to report of threads of which nothing is asked. */
static void nothing_is_waited_for (void)
{
    unsigned long shortest = -1UL;
    for (int i = 0; i < 3; i++) {
        void *const context = zmq_ctx_new ();
        void *const socket = new_socket (context, ZMQ_PAIR);
        void *const watch = zmq_stopwatch_start ();
        CHECK (zmq_bind (socket, "tcp://127.0.0.1:*") == 0);
        const unsigned long taken = zmq_stopwatch_stop (watch);
        shortest = taken < shortest ? taken : shortest;
        CHECK (zmq_close (socket) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
    CHECK_AT_MOST ((long) shortest, 500000);
}

static void no_such_policy (void)
{
    refused (ZMQ_THREAD_SCHED_POLICY, 77, EINVAL);
}

static void no_such_cpu (void)
{
    refused (ZMQ_THREAD_AFFINITY_CPU_ADD, 1000, EINVAL);
    refused (ZMQ_THREAD_AFFINITY_CPU_ADD, INT_MAX, EINVAL);
}

static void priority_without_privilege (void)
{
    become_nobody ();
    refused (ZMQ_THREAD_PRIORITY, 5, EPERM);
}

static void too_many_io_threads (void)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_IO_THREADS, INT_MAX) == 0);
    CHECK (zmq_socket (context, ZMQ_PAIR) == NULL);
    CHECK (errno == ENOMEM);
    CHECK (zmq_ctx_term (context) == 0);
}

static void corrected_option_can_be_tried_again (void)
{
    void *const context = zmq_ctx_new ();
    CHECK (zmq_ctx_set (context, ZMQ_THREAD_AFFINITY_CPU_ADD, 1000) == 0);
    void *const socket = new_socket (context, ZMQ_PAIR);
    CHECK_ERRNO (zmq_bind (socket, "tcp://127.0.0.1:*"), EINVAL);
    CHECK (zmq_ctx_set (context, ZMQ_THREAD_AFFINITY_CPU_REMOVE, 1000) == 0);
    CHECK (zmq_bind (socket, "tcp://127.0.0.1:*") == 0);
    CHECK (zmq_close (socket) == 0);
    use (context);
}

static void no_thread_left (void)
{
    become_nobody ();
    if (geteuid () == 0)
        return;
    void *const context = zmq_ctx_new ();
    const struct rlimit limit = {1, 1};
    CHECK (setrlimit (RLIMIT_NPROC, &limit) == 0);
    void *const socket = new_socket (context, ZMQ_PAIR);
    CHECK_ERRNO (zmq_bind (socket, "tcp://127.0.0.1:*"), EAGAIN);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Whatever number of descriptors is left, to whatever point the start gets. */
static void few_descriptors (void)
{
    for (int left = 0; left < 14; left++) {
        void *const context = zmq_ctx_new ();
        CHECK (zmq_ctx_set (context, ZMQ_IO_THREADS, 3) == 0);
        leave_descriptors_for_now (left);
        void *const socket = new_socket (context, ZMQ_PAIR);
        CHECK (zmq_bind (socket, "tcp://127.0.0.1:*") == 0 || errno == EMFILE);
        restore_descriptors ();
        CHECK (zmq_close (socket) == 0);
        if (left % 2)
            use (context);
        else
            CHECK (zmq_ctx_term (context) == 0);
    }
}

int main (void)
{
    IN_CHILD (nothing_is_waited_for);
    IN_CHILD (no_such_policy);
    IN_CHILD (no_such_cpu);
    IN_CHILD (priority_without_privilege);
    IN_CHILD (too_many_io_threads);
    IN_CHILD (corrected_option_can_be_tried_again);
    IN_CHILD (no_thread_left);
    IN_CHILD (few_descriptors);
    return 0;
}
