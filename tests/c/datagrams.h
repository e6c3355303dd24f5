/* Datagrams to and from a port of this machine. */
#ifndef DATAGRAMS_H
#define DATAGRAMS_H

#include "check.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

/* A port that nobody has at the moment. */
static inline int free_port (void)
{
    const int descriptor = socket (AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    socklen_t size = sizeof address;
    CHECK (bind (descriptor, (struct sockaddr *) &address, size) == 0);
    CHECK (getsockname (descriptor, (struct sockaddr *) &address, &size) == 0);
    CHECK (close (descriptor) == 0);
    return ntohs (address.sin_port);
}

static inline void send_datagram (int port, const void *body, size_t size)
{
    static int descriptor = -1;
    if (descriptor == -1)
        descriptor = socket (AF_INET, SOCK_DGRAM, 0);
    const struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons (port),
                                   .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    CHECK (sendto (descriptor, body, size, 0, (const struct sockaddr *) &to, sizeof to) == (ssize_t) size);
}

/* The I/O thread opens the port after zmq_bind has returned. */
static inline void bind_datagrams (void *socket, int port)
{
    char endpoint[64];
    snprintf (endpoint, sizeof endpoint, "udp://127.0.0.1:%d", port);
    CHECK (zmq_bind (socket, endpoint) == 0);
    pass (50);
}

#endif
