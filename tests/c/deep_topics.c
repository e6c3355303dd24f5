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
    IN_CHILD (shares_its_beginning_with_others);
    return 0;
}
