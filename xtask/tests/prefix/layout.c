/* The layout of the public types, for a comparison. */

#include <stddef.h>
#include <stdio.h>
#include <zmq.h>

#define SIZE(type) printf ("%s: %zu, aligned to %zu\n", #type, sizeof (type), _Alignof (type))
#define OFFSET(type, member) printf ("%s.%s: %zu\n", #type, #member, offsetof (type, member))

int main (void)
{
    SIZE (zmq_msg_t);
    SIZE (zmq_fd_t);
    SIZE (zmq_pollitem_t);
    OFFSET (zmq_pollitem_t, socket);
    OFFSET (zmq_pollitem_t, fd);
    OFFSET (zmq_pollitem_t, events);
    OFFSET (zmq_pollitem_t, revents);
#ifdef ZMQ_BUILD_DRAFT_API
    SIZE (zmq_poller_event_t);
    OFFSET (zmq_poller_event_t, socket);
    OFFSET (zmq_poller_event_t, fd);
    OFFSET (zmq_poller_event_t, user_data);
    OFFSET (zmq_poller_event_t, events);
#endif
    return 0;
}
