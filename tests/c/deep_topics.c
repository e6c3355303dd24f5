/* Topics of any length: can they be subscribed to, sent on to a new peer, taken back and forgotten? */
#include "scarce.h"

enum { SIZE = 1000000 };

static char topic[SIZE + 1];
static void *context;
static void *publisher;
static void *subscriber;

static void subscribe (void)
{
    context = zmq_ctx_new ();
    publisher = new_socket (context, ZMQ_XPUB);
    subscriber = new_socket (context, ZMQ_XSUB);
    CHECK (zmq_bind (publisher, "inproc://topics") == 0);
    memset (topic, 'x', sizeof topic);
    topic[0] = 1;
    CHECK (zmq_send (subscriber, topic, sizeof topic, 0) == sizeof topic);
    // Known before there is a peer: all of it is said when one comes.
    CHECK (zmq_connect (subscriber, "inproc://topics") == 0);
    CHECK (zmq_recv (publisher, NULL, 0, 0) == sizeof topic);
    CHECK (zmq_send (publisher, topic + 1, SIZE, 0) == SIZE);
    CHECK (zmq_recv (subscriber, NULL, 0, 0) == SIZE);
}

static void end (void)
{
    CHECK (zmq_close (subscriber) == 0);
    CHECK (zmq_close (publisher) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void is_forgotten_with_the_sockets (void)
{
    subscribe ();
    end ();
}

static void is_taken_back (void)
{
    subscribe ();
    topic[0] = 0;
    CHECK (zmq_send (subscriber, topic, sizeof topic, 0) == sizeof topic);
    CHECK (zmq_recv (publisher, NULL, 0, 0) == sizeof topic);
    CHECK (zmq_send (publisher, topic + 1, SIZE, 0) == SIZE);
    set_int (subscriber, ZMQ_RCVTIMEO, 50);
    CHECK_ERRNO (zmq_recv (subscriber, NULL, 0, 0), EAGAIN);
    end ();
}

/* The subscriber has forgotten its topic; the publisher has it still, in manual mode. */
static void is_forgotten_by_the_publisher (void)
{
    context = zmq_ctx_new ();
    publisher = new_socket (context, ZMQ_XPUB);
    subscriber = new_socket (context, ZMQ_SUB);
    set_int (publisher, ZMQ_XPUB_MANUAL, 1);
    CHECK (zmq_bind (publisher, "inproc://topics") == 0);
    CHECK (zmq_connect (subscriber, "inproc://topics") == 0);
    CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, "x", 1) == 0);
    CHECK (zmq_recv (publisher, NULL, 0, 0) == 2);
    memset (topic, 'x', sizeof topic);
    CHECK (zmq_setsockopt (publisher, ZMQ_SUBSCRIBE, topic, SIZE) == 0);
    CHECK (zmq_send (publisher, topic, SIZE - 1, 0) == SIZE - 1);
    CHECK (zmq_send (publisher, topic, SIZE, 0) == SIZE);
    CHECK (zmq_recv (subscriber, NULL, 0, 0) == SIZE);
    CHECK (zmq_close (publisher) == 0);
    CHECK (zmq_close (subscriber) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void are_many (void)
{
    enum { COUNT = 60, EACH = 9973 };
    context = zmq_ctx_new ();
    publisher = new_socket (context, ZMQ_XPUB);
    subscriber = new_socket (context, ZMQ_SUB);
    set_int (publisher, ZMQ_RCVHWM, 0);
    set_int (subscriber, ZMQ_SNDHWM, 0);
    CHECK (zmq_bind (publisher, "inproc://topics") == 0);
    CHECK (zmq_connect (subscriber, "inproc://topics") == 0);
    memset (topic, 'x', sizeof topic);
    /* Each is the beginning of the next, and one in two has a twin that parts from it at its end. */
    for (int i = 0; i < COUNT; i++) {
        const int size = SIZE - (COUNT - i) * EACH;
        CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, topic, size) == 0);
        CHECK (zmq_recv (publisher, NULL, 0, 0) == size + 1);
        if (i % 2 == 0)
            continue;
        topic[size - 1] = 'y';
        CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, topic, size) == 0);
        CHECK (zmq_recv (publisher, NULL, 0, 0) == size + 1);
        topic[size - 1] = 'x';
    }
    /* Taken back from the middle on, in turn upwards and downwards. */
    for (int i = 0; i < COUNT; i++) {
        const int number = COUNT / 2 + (i % 2 ? -1 - i / 2 : i / 2);
        const int size = SIZE - (COUNT - number) * EACH;
        CHECK (zmq_setsockopt (subscriber, ZMQ_UNSUBSCRIBE, topic, size) == 0);
        CHECK (zmq_recv (publisher, NULL, 0, 0) == size + 1);
    }
    /* All that are left have an end of their own. */
    set_int (subscriber, ZMQ_RCVTIMEO, 50);
    CHECK (zmq_send (publisher, topic, SIZE, 0) == SIZE);
    CHECK_ERRNO (zmq_recv (subscriber, NULL, 0, 0), EAGAIN);
    for (int i = 1; i < COUNT; i += 2) {
        const int size = SIZE - (COUNT - i) * EACH;
        topic[size - 1] = 'y';
        CHECK (zmq_send (publisher, topic, size, 0) == size);
        CHECK (zmq_recv (subscriber, NULL, 0, 0) == size);
        topic[size - 1] = 'x';
    }
    end ();
}

static void shares_its_beginning_with_others (void)
{
    context = zmq_ctx_new ();
    publisher = new_socket (context, ZMQ_XPUB);
    subscriber = new_socket (context, ZMQ_SUB);
    CHECK (zmq_bind (publisher, "inproc://topics") == 0);
    static const char *const topics[] = {"", "a", "ab", "ac", "az", "abc", "b", "~"};
    enum { COUNT = sizeof topics / sizeof topics[0] };
    for (int i = 0; i < COUNT; i++)
        CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, topics[i], strlen (topics[i])) == 0);
    CHECK (zmq_setsockopt (subscriber, ZMQ_SUBSCRIBE, "ab", 2) == 0);
    CHECK (zmq_connect (subscriber, "inproc://topics") == 0);
    // In the order of their bytes, each once.
    static const char *const sorted[] = {"", "a", "ab", "abc", "ac", "az", "b", "~"};
    char frame[8];
    for (int i = 0; i < COUNT; i++) {
        CHECK (zmq_recv (publisher, frame, sizeof frame, 0) == (int) strlen (sorted[i]) + 1);
        CHECK (memcmp (frame + 1, sorted[i], strlen (sorted[i])) == 0);
    }
    // Taken back inside out; "ab" was asked for twice.
    CHECK (zmq_setsockopt (subscriber, ZMQ_UNSUBSCRIBE, "ab", 2) == 0);
    CHECK (zmq_setsockopt (subscriber, ZMQ_UNSUBSCRIBE, "none", 4) == 0);
    static const char *const gone[] = {"ac", "a", "", "~", "az", "ab", "b", "abc"};
    for (int i = 0; i < COUNT; i++) {
        CHECK (zmq_setsockopt (subscriber, ZMQ_UNSUBSCRIBE, gone[i], strlen (gone[i])) == 0);
        CHECK (zmq_recv (publisher, frame, sizeof frame, 0) == (int) strlen (gone[i]) + 1);
        CHECK (frame[0] == 0 && memcmp (frame + 1, gone[i], strlen (gone[i])) == 0);
    }
    end ();
}

int main (void)
{
    IN_CHILD (is_forgotten_with_the_sockets);
    IN_CHILD (is_taken_back);
    IN_CHILD (is_forgotten_by_the_publisher);
    IN_CHILD (are_many);
    IN_CHILD (shares_its_beginning_with_others);
    return 0;
}
