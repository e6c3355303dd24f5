/* Datagrams that no honest peer sends: is the receiver still there after them, and does it receive the next good one? */
#include "datagrams.h"
#include "scarce.h"

#include <malloc.h>

static void every_group_size (void)
{
    void *const context = zmq_ctx_new ();
    void *const dish = new_socket (context, ZMQ_DISH);
    const int port = free_port ();
    bind_datagrams (dish, port);
    unsigned char datagram[300] = {0};
    for (int group_size = 0; group_size < 256; group_size++) {
        datagram[0] = group_size;
        for (size_t size = 0; size < sizeof datagram; size += 50)
            send_datagram (port, datagram, size);
        zmq_recv (dish, datagram, 0, ZMQ_DONTWAIT);
        pass (1); /* lest the system drops some */
    }
    pass (50);
    CHECK (zmq_close (dish) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* Datagrams that end before their group does. */
static void truncated_groups_cost_no_memory (void)
{
#if defined __GLIBC__ && __GLIBC_PREREQ(2, 33)
    mallopt (M_ARENA_MAX, 1); /* one account for all threads */
    void *const context = zmq_ctx_new ();
    void *const dish = new_socket (context, ZMQ_DISH);
    const int port = free_port ();
    bind_datagrams (dish, port);
    size_t before = 0;
    for (int sent = 0; sent < 6000; sent++) {
        if (sent == 1000) {
            pass (20);
            before = mallinfo2 ().uordblks;
        }
        send_datagram (port, "\x64group", 6);
        if (sent % 100 == 0)
            pass (2);
    }
    pass (50);
    CHECK (mallinfo2 ().uordblks < before + 100000); /* stock: 5000 times 150 bytes more */
    CHECK (zmq_close (dish) == 0);
    CHECK (zmq_ctx_term (context) == 0);
#endif
}

static void over_ipv6 (void)
{
    const int descriptor = socket (AF_INET6, SOCK_DGRAM, 0);
    struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_addr = in6addr_loopback};
    socklen_t size = sizeof address;
    if (descriptor == -1 || bind (descriptor, (struct sockaddr *) &address, size) == -1)
        return; /* a machine without IPv6 */
    CHECK (getsockname (descriptor, (struct sockaddr *) &address, &size) == 0);
    CHECK (close (descriptor) == 0);

    void *const context = zmq_ctx_new ();
    void *const dgram = new_socket (context, ZMQ_DGRAM);
    set_int (dgram, ZMQ_IPV6, 1);
    char endpoint[64];
    snprintf (endpoint, sizeof endpoint, "udp://[::1]:%d", ntohs (address.sin6_port));
    CHECK (zmq_bind (dgram, endpoint) == 0);
    pass (50);
    const int sender = socket (AF_INET6, SOCK_DGRAM, 0);
    CHECK (sendto (sender, "x", 1, 0, (struct sockaddr *) &address, size) == 1);
    pass (50);
    CHECK (zmq_close (dgram) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (every_group_size);
    IN_CHILD (truncated_groups_cost_no_memory);
    IN_CHILD (over_ipv6);
    return 0;
}
