/* What every program here needs: a watchdog, a check that says what failed, and the calls that may not fail.

   A program exits with 0 when the answer to its question is the wanted one. It dies by SIGALRM if it hangs. */
#ifndef CHECK_H
#define CHECK_H

#include <zmq.h>

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

/* The types exist without the draft API too; the header does not tell. */
#ifndef ZMQ_BUILD_DRAFT_API
#define ZMQ_SERVER 12
#define ZMQ_CLIENT 13
#define ZMQ_RADIO 14
#define ZMQ_DISH 15
#define ZMQ_DGRAM 18
#endif

#define CHECK(condition) \
    do { \
        if (!(condition)) { \
            fprintf (stderr, "%s:%d: %s (errno: %s)\n", __FILE__, __LINE__, #condition, zmq_strerror (errno)); \
            _exit (1); \
        } \
    } while (0)

#define CHECK_ERRNO(call, wanted) \
    do { \
        CHECK ((call) == -1); \
        CHECK (errno == (wanted)); \
    } while (0)

#define CHECK_AT_MOST(number, most) \
    do { \
        const long found = (number); \
        if (found > (most)) { \
            fprintf (stderr, "%s: %ld, wanted are at most %ld\n", #number, found, (long) (most)); \
            _exit (1); \
        } \
    } while (0)

/* On a machine with time for it; a busy one gets ten times as much. */
static inline void watchdog (unsigned seconds)
{
    alarm (10 * seconds);
}

/* Whether this part of a program is to run: with PART in the environment, only the one of that name. */
static inline int is_chosen (const char *name)
{
    const char *const chosen = getenv ("PART");
    return !chosen || !strcmp (chosen, name);
}

static inline void set_int (void *socket, int option, int value)
{
    CHECK (zmq_setsockopt (socket, option, &value, sizeof value) == 0);
}

static inline int get_int (void *socket, int option)
{
    int value;
    size_t size = sizeof value;
    CHECK (zmq_getsockopt (socket, option, &value, &size) == 0);
    return value;
}

static inline void *new_socket (void *context, int type)
{
    void *socket = zmq_socket (context, type);
    CHECK (socket != NULL);
    return socket;
}

/* Binds, and gives the endpoint that a wildcard became. */
static inline const char *bind_any (void *socket, const char *endpoint, char *bound, size_t size)
{
    CHECK (zmq_bind (socket, endpoint) == 0);
    CHECK (zmq_getsockopt (socket, ZMQ_LAST_ENDPOINT, bound, &size) == 0);
    return bound;
}

/* One message from `push` to `pull`, which binds; then both are closed. */
static inline void send_and_close (void *push, void *pull, const char *endpoint)
{
    char bound[256];
    bind_any (pull, endpoint, bound, sizeof bound);
    CHECK (zmq_connect (push, bound) == 0);
    CHECK (zmq_send (push, "x", 1, 0) == 1);
    CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
}

/* Lets time pass; nothing is waited for. */
static inline void pass (long milliseconds)
{
    zmq_poll (NULL, 0, milliseconds);
}

/* A server that encrypts, and a client of it; both have the same keys. */
static inline void set_curve_keys (void *server, void *client)
{
    char public_key[41], secret_key[41];
    CHECK (zmq_curve_keypair (public_key, secret_key) == 0);
    set_int (server, ZMQ_CURVE_SERVER, 1);
    CHECK (zmq_setsockopt (server, ZMQ_CURVE_SECRETKEY, secret_key, 41) == 0);
    CHECK (zmq_setsockopt (client, ZMQ_CURVE_SERVERKEY, public_key, 41) == 0);
    CHECK (zmq_setsockopt (client, ZMQ_CURVE_PUBLICKEY, public_key, 41) == 0);
    CHECK (zmq_setsockopt (client, ZMQ_CURVE_SECRETKEY, secret_key, 41) == 0);
}

/* How much processor time (ms) this process has used. */
static inline long cpu_ms (void)
{
    struct rusage usage;
    CHECK (getrusage (RUSAGE_SELF, &usage) == 0);
    return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000
           + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

/* The least processor time (ms) that it uses while so many milliseconds pass, of a few attempts: one that has enough of it stops them.
   A virtual processor that is taken away in the midst of something may be charged for it, but not each time. */
static inline long busy_ms (long milliseconds, long enough)
{
    long least = milliseconds;
    for (int attempt = 0; attempt < 5 && least > enough; attempt++) {
        const long before = cpu_ms ();
        pass (milliseconds);
        const long used = cpu_ms () - before;
        if (used < least)
            least = used;
    }
    return least;
}

/* The child's exit status, or 128 and the number of the signal that ended it. */
static inline int child_status (pid_t child)
{
    int status;
    CHECK (waitpid (child, &status, 0) == child);
    return WIFEXITED (status) ? WEXITSTATUS (status) : 128 + WTERMSIG (status);
}

#endif
