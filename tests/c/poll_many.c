/* More poll items than the process may have descriptors: an error, not the end? */
#include "scarce.h"

enum
{
    count = 1000
};

static void zmq_poll_refuses (void)
{
    const struct rlimit limit = {64, 64};
    CHECK (setrlimit (RLIMIT_NOFILE, &limit) == 0);
    static zmq_pollitem_t items[count];
    for (int i = 0; i < count; i++)
        items[i].events = ZMQ_POLLIN;
    CHECK_ERRNO (zmq_poll (items, count, 10), EINVAL);
    CHECK (zmq_poll (items, 60, 10) >= 0);
    CHECK_ERRNO (zmq_poll (items, -1, 10), EINVAL);
}

int main (void)
{
    IN_CHILD (zmq_poll_refuses);
    return 0;
}
