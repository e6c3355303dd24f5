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

/* Whether somebody has the port, as Linux tells; where nobody tells, it is taken for granted. */
static inline int is_bound (int port)
{
    FILE *const table = fopen ("/proc/net/udp", "r");
    char line[512], wanted[16];
    snprintf (wanted, sizeof wanted, ":%04X ", (unsigned) port);
    int found = !table;
    while (!found && fgets (line, sizeof line, table)) {
        /* The first address is the local one. */
        const char *const address = strstr (line, ": ");
        found = address && strstr (address, wanted) == address + 2 + 8;
    }
    if (table)
        fclose (table);
    return found;
}

/* The I/O thread opens the port after zmq_bind has returned. */
static inline void start_to_bind_datagrams (void *socket, int port)
{
    char endpoint[64];
    snprintf (endpoint, sizeof endpoint, "udp://127.0.0.1:%d", port);
    CHECK (zmq_bind (socket, endpoint) == 0);
    pass (50);
}

static inline void bind_datagrams (void *socket, int port)
{
    start_to_bind_datagrams (socket, port);
    while (!is_bound (port))
        pass (10);
}

#endif
