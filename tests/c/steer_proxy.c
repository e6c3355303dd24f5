/* A steerable proxy: does it pause, rest, resume, answer those who wait for it, and end? */
#include "scarce.h"

static void *context, *front, *back, *control, *sender, *receiver;

static void run (void *result)
{
    *(int *) result = zmq_proxy_steerable (front, back, NULL, control);
}

static void *bound (int type, const char *endpoint)
{
    void *const socket = new_socket (context, type);
    CHECK (zmq_bind (socket, endpoint) == 0);
    return socket;
}

static void *connected (int type, const char *endpoint)
{
    void *const socket = new_socket (context, type);
    CHECK (zmq_connect (socket, endpoint) == 0);
    return socket;
}

static void command (void *steering, const char *name)
{
    CHECK (zmq_send (steering, name, strlen (name), 0) == (int) strlen (name));
}

static void *start (int control_type, int steering_type, void **thread, int *result)
{
    context = zmq_ctx_new ();
    front = bound (ZMQ_PULL, "inproc://front");
    back = bound (ZMQ_PUSH, "inproc://back");
    control = bound (control_type, "inproc://control");
    void *const steering = connected (steering_type, "inproc://control");
    sender = connected (ZMQ_PUSH, "inproc://front");
    receiver = connected (ZMQ_PULL, "inproc://back");
    *thread = zmq_threadstart (run, result);
    return steering;
}

static void end (void *steering, void *thread, const int *result)
{
    command (steering, "TERMINATE");
    zmq_threadclose (thread);
    CHECK (*result == 0);
    void *const sockets[] = {front, back, control, sender, receiver, steering};
    for (int i = 0; i < 6; i++)
        CHECK (zmq_close (sockets[i]) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void by_rep (void)
{
    void *thread;
    int result = -2;
    void *const steering = start (ZMQ_REP, ZMQ_REQ, &thread, &result);
    command (steering, "PAUSE");
    CHECK (zmq_recv (steering, NULL, 0, 0) == 0);
    CHECK (zmq_send (sender, "x", 1, 0) == 1);
    CHECK_AT_MOST (busy_ms (200, 100), 100);
    CHECK_ERRNO (zmq_recv (receiver, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    command (steering, "RESUME");
    CHECK (zmq_recv (steering, NULL, 0, 0) == 0);
    CHECK (zmq_recv (receiver, NULL, 0, 0) == 1);
    command (steering, "STATISTICS");
    for (int i = 0; i < 8; i++)
        CHECK (zmq_recv (steering, NULL, 0, 0) == 8);
    end (steering, thread, &result);
}

static void by_pair (void)
{
    void *thread;
    int result = -2;
    void *const steering = start (ZMQ_PAIR, ZMQ_PAIR, &thread, &result);
    for (int i = 0; i < 3000; i++)
        command (steering, i % 2 ? "RESUME" : "PAUSE");
    set_int (steering, ZMQ_RCVTIMEO, 200);
    CHECK_ERRNO (zmq_recv (steering, NULL, 0, 0), EAGAIN);
    CHECK (zmq_send (sender, "x", 1, 0) == 1);
    CHECK (zmq_recv (receiver, NULL, 0, 0) == 1);
    end (steering, thread, &result);
}

static void by_pull (void)
{
    void *thread;
    int result = -2;
    void *const steering = start (ZMQ_PULL, ZMQ_PUSH, &thread, &result);
    command (steering, "PAUSE");
    command (steering, "RESUME");
    CHECK (zmq_send (sender, "x", 1, 0) == 1);
    CHECK (zmq_recv (receiver, NULL, 0, 0) == 1);
    end (steering, thread, &result);
}

static void one_socket (void)
{
    context = zmq_ctx_new ();
    front = back = bound (ZMQ_PAIR, "inproc://front");
    control = bound (ZMQ_PULL, "inproc://control");
    void *const steering = connected (ZMQ_PUSH, "inproc://control");
    void *const peer = connected (ZMQ_PAIR, "inproc://front");
    int result = -2;
    void *const thread = zmq_threadstart (run, &result);
    CHECK (zmq_send (peer, "x", 1, 0) == 1);
    CHECK (zmq_recv (peer, NULL, 0, 0) == 1);
    command (steering, "TERMINATE");
    zmq_threadclose (thread);
    CHECK (result == 0);
}

int main (void)
{
    IN_CHILD (by_rep);
    IN_CHILD (by_pair);
    IN_CHILD (by_pull);
    IN_CHILD (one_socket);
    return 0;
}
