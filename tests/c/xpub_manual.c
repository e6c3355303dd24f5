/* An XPUB that decides itself who gets what: does a subscription go to whoever asked for it, and to nobody else? */
#include "scarce.h"

static void *context, *xpub;

static void start (void)
{
    context = zmq_ctx_new ();
    xpub = new_socket (context, ZMQ_XPUB);
    set_int (xpub, ZMQ_XPUB_MANUAL, 1);
    set_int (xpub, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_bind (xpub, "inproc://manual") == 0);
}

static void *new_subscriber (void)
{
    void *const xsub = new_socket (context, ZMQ_XSUB);
    CHECK (zmq_connect (xsub, "inproc://manual") == 0);
    return xsub;
}

static void expect (void *socket, const char *body)
{
    char received[16];
    const int size = zmq_recv (socket, received, sizeof received, 0);
    CHECK (size == (int) strlen (body));
    CHECK (memcmp (received, body, size) == 0);
}

static void end (void *one, void *other)
{
    CHECK (zmq_close (one) == 0 && zmq_close (other) == 0 && zmq_close (xpub) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

/* One whose end of the pipe is the one that is made last. */
static void *new_bound_subscriber (int number)
{
    char endpoint[32];
    void *const xsub = new_socket (context, ZMQ_XSUB);
    snprintf (endpoint, sizeof endpoint, "inproc://%d", number);
    CHECK (zmq_bind (xsub, endpoint) == 0);
    CHECK (zmq_connect (xpub, endpoint) == 0);
    return xsub;
}

/* Its pipe is freed while what it asked for waits to be read. The next ones' pipes may be where it was. */
static void subscriber_left (void)
{
    start ();
    void *const first = new_subscriber ();
    CHECK (zmq_send (first, "\1secret", 7, 0) == 7);
    get_int (xpub, ZMQ_EVENTS);
    CHECK (zmq_disconnect (first, "inproc://manual") == 0);
    for (int i = 0; i < 5; i++) {
        get_int (xpub, ZMQ_EVENTS);
        get_int (first, ZMQ_EVENTS);
    }
    void *others[20];
    for (int i = 0; i < 20; i++) {
        others[i] = i % 2 ? new_subscriber () : new_bound_subscriber (i);
        get_int (xpub, ZMQ_EVENTS);
    }
    expect (xpub, "\1secret");
    CHECK (zmq_setsockopt (xpub, ZMQ_SUBSCRIBE, "secret", 6) == 0);
    CHECK (zmq_send (xpub, "secret", 6, 0) == 6);
    for (int i = 0; i < 20; i++) {
        CHECK_ERRNO (zmq_recv (others[i], NULL, 0, ZMQ_DONTWAIT), EAGAIN);
        if (i)
            CHECK (zmq_close (others[i]) == 0);
    }
    end (first, others[0]);
}

/* A message that is no subscription does not shift who asked for what. */
static void message_comes_first (void)
{
    start ();
    void *const first = new_subscriber (), *const second = new_subscriber ();
    CHECK (zmq_send (first, "\2hello", 6, 0) == 6);
    CHECK (zmq_send (first, "\1a", 2, 0) == 2);
    get_int (xpub, ZMQ_EVENTS);
    CHECK (zmq_send (second, "\1b", 2, 0) == 2);
    get_int (xpub, ZMQ_EVENTS);
    expect (xpub, "\2hello");
    expect (xpub, "\1a");
    CHECK (zmq_setsockopt (xpub, ZMQ_SUBSCRIBE, "a", 1) == 0);
    expect (xpub, "\1b");
    CHECK (zmq_setsockopt (xpub, ZMQ_SUBSCRIBE, "b", 1) == 0);
    CHECK (zmq_send (xpub, "b", 1, 0) == 1);
    CHECK (zmq_send (xpub, "a", 1, 0) == 1);
    set_int (first, ZMQ_RCVTIMEO, 60000);
    set_int (second, ZMQ_RCVTIMEO, 60000);
    expect (first, "a");
    expect (second, "b");
    end (first, second);
}

static long resident_kib (void)
{
    long pages = 0;
    FILE *const file = fopen ("/proc/self/statm", "r");
    CHECK (file && fscanf (file, "%*d %ld", &pages) == 1);
    fclose (file);
    return pages * (sysconf (_SC_PAGESIZE) / 1024);
}

/* What an XSUB sends to several is shared by them, and given back by the last one. */
static void message_for_many (void)
{
    static char body[1000];
    context = zmq_ctx_new ();
    void *const one = new_socket (context, ZMQ_XPUB), *const other = new_socket (context, ZMQ_XPUB);
    void *const xsub = new_socket (context, ZMQ_XSUB);
    CHECK (zmq_bind (xsub, "inproc://many") == 0);
    CHECK (zmq_connect (one, "inproc://many") == 0 && zmq_connect (other, "inproc://many") == 0);
    long before = 0;
    body[0] = 2;
    for (int i = 0; i < 60000; i++) {
        if (i == 10000)
            before = resident_kib ();
        CHECK (zmq_send (xsub, body, sizeof body, 0) == sizeof body);
        CHECK (zmq_recv (one, NULL, 0, 0) == sizeof body);
        CHECK (zmq_recv (other, NULL, 0, 0) == sizeof body);
    }
    CHECK (resident_kib () - before < 20000);
    CHECK (zmq_close (xsub) == 0 && zmq_close (one) == 0 && zmq_close (other) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (subscriber_left);
    IN_CHILD (message_comes_first);
    IN_CHILD (message_for_many);
    return 0;
}
