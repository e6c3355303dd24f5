/* A group with a long name that several sockets join and receive from: is it given up as often as it is shared? */
#include "scarce.h"

#ifdef ZMQ_BUILD_DRAFT_API
enum { dishes = 3, rounds = 200 };

static const char group[] = "longer than fourteen letters";

static void send_to_group (void *radio, size_t size)
{
    zmq_msg_t message;
    CHECK (zmq_msg_init_size (&message, size) == 0);
    memset (zmq_msg_data (&message), 7, size);
    CHECK (zmq_msg_set_group (&message, group) == 0);
    CHECK (zmq_msg_send (&message, radio, 0) == (int) size);
}

static void receive_from_group (void *dish, size_t size)
{
    zmq_msg_t message;
    zmq_msg_init (&message);
    CHECK (zmq_msg_recv (&message, dish, 0) == (int) size);
    CHECK (strcmp (zmq_msg_group (&message), group) == 0);
    CHECK (zmq_msg_close (&message) == 0);
}

/* What all receive is shared by all. */
static void one_message_for_many (void)
{
    void *context = zmq_ctx_new (), *radio = new_socket (context, ZMQ_RADIO), *dish[dishes];
    CHECK (zmq_bind (radio, "inproc://radio") == 0);
    for (int i = 0; i < dishes; i++) {
        dish[i] = new_socket (context, ZMQ_DISH);
        CHECK (zmq_join (dish[i], group) == 0);
        CHECK (zmq_connect (dish[i], "inproc://radio") == 0);
    }
    pass (10);
    for (int round = 0; round < rounds; round++) {
        size_t size = round % 2 ? 3 : 300;
        send_to_group (radio, size);
        for (int i = 0; i < dishes; i++)
            receive_from_group (dish[i], size);
    }
    for (int i = 0; i < dishes; i++)
        CHECK (zmq_close (dish[i]) == 0);
    CHECK (zmq_close (radio) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* One DISH tells all its peers that it joins, and that it leaves. */
static void one_join_for_many (void)
{
    void *context = zmq_ctx_new (), *dish = new_socket (context, ZMQ_DISH), *radio[dishes];
    CHECK (zmq_bind (dish, "inproc://dish") == 0);
    for (int i = 0; i < dishes; i++) {
        radio[i] = new_socket (context, ZMQ_RADIO);
        CHECK (zmq_connect (radio[i], "inproc://dish") == 0);
    }
    for (int round = 0; round < rounds; round++) {
        CHECK (zmq_join (dish, group) == 0);
        for (int i = 0; i < dishes; i++)
            get_int (radio[i], ZMQ_EVENTS);
        CHECK (zmq_leave (dish, group) == 0);
    }
    for (int i = 0; i < dishes; i++)
        CHECK (zmq_close (radio[i]) == 0);
    CHECK (zmq_close (dish) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}
#endif

int main (void)
{
    watchdog (30);
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (one_message_for_many);
    IN_CHILD (one_join_for_many);
#endif
    return 0;
}
