/* Options that only the system can refuse, when the socket is made: is the refusal an error of zmq_bind? */
#include "scarce.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#ifdef ZMQ_PRIORITY /* a draft option */
static void priority_without_privilege (void)
{
    become_nobody ();
    void *const context = zmq_ctx_new ();
    void *const bound = new_socket (context, ZMQ_PULL);
    set_int (bound, ZMQ_PRIORITY, 7);
    if (zmq_bind (bound, "tcp://127.0.0.1:*") == -1)
        CHECK (errno == EPERM);
    void *const connected = new_socket (context, ZMQ_PUSH);
    set_int (connected, ZMQ_PRIORITY, 7);
    CHECK (zmq_connect (connected, "tcp://127.0.0.1:1") == 0);
    pass (50);
    CHECK (zmq_close (connected) == 0);
    CHECK (zmq_close (bound) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}
#endif

static void refuse_descriptor (int descriptor, int wanted)
{
    static const char *const endpoints[] = {"tcp://127.0.0.1:*", "ipc://@never-bound"};
    for (int i = 0; i < 2; i++) {
        void *const context = zmq_ctx_new ();
        void *const socket = new_socket (context, ZMQ_PULL);
        set_int (socket, ZMQ_USE_FD, descriptor);
        CHECK_ERRNO (zmq_bind (socket, endpoints[i]), wanted);
        CHECK (zmq_close (socket) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
}

static void descriptor_that_does_not_listen (void)
{
    int ends[2];
    CHECK (pipe (ends) == 0);
    refuse_descriptor (ends[0], ENOTSOCK);
    refuse_descriptor (open ("/dev/null", O_RDONLY), ENOTSOCK);
    refuse_descriptor (9999, EBADF);
    refuse_descriptor (socket (AF_INET, SOCK_STREAM, 0), EINVAL);
    refuse_descriptor (socket (AF_INET, SOCK_DGRAM, 0), EINVAL);
}

static void descriptor_serves_one_bind (void)
{
    const int descriptor = socket (AF_INET, SOCK_STREAM, 0);
    CHECK (listen (descriptor, 5) == 0);
    struct sockaddr_in address;
    socklen_t size = sizeof address;
    CHECK (getsockname (descriptor, (struct sockaddr *) &address, &size) == 0);

    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_USE_FD, descriptor);
    CHECK (zmq_bind (pull, "tcp://127.0.0.1:*") == 0);
    CHECK (get_int (pull, ZMQ_USE_FD) == -1);
    CHECK (zmq_bind (pull, "tcp://127.0.0.1:*") == 0);

    char endpoint[64];
    snprintf (endpoint, sizeof endpoint, "tcp://127.0.0.1:%d", ntohs (address.sin_port));
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_connect (push, endpoint) == 0);
    CHECK (zmq_send (push, "x", 1, 0) == 1);
    CHECK (zmq_recv (pull, NULL, 0, 0) == 1);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
#ifdef ZMQ_PRIORITY
    IN_CHILD (priority_without_privilege);
#endif
    IN_CHILD (descriptor_that_does_not_listen);
    IN_CHILD (descriptor_serves_one_bind);
    return 0;
}
