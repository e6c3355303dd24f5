/* Peers that speak ZMTP, but say what no honest peer says: is the process still there, and has it kept its memory to itself? */
#include "scarce.h"
#include "zmtp.h"

static void *context;

static void *bind_socket (int type, char *endpoint, size_t size)
{
    context = zmq_ctx_new ();
    void *const socket = new_socket (context, type);
    bind_any (socket, "tcp://127.0.0.1:*", endpoint, size);
    return socket;
}

static void end (void *socket)
{
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void ping_without_time_to_live (void)
{
    char endpoint[64];
    void *const pull = bind_socket (ZMQ_PULL, endpoint, sizeof endpoint);
    const int peer = connect_as ("PUSH", endpoint);
    send_exactly (peer, "\4\5\4PING", 7);
    send_exactly (peer, "\4\7\4PING\0\0", 9);
    unsigned char pong[7];
    receive_exactly (peer, pong, sizeof pong);
    CHECK (memcmp (pong, "\4\5\4PONG", 7) == 0); /* stock: 21 bytes, 16 of them not ours */
    end (pull);
}

static void join_with_too_long_a_name (void)
{
    char endpoint[64];
    void *const radio = bind_socket (ZMQ_RADIO, endpoint, sizeof endpoint);
    const int peer = connect_as ("DISH", endpoint);
    unsigned char join[9 + 5 + 300] = {6, 0, 0, 0, 0, 0, 0, 1, 49, 4, 'J', 'O', 'I', 'N'};
    memset (join + 14, 'g', 300);
    send_exactly (peer, join, sizeof join);
    char byte;
    CHECK (recv (peer, &byte, 1, 0) <= 0); /* disconnected */
    end (radio);
}

/* Command frames of every first byte and of many lengths. */
static void senseless_commands (void)
{
    static const struct
    {
        int type;
        const char *peer;
    } pairs[] = {{ZMQ_PULL, "PUSH"},  {ZMQ_XPUB, "SUB"},     {ZMQ_XSUB, "PUB"},      {ZMQ_ROUTER, "DEALER"}, {ZMQ_REP, "REQ"},
                 {ZMQ_REQ, "REP"},    {ZMQ_RADIO, "DISH"},   {ZMQ_DISH, "RADIO"},    {ZMQ_SERVER, "CLIENT"}, {ZMQ_CLIENT, "SERVER"},
                 {ZMQ_PAIR, "PAIR"},  {ZMQ_DEALER, "ROUTER"}};
    static const char *const names[] = {"PING", "PONG", "SUBSCRIBE", "CANCEL", "JOIN", "LEAVE", "READY", "ERROR", "HELLO", ""};
    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        char endpoint[64];
        void *const socket = bind_socket (pairs[p].type, endpoint, sizeof endpoint);
        for (int name = 0; name < 10; name++)
            for (int size = 0; size < 40; size += 1 + size / 8) {
                const int peer = connect_as (pairs[p].peer, endpoint);
                unsigned char frame[64] = {4, size, strlen (names[name])};
                memcpy (frame + 3, names[name], strlen (names[name]));
                send_exactly (peer, frame, 2 + size);
                send (peer, "\1\1x\0\1y", 6, MSG_NOSIGNAL);
                CHECK (close (peer) == 0);
                zmq_recv (socket, frame, sizeof frame, ZMQ_DONTWAIT);
            }
        end (socket);
    }
}

int main (void)
{
    IN_CHILD (ping_without_time_to_live);
    IN_CHILD (join_with_too_long_a_name);
    IN_CHILD (senseless_commands);
    return 0;
}
