/* Does every wait end as it did, when the thread that waits does the I/O itself? */
#include "caller.h"

#if defined ZMQX_CALLER_IO && defined __linux__

#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <sys/syscall.h>

static int wait_forever_tid;

static void *wait_forever (void *socket)
{
    char buffer[8];
    warm_up (socket);
    __atomic_store_n (&wait_forever_tid, syscall (SYS_gettid), __ATOMIC_RELEASE);
    zmq_recv (socket, buffer, sizeof buffer, 0);
    return NULL;
}

static int sleeps (int tid)
{
    char path[64], state = 0;
    snprintf (path, sizeof path, "/proc/self/task/%d/stat", tid);
    FILE *stat = fopen (path, "r");
    CHECK (stat && fscanf (stat, "%*d (%*[^)]) %c", &state) == 1);
    fclose (stat);
    return state == 'S';
}

/* Others can do with the socket and the context what they want, then. */
static void a_thread_can_be_cancelled (void)
{
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
    pthread_t waiting;
    CHECK (pthread_create (&waiting, NULL, wait_forever, socket) == 0);
    while (!__atomic_load_n (&wait_forever_tid, __ATOMIC_ACQUIRE) || !sleeps (wait_forever_tid))
        sched_yield ();
    void *result;
    CHECK (pthread_cancel (waiting) == 0 && pthread_join (waiting, &result) == 0 && result == PTHREAD_CANCELED);
    warm_up (socket);
    dismiss (socket, context);
}

static void timeouts_are_kept (void)
{
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    char buffer[8];
    for (int timeout = 0; timeout <= 120; timeout += 40) {
        set_int (socket, ZMQ_RCVTIMEO, timeout);
        const double start = now ();
        CHECK_ERRNO (zmq_recv (socket, buffer, sizeof buffer, 0), EAGAIN);
        CHECK (now () - start >= timeout * 0.001 - 0.0015);
        zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
        const double later = now ();
        CHECK (zmq_poll (&item, 1, timeout) == 0);
        CHECK (now () - later >= timeout * 0.001 - 0.0015);
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
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
    warm_up (socket);
    struct sigaction action;
    memset (&action, 0, sizeof action);
    action.sa_handler = do_nothing;
    action.sa_flags = SA_RESTART;
    CHECK (sigaction (SIGUSR1, &action, NULL) == 0);
    pthread_t self = pthread_self (), other;
    CHECK (pthread_create (&other, NULL, interrupt, &self) == 0);
    char buffer[8];
    zmq_pollitem_t item = {socket, 0, ZMQ_POLLIN, 0};
    CHECK_ERRNO (zmq_recv (socket, buffer, sizeof buffer, 0), EINTR);
    CHECK_ERRNO (zmq_poll (&item, 1, -1), EINTR);
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
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
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

/* The same thread waits in turn by each call that waits, and by a poll of its own. */
static void every_wait_ends (void)
{
    void *context = new_context (UNASKED), *socket = connect_to_peer (context, ZMQ_PAIR);
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

int main (int argument_count, char **arguments)
{
    CHECK (argument_count == 2);
    const char *endpoint = arguments[1];
    if (!can_caller_io ())
        return 0;
    ASK (endpoint, timeouts_are_kept, echo_peer);
    ASK (endpoint, a_signal_interrupts, echo_peer);
    ASK (endpoint, a_shutdown_ends_the_wait, echo_peer);
    ASK (endpoint, a_thread_can_be_cancelled, echo_peer);
    ASK (endpoint, every_wait_ends, echo_peer);
    return 0;
}

#else

int main (void)
{
    return 1;
}

#endif
