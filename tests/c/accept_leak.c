/* A keep-alive value that the system refuses: are the connections that come in closed? */
#include "check.h"

#include <netinet/in.h>
#include <sys/socket.h>

int main (void)
{
    watchdog (20);
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    set_int (pull, ZMQ_TCP_KEEPALIVE, 1);
    set_int (pull, ZMQ_TCP_KEEPALIVE_CNT, 1000000);
    char endpoint[64];
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);

    const struct sockaddr_in address = {.sin_family = AF_INET,
                                        .sin_port = htons (atoi (strrchr (endpoint, ':') + 1)),
                                        .sin_addr.s_addr = htonl (INADDR_LOOPBACK)};
    const int peer = socket (AF_INET, SOCK_STREAM, 0);
    CHECK (connect (peer, (const struct sockaddr *) &address, sizeof address) == 0);
    char byte;
    CHECK (recv (peer, &byte, 1, 0) <= 0); /* the end; stock never closes it */

    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
