/* A group that is set again: is the first one given up? */
#include "scarce.h"

#ifdef ZMQ_BUILD_DRAFT_API
static void long_and_short_names (void)
{
    static const char *const names[] = {"a", "longer than fourteen letters", "another one of that length", "aaaaaaaaaaaaaa", ""};
    for (int first = 0; first < 5; first++)
        for (int second = 0; second < 5; second++) {
            zmq_msg_t message, copy;
            CHECK (zmq_msg_init_size (&message, 3) == 0);
            CHECK (zmq_msg_set_group (&message, names[first]) == 0);
            CHECK (zmq_msg_init (&copy) == 0);
            CHECK (zmq_msg_copy (&copy, &message) == 0);
            CHECK (zmq_msg_set_group (&message, names[second]) == 0);
            CHECK (strcmp (zmq_msg_group (&message), names[second]) == 0);
            CHECK (strcmp (zmq_msg_group (&copy), names[first]) == 0);
            CHECK (zmq_msg_close (&message) == 0);
            CHECK (zmq_msg_close (&copy) == 0);
        }
}
#endif

int main (void)
{
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (long_and_short_names);
#endif
    return 0;
}
