/* Does ws shake hands as it should: with CURVE and subscriptions, with a server that is none, and with a peer that says nothing? Nothing
   is asked of a library without ws. */
#include "scarce.h"
#include "zmtp.h"

static void *context;

static void subscription (void)
{
    if (!zmq_has ("curve"))
        return;
    char endpoint[64];
    context = zmq_ctx_new ();
    void *const pub = new_socket (context, ZMQ_XPUB);
    void *const sub = new_socket (context, ZMQ_SUB);
    set_curve_keys (pub, sub);
    bind_any (pub, "ws://127.0.0.1:*", endpoint, sizeof endpoint);
    CHECK (zmq_connect (sub, endpoint) == 0);
    CHECK (zmq_setsockopt (sub, ZMQ_SUBSCRIBE, "topic", 5) == 0);
    set_int (pub, ZMQ_RCVTIMEO, 60000);
    set_int (sub, ZMQ_RCVTIMEO, 60000);
    char text[16];
    CHECK (zmq_recv (pub, text, sizeof text, 0) == 6 && memcmp (text, "\1topic", 6) == 0);
    CHECK (zmq_send (pub, "topic 1", 7, 0) == 7);
    CHECK (zmq_recv (sub, text, sizeof text, 0) == 7);
    CHECK (zmq_setsockopt (sub, ZMQ_UNSUBSCRIBE, "topic", 5) == 0);
    CHECK (zmq_recv (pub, text, sizeof text, 0) == 6 && memcmp (text, "\0topic", 6) == 0);
    CHECK (zmq_close (pub) == 0);
    CHECK (zmq_close (sub) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Accepts a connection, takes its request and leaves its key in `key`. */
static int accept_request (int listener, char key[25])
{
    const int peer = accept (listener, NULL, NULL);
    CHECK (peer != -1);
    char request[2048] = "";
    for (size_t size = 0; !strstr (request, "\r\n\r\n"); size++) {
        CHECK (size < sizeof request - 1);
        receive_exactly (peer, request + size, 1);
    }
    const char *const header = strstr (request, "Sec-WebSocket-Key: ");
    CHECK (header);
    memcpy (key, header + 19, 24);
    key[24] = '\0';
    return peer;
}

static uint16_t next_event (void *monitor)
{
    uint16_t event;
    unsigned char frame[256];
    CHECK (zmq_recv (monitor, frame, sizeof frame, 0) == 6);
    memcpy (&event, frame, sizeof event);
    CHECK (zmq_recv (monitor, frame, sizeof frame, 0) >= 0);
    return event;
}

/* A server that gives wrong answers, one a connection. The client has to complain of each and to come again. */
static void answer (void)
{
    static const char *const answers[] = {
      /* Of RFC 6455, for another key. */
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Protocol: ZWS2.0\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Protocol: ZWS2.0\r\nSec-WebSocket-Accept: x\r\n\r\n",
      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
      "Sec-WebSocket-Protocol: ZWS2.0\r\n\r\n",
      "HTTP/1.1 502 Bad Gateway\r\n\r\n",
    };
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    const int listener = socket (AF_INET, SOCK_STREAM, 0);
    CHECK (bind (listener, (struct sockaddr *) &address, size) == 0);
    CHECK (listen (listener, 10) == 0);
    CHECK (getsockname (listener, (struct sockaddr *) &address, &size) == 0);
    char endpoint[64];
    snprintf (endpoint, sizeof endpoint, "ws://127.0.0.1:%d", ntohs (address.sin_port));

    context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    set_int (push, ZMQ_LINGER, 0);
    set_int (push, ZMQ_RECONNECT_IVL, 1);
    CHECK (zmq_socket_monitor (push, "inproc://events", ZMQ_EVENT_ALL) == 0);
    void *const monitor = new_socket (context, ZMQ_PAIR);
    CHECK (zmq_connect (monitor, "inproc://events") == 0);
    CHECK (zmq_connect (push, endpoint) == 0);
    for (size_t i = 0; i < sizeof answers / sizeof *answers; i++) {
        char key[25];
        const int peer = accept_request (listener, key);
        send_exactly (peer, answers[i], strlen (answers[i]));
        uint16_t event;
        do {
            event = next_event (monitor);
            CHECK (event != ZMQ_EVENT_HANDSHAKE_SUCCEEDED && event != ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL);
        } while (event != ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL);
        char byte;
        CHECK (recv (peer, &byte, 1, 0) <= 0); /* disconnected */
        close (peer);
    }
    char key[25];
    close (accept_request (listener, key));
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (monitor) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    close (listener);
}

/* Peers that connect and say nothing, or half of what they should. */
static void silence (void)
{
    static const char *const words[] = {"", "GET / HTTP/1.1\r\nUpg"};
    char endpoint[64];
    context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_HANDSHAKE_IVL, 50);
    bind_any (pull, "ws://127.0.0.1:*", endpoint, sizeof endpoint);
    for (int i = 0; i < 2; i++) {
        const int peer = connect_plain (endpoint);
        send_exactly (peer, words[i], strlen (words[i]));
        char byte;
        CHECK (recv (peer, &byte, 1, 0) <= 0); /* disconnected */
        close (peer);
    }
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    if (!zmq_has ("WS"))
        return 0;
    IN_CHILD (subscription);
    IN_CHILD (answer);
    IN_CHILD (silence);
    return 0;
}
