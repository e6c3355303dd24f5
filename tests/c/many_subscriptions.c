/* More subscriptions than the high-water mark: do all of them arrive, however they are made? */
#include "scarce.h"

enum { topics = 3000, mark = 10 };

static void *context, *publisher, *subscriber;

static void start (int subscriber_type)
{
    context = zmq_ctx_new ();
    publisher = new_socket (context, ZMQ_XPUB);
    subscriber = new_socket (context, subscriber_type);
    set_int (publisher, ZMQ_RCVTIMEO, 60000);
    set_int (subscriber, ZMQ_SNDHWM, mark);
    set_int (publisher, ZMQ_RCVHWM, mark);
}

static void subscribe_to_all (void)
{
    char topic[16];
    for (int i = 0; i < topics; i++) {
        snprintf (topic, sizeof topic, "%d.", i);
        CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, topic, strlen (topic)) == 0);
    }
}

static void expect_all (void)
{
    char topic[16];
    int total = 0;
    for (int i = 0; i < topics; i++) {
        const int size = zmq_recv (publisher, topic, sizeof topic - 1, 0);
        CHECK (size > 1 && topic[0] == 1);
        topic[size] = '\0';
        total += atoi (topic + 1);
    }
    CHECK (total == topics / 2 * (topics - 1));
}

static void end (void)
{
    CHECK (zmq_close (subscriber) == 0 && zmq_close (publisher) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void subscribed_before (const char *name)
{
    char endpoint[64];
    start (ZMQ_SUB);
    subscribe_to_all ();
    CHECK (zmq_connect (subscriber, bind_any (publisher, name, endpoint, sizeof endpoint)) == 0);
    expect_all ();
    end ();
}

static void before_the_connect (void)
{
    subscribed_before ("tcp://127.0.0.1:*");
    subscribed_before ("inproc://publisher");
}

static void subscribed_after (const char *name)
{
    char endpoint[64];
    start (ZMQ_SUB);
    CHECK (zmq_connect (subscriber, bind_any (publisher, name, endpoint, sizeof endpoint)) == 0);
    subscribe_to_all ();
    expect_all ();
    end ();
}

static void after_the_connect (void)
{
    subscribed_after ("tcp://127.0.0.1:*");
    subscribed_after ("inproc://publisher");
}

/* The publisher goes, and another one comes. */
static void again_after_a_restart (void)
{
    char endpoint[64];
    start (ZMQ_SUB);
    CHECK (zmq_connect (subscriber, bind_any (publisher, "tcp://127.0.0.1:*", endpoint, sizeof endpoint)) == 0);
    subscribe_to_all ();
    expect_all ();
    CHECK (zmq_unbind (publisher, endpoint) == 0);
    CHECK (zmq_close (publisher) == 0);
    publisher = new_socket (context, ZMQ_XPUB);
    set_int (publisher, ZMQ_RCVTIMEO, 60000);
    while (zmq_bind (publisher, endpoint) != 0) {
        CHECK (errno == EADDRINUSE);
        pass (10);
    }
    //  As any of its calls does: it learns that the connection is a new one
    for (int waited = 0; !(get_int (publisher, ZMQ_EVENTS) & ZMQ_POLLIN) && waited < 1000; waited++) {
        get_int (subscriber, ZMQ_EVENTS);
        pass (10);
    }
    expect_all ();
    end ();
}

/* What else an XSUB sends is bounded, and keeps no subscription back. */
static void behind_messages_at_the_mark (void)
{
    char topic[16];
    start (ZMQ_XSUB);
    CHECK (zmq_bind (publisher, "inproc://publisher") == 0);
    CHECK (zmq_connect (subscriber, "inproc://publisher") == 0);
    for (int i = 0; i < 10 * mark; i++)
        CHECK (zmq_send (subscriber, "\2hello", 6, 0) == 6);
    for (int i = 0; i < topics; i++) {
        snprintf (topic, sizeof topic, "\1%d.", i);
        CHECK (zmq_send (subscriber, topic, strlen (topic), 0) == (int) strlen (topic));
    }
    int hellos = 0;
    while (hellos < 2 * mark) {
        CHECK (zmq_recv (publisher, topic, sizeof topic, 0) == 6);
        hellos++;
    }
    expect_all ();
    CHECK_ERRNO (zmq_recv (publisher, NULL, 0, ZMQ_DONTWAIT), EAGAIN);
    end ();
}

#ifdef ZMQ_BUILD_DRAFT_API
enum { groups = 100 };

static void join_all (void *dish)
{
    char group[32];
    for (int i = 0; i < groups; i++) {
        snprintf (group, sizeof group, "group with a number %d", i);
        CHECK (zmq_join (dish, group) == 0);
    }
}

/* The groups of a DISH are what its subscriptions are. */
static void groups_too (void)
{
    for (int joins_first = 0; joins_first < 2; joins_first++) {
        context = zmq_ctx_new ();
        void *const radio = new_socket (context, ZMQ_RADIO), *const dish = new_socket (context, ZMQ_DISH);
        set_int (dish, ZMQ_SNDHWM, mark);
        set_int (radio, ZMQ_RCVHWM, mark);
        set_int (dish, ZMQ_RCVTIMEO, 60000);
        CHECK (zmq_bind (radio, "inproc://radio") == 0);
        if (joins_first)
            join_all (dish);
        CHECK (zmq_connect (dish, "inproc://radio") == 0);
        if (!joins_first)
            join_all (dish);
        get_int (radio, ZMQ_EVENTS);
        char group[32];
        for (int i = 0; i < groups; i++) {
            zmq_msg_t message;
            snprintf (group, sizeof group, "group with a number %d", i);
            CHECK (zmq_msg_init (&message) == 0);
            CHECK (zmq_msg_set_group (&message, group) == 0);
            CHECK (zmq_msg_send (&message, radio, 0) == 0);
        }
        for (int i = 0; i < groups; i++)
            CHECK (zmq_recv (dish, group, sizeof group, 0) == 0);
        CHECK (zmq_close (radio) == 0 && zmq_close (dish) == 0);
        CHECK (zmq_ctx_term (context) == 0);
    }
}
#endif

int main (void)
{
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (groups_too);
#endif
    IN_CHILD (before_the_connect);
    IN_CHILD (after_the_connect);
    IN_CHILD (again_after_a_restart);
    IN_CHILD (behind_messages_at_the_mark);
    return 0;
}
