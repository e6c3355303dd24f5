/* A peer that speaks ZMTP by hand, with the NULL mechanism. */
#ifndef ZMTP_H
#define ZMTP_H

#include "check.h"

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

static inline void receive_exactly (int peer, void *to, size_t size)
{
    CHECK (recv (peer, to, size, MSG_WAITALL) == (ssize_t) size);
}

static inline void send_exactly (int peer, const void *from, size_t size)
{
    CHECK (send (peer, from, size, MSG_NOSIGNAL) == (ssize_t) size);
}

static inline int connect_to_path (const char *path)
{
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    CHECK (strlen (path) < sizeof address.sun_path);
    strcpy (address.sun_path, path);
    const int peer = socket (AF_UNIX, SOCK_STREAM, 0);
    CHECK (connect (peer, (const struct sockaddr *) &address, sizeof address) == 0);
    return peer;
}

/* Connects to an endpoint on tcp or ipc, without a word. */
static inline int connect_plain (const char *endpoint)
{
    if (strncmp (endpoint, "ipc://", 6) == 0)
        return connect_to_path (endpoint + 6);
    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons (atoi (strrchr (endpoint, ':') + 1)),
                                        .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    const int peer = socket (AF_INET, SOCK_STREAM, 0);
    CHECK (connect (peer, (const struct sockaddr *) &address, sizeof address) == 0);
    return peer;
}

/* Listens on a port that the system chooses, and gives the endpoint. */
static inline int listen_anywhere (char *endpoint, size_t size)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t length = sizeof address;
    const int listener = socket (AF_INET, SOCK_STREAM, 0);
    CHECK (bind (listener, (struct sockaddr *) &address, length) == 0 && listen (listener, 5) == 0);
    CHECK (getsockname (listener, (struct sockaddr *) &address, &length) == 0);
    snprintf (endpoint, size, "tcp://127.0.0.1:%d", ntohs (address.sin_port));
    return listener;
}

/* Connects and shakes hands, as a peer of that socket type. */
static inline int connect_as (const char *type, const char *endpoint)
{
    const int peer = connect_plain (endpoint);
    unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1, 'N', 'U', 'L', 'L'};
    send_exactly (peer, greeting, sizeof greeting);
    receive_exactly (peer, greeting, sizeof greeting);

    unsigned char ready[64] = {4, 0, 5, 'R', 'E', 'A', 'D', 'Y', 11};
    const size_t type_size = strlen (type);
    memcpy (ready + 9, "Socket-Type", 11);
    ready[23] = type_size;
    memcpy (ready + 24, type, type_size);
    ready[1] = 22 + type_size;
    send_exactly (peer, ready, 24 + type_size);
    unsigned char reply[256];
    receive_exactly (peer, reply, 2);
    receive_exactly (peer, reply + 2, reply[1]);
    CHECK (memcmp (reply + 2, "\5READY", 6) == 0);
    return peer;
}

#endif
