/* A conflated socket is given a part of a message, which it sends, and the peer leaves: is the rest, which cannot come, waited for? */
#include "zmtp.h"

/* As the end that listens, with a PULL socket. */
static int accept_one (int listener)
{
    unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, 'N', 'U', 'L', 'L'};
    static const char ready[] = "\4\32\5READY\13Socket-Type\0\0\0\4PULL";
    unsigned char reply[256];
    const int peer = accept (listener, NULL, NULL);
    CHECK (peer != -1);
    send_exactly (peer, greeting, sizeof greeting);
    receive_exactly (peer, greeting, sizeof greeting);
    receive_exactly (peer, reply, 2);
    receive_exactly (peer, reply + 2, reply[1]);
    send_exactly (peer, ready, sizeof ready - 1);
    return peer;
}

int main (void)
{
    watchdog (60);
    char endpoint[64];
    const int listener = listen_anywhere (endpoint, sizeof endpoint);
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    unsigned char frame[6];
    set_int (push, ZMQ_CONFLATE, 1);
    set_int (push, ZMQ_LINGER, 0);
    set_int (push, ZMQ_RECONNECT_IVL, 10);
    CHECK (zmq_connect (push, endpoint) == 0);
    CHECK (zmq_send (push, "part", 4, ZMQ_SNDMORE) == 4);
    int peer = accept_one (listener);
    receive_exactly (peer, frame, sizeof frame);
    CHECK (frame[0] == 1 && memcmp (frame + 2, "part", 4) == 0);
    CHECK (close (peer) == 0);
    peer = accept_one (listener);
    CHECK (close (peer) == 0 && close (listener) == 0);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
