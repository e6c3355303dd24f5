/* A process at its limit on descriptors: are bind, connect, accept and close errors or nothing, but never the end of it? */
#include "scarce.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static void *context;

/* A socket takes what it needs of the system with its first endpoint, or now. */
static void prepare (void *socket)
{
    zmq_fd_t descriptor;
    size_t size = sizeof descriptor;
    CHECK (zmq_getsockopt (socket, ZMQ_FD, &descriptor, &size) == 0);
}

static void end (void *socket)
{
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void bind_fails (void)
{
    static const char *const endpoints[] = {"tcp://127.0.0.1:*", "tcp://lo:*", "tcp://localhost:*", "ipc://*"};
    context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_PULL);
    CHECK (zmq_bind (socket, "tcp://127.0.0.1:*") == 0);
    leave_descriptors (0);
    for (int i = 0; i < 4; i++)
        CHECK_ERRNO (zmq_bind (socket, endpoints[i]), EMFILE);
    end (socket);
}

static void connect_is_retried (void)
{
    context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    void *const push = new_socket (context, ZMQ_PUSH);
    prepare (push);
    leave_descriptors_for_now (0);
    CHECK (zmq_connect (push, endpoint) == 0);
    CHECK (zmq_send (push, "x", 1, 0) == 1);
    set_int (pull, ZMQ_RCVTIMEO, 50);
    CHECK_ERRNO (zmq_recv (pull, NULL, 0, 0), EAGAIN);
    restore_descriptors ();
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
    CHECK (zmq_close (pull) == 0);
    end (push);
}

static int socket_of (int family)
{
    const int descriptor = socket (family, SOCK_STREAM, 0);
    CHECK (descriptor != -1);
    return descriptor;
}

static void peers_cannot_be_accepted_on_ipc (void)
{
    context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_PULL);
    char endpoint[128];
    bind_any (socket, "ipc://*", endpoint, sizeof endpoint);
    CHECK (zmq_socket_monitor (socket, "inproc://events", ZMQ_EVENT_ACCEPT_FAILED) == 0);
    void *const events = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_connect (events, "inproc://events") == 0);
    prepare (events);
    const int peer = socket_of (AF_UNIX);
    leave_descriptors (0);
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    strncpy (address.sun_path, endpoint + strlen ("ipc://"), sizeof address.sun_path - 1);
    CHECK (connect (peer, (struct sockaddr *) &address, sizeof address) == 0);
    CHECK (zmq_recv (events, NULL, 0, 0) == 6);
    CHECK (zmq_close (events) == 0);
    end (socket);
}

/* Without a descriptor for it a connection waits, while the listener does not work; with one it is accepted. */
static void listener_rests (void)
{
    context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_STREAM);
    set_int (socket, ZMQ_RCVTIMEO, 60000);
    char endpoint[128];
    bind_any (socket, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons (atoi (strrchr (endpoint, ':') + 1)),
                                        .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    const int peer = socket_of (AF_INET);
    leave_descriptors_for_now (0);
    CHECK (connect (peer, (const struct sockaddr *) &address, sizeof address) == 0);
    //  On a busy machine a thread that never rests gets little of it too
    CHECK_AT_MOST (busy_ms (1000, 20), 20);
    restore_descriptors ();
    CHECK (zmq_recv (socket, NULL, 0, 0) > 0);

    /* It rests when it is closed, too. */
    const int another = socket_of (AF_INET);
    leave_descriptors_for_now (0);
    CHECK (connect (another, (const struct sockaddr *) &address, sizeof address) == 0);
    pass (20);
    end (socket);
}

static void udp_endpoint_fails (int type, int how (void *, const char *))
{
    context = zmq_ctx_new ();
    void *const socket = new_socket (context, type);
    CHECK (zmq_socket_monitor (socket, "inproc://events", ZMQ_EVENT_BIND_FAILED) == 0);
    void *const events = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_connect (events, "inproc://events") == 0);
    CHECK (zmq_bind (events, "tcp://127.0.0.1:*") == 0);
    leave_descriptors (1);
    const int last = dup (0);
    CHECK (last != -1);
    if (how (socket, "udp://127.0.0.1:5555") == 0)
        CHECK (zmq_recv (events, NULL, 0, 0) > 0);
    else
        CHECK (errno == EMFILE);
    CHECK (zmq_close (events) == 0);
    end (socket);
}

static void udp_bind_fails (void)
{
    udp_endpoint_fails (ZMQ_DGRAM, zmq_bind);
}

static void udp_connect_fails (void)
{
    udp_endpoint_fails (ZMQ_RADIO, zmq_connect);
}

static void thread_safe_socket_is_closed (void)
{
    context = zmq_ctx_new ();
    void *const socket = new_socket (context, ZMQ_SERVER);
    leave_descriptors (0);
    CHECK (zmq_socket (context, ZMQ_CLIENT) == NULL);
    CHECK (errno == EMFILE);
    end (socket);
}

int main (void)
{
    IN_CHILD (bind_fails);
    IN_CHILD (connect_is_retried);
    IN_CHILD (peers_cannot_be_accepted_on_ipc);
    IN_CHILD (listener_rests);
    IN_CHILD (udp_bind_fails);
    IN_CHILD (udp_connect_fails);
    IN_CHILD (thread_safe_socket_is_closed);
    return 0;
}
