/* Two threads that talk over inproc, each on a processor of its own: do they answer each other without sleeping, and does no command get
   lost when it comes just as one gives up looking for it? */
#define _GNU_SOURCE
#include "caller.h"

#ifdef __linux__

#include <pthread.h>
#include <sched.h>
#include <sys/resource.h>
#include <time.h>

enum { ROUND_TRIPS = 500, ATTEMPTS = 40, SLOW_ROUND_TRIPS = 4000, LATEST = 80 };

static int processors[2];

/* The first two that we may use; whether there are two. */
static int find_processors (void)
{
    cpu_set_t usable;
    int found = 0;
    CHECK (sched_getaffinity (0, sizeof usable, &usable) == 0);
    for (int each = 0; each < CPU_SETSIZE && found < 2; ++each)
        if (CPU_ISSET (each, &usable))
            processors[found++] = each;
    return found == 2;
}

static void stay_on (int processor)
{
    cpu_set_t one;
    CPU_ZERO (&one);
    CPU_SET (processor, &one);
    CHECK (sched_setaffinity (0, sizeof one, &one) == 0);
}

static long nanoseconds (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000L + time.tv_nsec;
}

static void work (long microseconds)
{
    for (const long end = nanoseconds () + microseconds * 1000; nanoseconds () < end;)
        ;
}

/* How often the threads of this process went to sleep. */
static long sleeps (void)
{
    struct rusage usage;
    CHECK (getrusage (RUSAGE_SELF, &usage) == 0);
    return usage.ru_nvcsw;
}

/* A request is how long (us) to work on it; nothing ends it. */
static void *answer (void *context)
{
    stay_on (processors[1]);
    void *const socket = new_socket (context, ZMQ_REP);
    CHECK (zmq_connect (socket, "inproc://dialogue") == 0);
    long request;
    while (zmq_recv (socket, &request, sizeof request, 0) == sizeof request) {
        work (request);
        CHECK (zmq_send (socket, &request, sizeof request, 0) == sizeof request);
    }
    CHECK (zmq_close (socket) == 0);
    return NULL;
}

static void exchange_work (void *socket, long request)
{
    long back = -1;
    CHECK (zmq_send (socket, &request, sizeof request, 0) == sizeof request);
    CHECK (zmq_recv (socket, &back, sizeof back, 0) == sizeof back);
    CHECK (back == request);
}

/* Other programs may have the processors in between, so not every time counts. */
static int goes_without_sleep (void *socket)
{
    for (int attempt = 0; attempt < ATTEMPTS; ++attempt) {
        const long before = sleeps ();
        for (int trip = 0; trip < ROUND_TRIPS; ++trip)
            exchange_work (socket, 0);
        if (sleeps () - before < ROUND_TRIPS / 4)
            return 1;
    }
    return 0;
}

int main (void)
{
#ifdef ZMQX_CALLER_IO
    if (!can_caller_io ())
        return 0;
#endif
    if (!find_processors ()) {
        puts ("skipped: there is only one processor");
        return 0;
    }
    watchdog (60);
    stay_on (processors[0]);
    void *const context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_REQ);
    CHECK (zmq_bind (socket, "inproc://dialogue") == 0);
    pthread_t thread;
    CHECK (pthread_create (&thread, NULL, answer, context) == 0);
    for (int trip = 0; trip < SLOW_ROUND_TRIPS; ++trip)
        exchange_work (socket, trip % LATEST);
    CHECK (goes_without_sleep (socket));
    CHECK (zmq_send (socket, NULL, 0, 0) == 0);
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}

#else

int main (void)
{
    puts ("skipped: only on Linux is a processor chosen here");
    return 0;
}

#endif
