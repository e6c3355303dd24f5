/* Does ZMQ_MULTICAST_HOPS reach the socket of an IPv6 group too? Nothing is sent, and nothing asked of a machine without IPv6. */
#include "check.h"

#include <netinet/in.h>
#include <sys/socket.h>

#ifdef ZMQ_BUILD_DRAFT_API
#define HOPS 7

/* What the system has been told for the only IPv6 datagram socket of this process; -1 if there is none. */
static int hops_of_socket (void)
{
    for (int descriptor = 3; descriptor < 100; descriptor++) {
        int type = 0, domain = 0, hops = 0;
        socklen_t size = sizeof type;
        getsockopt (descriptor, SOL_SOCKET, SO_TYPE, &type, &size);
        getsockopt (descriptor, SOL_SOCKET, SO_DOMAIN, &domain, &size);
        if (type == SOCK_DGRAM && domain == AF_INET6) {
            CHECK (getsockopt (descriptor, IPPROTO_IPV6, IPV6_MULTICAST_HOPS, &hops, &size) == 0);
            return hops;
        }
    }
    return -1;
}
#endif

int main (void)
{
#ifdef ZMQ_BUILD_DRAFT_API
    watchdog (20);
    const int descriptor = socket (AF_INET6, SOCK_DGRAM, 0);
    if (descriptor == -1) {
        printf ("this machine has no IPv6\n");
        return 0;
    }
    CHECK (close (descriptor) == 0);
    void *const context = zmq_ctx_new ();
    void *const radio = new_socket (context, ZMQ_RADIO);
    set_int (radio, ZMQ_IPV6, 1);
    set_int (radio, ZMQ_MULTICAST_HOPS, HOPS);
    CHECK (zmq_connect (radio, "udp://[ff02::7a65:726f:6df1:0a01]:5555") == 0);
    /* The I/O thread sets it. */
    for (int i = 0; hops_of_socket () != HOPS; i++) {
        CHECK (i < 5000);
        pass (1);
    }
    CHECK (zmq_close (radio) == 0);
    CHECK (zmq_ctx_term (context) == 0);
#endif
    return 0;
}
