/* Descriptors beyond what select takes (FD_SETSIZE): are they errors where the library selects, and of no account elsewhere?

   Where it polls by other means the limit does not exist: then everything works. */
#include "scarce.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/select.h>
#include <sys/socket.h>

enum
{
    HIGH = 12000 /* bits this far behind a set are in somebody else's memory */
};

/* From here on every new descriptor is a high one. */
static void take_low_descriptors (void)
{
    struct rlimit limit;
    CHECK (getrlimit (RLIMIT_NOFILE, &limit) == 0);
    if (limit.rlim_max < HIGH + 100)
        exit (0); /* not to be had here */
    limit.rlim_cur = limit.rlim_max;
    CHECK (setrlimit (RLIMIT_NOFILE, &limit) == 0);
    const int null = open ("/dev/null", O_RDWR);
    while (dup (null) < HIGH)
        ;
}

static void own_descriptors (void)
{
    void *const before = zmq_ctx_new ();
    void *const pair = new_socket (before, ZMQ_PAIR);
    take_low_descriptors ();
    void *const context = zmq_ctx_new ();
    if (context) {
        void *const socket = zmq_socket (context, ZMQ_PAIR);
        CHECK (socket || errno == EMFILE);
        if (socket)
            CHECK (zmq_close (socket) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    } else
        CHECK (errno == EMFILE);
    CHECK (zmq_bind (pair, "tcp://127.0.0.1:*") == 0 || errno == EMFILE);
    CHECK (zmq_close (pair) == 0);
    CHECK (zmq_ctx_term (before) == 0);
}

static void accepted_connections (void)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons (atoi (strrchr (endpoint, ':') + 1)),
                                        .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    take_low_descriptors ();
    for (int i = 0; i < 5; i++) {
        const int peer = socket (AF_INET, SOCK_STREAM, 0);
        CHECK (connect (peer, (const struct sockaddr *) &address, sizeof address) == 0);
    }
    pass (300);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void check_poll (int poll (zmq_pollitem_t *, int, long))
{
    take_low_descriptors ();
    int ends[2];
    CHECK (pipe (ends) == 0);
    CHECK (write (ends[1], "x", 1) == 1);
    zmq_pollitem_t items[] = {{NULL, ends[0], ZMQ_POLLIN, 0}, {NULL, ends[1], ZMQ_POLLOUT, 0}};
    const int ready = poll (items, 2, 1000);
    CHECK (ready == 2 || (ready == -1 && errno == EINVAL));
}

static void polled_descriptors (void)
{
    check_poll (zmq_poll);
}

#ifdef ZMQ_BUILD_DRAFT_API
static int poll_by_ppoll (zmq_pollitem_t *items, int count, long timeout)
{
    return zmq_ppoll (items, count, timeout, NULL);
}

static void polled_by_ppoll (void)
{
    check_poll (poll_by_ppoll);
}
#endif

int main (void)
{
    IN_CHILD (own_descriptors);
    IN_CHILD (accepted_connections);
    IN_CHILD (polled_descriptors);
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (polled_by_ppoll);
#endif
    return 0;
}
