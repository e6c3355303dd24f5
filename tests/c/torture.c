/* Does anything that several threads do to one context, in any order, abort, race or hang?

   usage: torture [SEED [SECONDS [THREADS]]]
   Each thread makes sockets of every type and gives them options, endpoints, messages, monitors and pollers as chance has it; sockets
   go from thread to thread; thread-safe ones are used by all at once; strangers send garbage to what listens; then the context is
   terminated in the middle of it all, and another begins. The program says its seed; the same seed gives each thread the same choices. */
#include "check.h"

#include <netinet/in.h>
#include <pthread.h>
#include <stdint.h>
#include <sys/socket.h>
#include <time.h>

enum
{
    OWN = 6,
    POOL = 8,
    SHARED = 4,
    NAMES = 6,
    MOST_THREADS = 8,
    LONGEST_MESSAGE = 70000,
    ROUND_MS = 400
};

typedef struct
{
    void *socket, *monitor;
    int type;
    char endpoint[128];
} own_t;

typedef struct
{
    uint64_t random;
    void *context;
    own_t own[OWN];
    int over;
} worker_t;

/* What threads hand to each other. */
static pthread_mutex_t pool_lock = PTHREAD_MUTEX_INITIALIZER;
static own_t pool[POOL];
static char addresses[NAMES][128];
static void *shared[SHARED];
static int shared_type[SHARED];
static char filler[LONGEST_MESSAGE];

static unsigned draw (worker_t *w, unsigned below)
{
    w->random ^= w->random << 13;
    w->random ^= w->random >> 7;
    w->random ^= w->random << 17;
    return (unsigned) ((w->random >> 20) % below);
}

/* After this the thread closes what it has. */
static void look (worker_t *w, int rc)
{
    if (rc == -1 && errno == ETERM)
        w->over = 1;
}

static void set (worker_t *w, void *socket, int option, int value)
{
    look (w, zmq_setsockopt (socket, option, &value, sizeof value));
}

static const int types[] = {
  ZMQ_PAIR, ZMQ_PUB,  ZMQ_SUB,  ZMQ_REQ,  ZMQ_REP,    ZMQ_DEALER,
  ZMQ_ROUTER, ZMQ_PULL, ZMQ_PUSH, ZMQ_XPUB, ZMQ_XSUB, ZMQ_STREAM,
#ifdef ZMQ_BUILD_DRAFT_API
  ZMQ_GATHER, ZMQ_SCATTER, ZMQ_PEER, ZMQ_CHANNEL, ZMQ_SERVER, ZMQ_CLIENT, ZMQ_RADIO, ZMQ_DISH,
#endif
};

/* Options that may be set at any time, with values that make things happen. */
static void set_any (worker_t *w, void *socket)
{
    static const struct
    {
        int option, low, high;
    } options[] = {
      {ZMQ_SNDHWM, 0, 20},          {ZMQ_RCVHWM, 0, 20},           {ZMQ_LINGER, 0, 5},
      {ZMQ_IMMEDIATE, 0, 1},        {ZMQ_CONFLATE, 0, 1},          {ZMQ_PROBE_ROUTER, 0, 1},
      {ZMQ_ROUTER_MANDATORY, 0, 1}, {ZMQ_ROUTER_HANDOVER, 0, 1},   {ZMQ_REQ_RELAXED, 0, 1},
      {ZMQ_REQ_CORRELATE, 0, 1},    {ZMQ_XPUB_VERBOSE, 0, 1},      {ZMQ_XPUB_NODROP, 0, 1},
      {ZMQ_XPUB_MANUAL, 0, 1},      {ZMQ_INVERT_MATCHING, 0, 1},   {ZMQ_HEARTBEAT_IVL, 0, 10},
      {ZMQ_HEARTBEAT_TIMEOUT, 5, 30}, {ZMQ_HANDSHAKE_IVL, 5, 200}, {ZMQ_RECONNECT_IVL, 1, 10},
      {ZMQ_RECONNECT_IVL_MAX, 0, 20}, {ZMQ_CONNECT_TIMEOUT, 0, 20}, {ZMQ_SNDBUF, 2000, 20000},
      {ZMQ_RCVBUF, 2000, 20000},    {ZMQ_STREAM_NOTIFY, 0, 1},     {ZMQ_IPV6, 0, 1},
      {ZMQ_TCP_KEEPALIVE, -1, 1},   {ZMQ_BACKLOG, 1, 10},
#ifdef ZMQ_BUILD_DRAFT_API
      {ZMQ_RECONNECT_STOP, 0, 3},
#endif
    };
    const unsigned i = draw (w, sizeof options / sizeof options[0]);
    set (w, socket, options[i].option,
         options[i].low + (int) draw (w, (unsigned) (options[i].high - options[i].low) + 1));
}

static void get_any (worker_t *w, void *socket)
{
    static const int options[] = {ZMQ_EVENTS, ZMQ_LAST_ENDPOINT, ZMQ_RCVMORE, ZMQ_FD, ZMQ_SNDHWM, ZMQ_MECHANISM, ZMQ_TYPE};
    char value[256];
    size_t size = sizeof value;
    look (w, zmq_getsockopt (socket, options[draw (w, sizeof options / sizeof options[0])], value, &size));
}

static void *make (worker_t *w, int type)
{
    void *const socket = zmq_socket (w->context, type);
    if (!socket) {
        look (w, -1);
        return NULL;
    }
    set (w, socket, ZMQ_LINGER, (int) draw (w, 3));
    set (w, socket, ZMQ_SNDTIMEO, (int) draw (w, 3));
    set (w, socket, ZMQ_RCVTIMEO, (int) draw (w, 3));
    for (unsigned i = draw (w, 6); i; --i)
        set_any (w, socket);
    if (type == ZMQ_SUB && draw (w, 2))
        zmq_setsockopt (socket, ZMQ_SUBSCRIBE, filler, draw (w, 3));
    if (draw (w, 4) == 0)
        zmq_setsockopt (socket, ZMQ_ROUTING_ID, "abcd", 1 + draw (w, 4));
#ifdef ZMQ_BUILD_DRAFT_API
    if (draw (w, 6) == 0)
        zmq_setsockopt (socket, ZMQ_HELLO_MSG, "hello", 5);
    if (draw (w, 6) == 0)
        zmq_setsockopt (socket, ZMQ_DISCONNECT_MSG, "gone", 4);
    if (draw (w, 6) == 0)
        zmq_setsockopt (socket, ZMQ_HICCUP_MSG, "hiccup", 6);
    if (type == ZMQ_DISH)
        zmq_join (socket, draw (w, 2) ? "g" : "a group with a long name");
#endif
    return socket;
}

static void address (worker_t *w, char *text, size_t size, int to_bind)
{
    switch (draw (w, 5)) {
        case 0:
            snprintf (text, size, "ipc://torture-%u", draw (w, 3));
            break;
        case 1:
            if (to_bind) {
                snprintf (text, size, "tcp://127.0.0.1:*");
                break;
            }
            pthread_mutex_lock (&pool_lock);
            snprintf (text, size, "%s", addresses[draw (w, NAMES)]);
            pthread_mutex_unlock (&pool_lock);
            break;
#ifdef ZMQ_BUILD_DRAFT_API
        case 2:
            if (to_bind) {
                snprintf (text, size, "ws://127.0.0.1:*/path");
                break;
            }
            snprintf (text, size, "inproc://d");
            break;
#endif
        default:
            snprintf (text, size, "inproc://%c", 'a' + (int) draw (w, 3));
    }
}

static void attach (worker_t *w, own_t *own)
{
    char text[128];
    const int to_bind = draw (w, 2) == 0;
    address (w, text, sizeof text, to_bind);
    const int rc = to_bind ? zmq_bind (own->socket, text) : zmq_connect (own->socket, text);
    look (w, rc);
    if (rc != 0)
        return;
    size_t size = sizeof own->endpoint;
    if (zmq_getsockopt (own->socket, ZMQ_LAST_ENDPOINT, own->endpoint, &size) != 0)
        own->endpoint[0] = 0;
    if (to_bind && !strncmp (text, "inproc", 6) == 0 && own->endpoint[0]) {
        pthread_mutex_lock (&pool_lock);
        memcpy (addresses[draw (w, NAMES)], own->endpoint, sizeof own->endpoint);
        pthread_mutex_unlock (&pool_lock);
    }
}

static void detach (worker_t *w, own_t *own)
{
    if (own->endpoint[0] == 0)
        return;
    look (w, draw (w, 2) ? zmq_unbind (own->socket, own->endpoint) : zmq_disconnect (own->socket, own->endpoint));
}

static void send_some (worker_t *w, void *socket, int type)
{
    for (unsigned n = draw (w, 12); n && !w->over; --n) {
        static const unsigned sizes[] = {1, 40, 300, 9000, LONGEST_MESSAGE};
        const size_t size = draw (w, sizes[draw (w, 5)]);
        zmq_msg_t message;
        CHECK (zmq_msg_init_size (&message, size) == 0);
        memcpy (zmq_msg_data (&message), filler, size);
#ifdef ZMQ_BUILD_DRAFT_API
        if (type == ZMQ_RADIO)
            zmq_msg_set_group (&message, draw (w, 2) ? "g" : "a group with a long name");
        if (type == ZMQ_SERVER || type == ZMQ_PEER)
            zmq_msg_set_routing_id (&message, draw (w, 5) + 1);
#else
        (void) type;
#endif
        const int rc =
          zmq_msg_send (&message, socket, (draw (w, 3) ? ZMQ_DONTWAIT : 0) | (draw (w, 3) ? 0 : ZMQ_SNDMORE));
        look (w, rc);
        if (rc == -1)
            zmq_msg_close (&message);
    }
}

static void receive_some (worker_t *w, void *socket)
{
    for (unsigned n = draw (w, 20); n && !w->over; --n) {
        zmq_msg_t message;
        zmq_msg_init (&message);
        const int rc = zmq_msg_recv (&message, socket, draw (w, 3) ? ZMQ_DONTWAIT : 0);
        look (w, rc);
        if (rc > 0) {
            volatile char last = ((char *) zmq_msg_data (&message))[rc - 1];
            (void) last;
            zmq_msg_gets (&message, "Peer-Address");
            /* Back to where it came from, or on to where chance wills. */
            if (draw (w, 3) == 0 && zmq_msg_send (&message, socket, ZMQ_DONTWAIT) >= 0)
                continue;
        }
        zmq_msg_close (&message);
    }
}

static void watch (worker_t *w, own_t *own)
{
    char name[32];
    if (own->monitor) {
        receive_some (w, own->monitor);
        if (draw (w, 2))
            return;
        if (draw (w, 2))
            look (w, zmq_socket_monitor (own->socket, NULL, 0));
        zmq_close (own->monitor);
        own->monitor = NULL;
        return;
    }
    snprintf (name, sizeof name, "inproc://monitor-%u", draw (w, 1000000));
    if (zmq_socket_monitor (own->socket, name, ZMQ_EVENT_ALL) != 0) {
        look (w, -1);
        return;
    }
    own->monitor = zmq_socket (w->context, ZMQ_PAIR);
    if (own->monitor) {
        set (w, own->monitor, ZMQ_LINGER, 0);
        set (w, own->monitor, ZMQ_RCVTIMEO, 1);
        look (w, zmq_connect (own->monitor, name));
    }
}

static void poll_own (worker_t *w)
{
    zmq_pollitem_t items[OWN];
    int count = 0;
    for (int i = 0; i < OWN; ++i)
        if (w->own[i].socket) {
            memset (&items[count], 0, sizeof items[count]);
            items[count].socket = w->own[i].socket;
            items[count++].events = (short) (draw (w, 3) + 1);
        }
    look (w, zmq_poll (items, count, draw (w, 3)));
}

static void close_own (own_t *own)
{
    if (own->monitor)
        CHECK (zmq_close (own->monitor) == 0);
    if (own->socket)
        CHECK (zmq_close (own->socket) == 0);
    memset (own, 0, sizeof *own);
}

static void swap_with_pool (worker_t *w, own_t *own)
{
    pthread_mutex_lock (&pool_lock);
    own_t *const other = &pool[draw (w, POOL)];
    const own_t mine = *own;
    *own = *other;
    *other = mine;
    pthread_mutex_unlock (&pool_lock);
}

/* Somebody who does not speak the protocol, or stops in the middle of it. */
static void visit (worker_t *w)
{
    static const unsigned char greeting[64] = {0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0, 'N', 'U', 'L', 'L'};
    char text[128];
    unsigned port = 0;
    pthread_mutex_lock (&pool_lock);
    memcpy (text, addresses[draw (w, NAMES)], sizeof text);
    pthread_mutex_unlock (&pool_lock);
    if (sscanf (text, "%*[^:]://127.0.0.1:%u", &port) != 1)
        return;
    const int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK (fd != -1);
    struct sockaddr_in to;
    memset (&to, 0, sizeof to);
    to.sin_family = AF_INET;
    to.sin_port = htons ((uint16_t) port);
    to.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    unsigned char bytes[256];
    for (size_t i = 0; i < sizeof bytes; ++i)
        bytes[i] = (unsigned char) draw (w, 256);
    if (draw (w, 2))
        memcpy (bytes, greeting, sizeof greeting);
    if (connect (fd, (struct sockaddr *) &to, sizeof to) == 0)
        (void) !send (fd, bytes, draw (w, sizeof bytes), MSG_NOSIGNAL);
    close (fd);
}

static void use_shared (worker_t *w)
{
#ifdef ZMQ_BUILD_DRAFT_API
    const unsigned i = draw (w, SHARED);
    char text[128];
    switch (draw (w, 6)) {
        case 0:
            address (w, text, sizeof text, 1);
            look (w, zmq_bind (shared[i], text));
            break;
        case 1:
            address (w, text, sizeof text, 0);
            look (w, zmq_connect (shared[i], text));
            break;
        case 2:
            set (w, shared[i], ZMQ_SNDHWM, (int) draw (w, 10));
            break;
        case 3:
            send_some (w, shared[i], shared_type[i]);
            break;
        default:
            receive_some (w, shared[i]);
    }
#else
    (void) w;
#endif
}

static void act (worker_t *w)
{
    own_t *const own = &w->own[draw (w, OWN)];
    const unsigned what = draw (w, 100);
    if (what < 6)
        visit (w);
    else if (what < 14)
        use_shared (w);
    else if (what < 18)
        poll_own (w);
    else if (what < 24)
        swap_with_pool (w, own);
    else if (!own->socket) {
        own->type = types[draw (w, sizeof types / sizeof types[0])];
        own->socket = make (w, own->type);
        if (own->socket)
            attach (w, own);
    } else if (what < 28)
        close_own (own);
    else if (what < 36)
        attach (w, own);
    else if (what < 42)
        detach (w, own);
    else if (what < 46)
        watch (w, own);
    else if (what < 52)
        set_any (w, own->socket);
    else if (what < 56)
        get_any (w, own->socket);
    else if (what < 78)
        send_some (w, own->socket, own->type);
    else
        receive_some (w, own->socket);
}

static void *work (void *argument)
{
    worker_t *const w = argument;
    while (!w->over)
        act (w);
    for (int i = 0; i < OWN; ++i)
        close_own (&w->own[i]);
    return NULL;
}

static void run_round (uint64_t seed, unsigned threads)
{
    static worker_t workers[MOST_THREADS];
    pthread_t ids[MOST_THREADS];
    void *const context = zmq_ctx_new ();
    CHECK (context);
    CHECK (zmq_ctx_set (context, ZMQ_IO_THREADS, 1 + (int) (seed % 2)) == 0);
    memset (addresses, 0, sizeof addresses);
#ifdef ZMQ_BUILD_DRAFT_API
    static const int safe[] = {ZMQ_CLIENT, ZMQ_SERVER, ZMQ_RADIO, ZMQ_DISH, ZMQ_PEER, ZMQ_CHANNEL, ZMQ_GATHER, ZMQ_SCATTER};
    for (unsigned i = 0; i < SHARED; ++i) {
        shared_type[i] = safe[(seed + i) % 8];
        shared[i] = new_socket (context, shared_type[i]);
        set_int (shared[i], ZMQ_LINGER, 0);
        set_int (shared[i], ZMQ_SNDTIMEO, 1);
        set_int (shared[i], ZMQ_RCVTIMEO, 1);
    }
#endif
    for (unsigned i = 0; i < threads; ++i) {
        memset (&workers[i], 0, sizeof workers[i]);
        workers[i].random = (seed + i + 1) * 0x9e3779b97f4a7c15u;
        workers[i].context = context;
        CHECK (pthread_create (&ids[i], NULL, work, &workers[i]) == 0);
    }
    pass (ROUND_MS);
    CHECK (zmq_ctx_shutdown (context) == 0);
    for (unsigned i = 0; i < threads; ++i)
        CHECK (pthread_join (ids[i], NULL) == 0);
    for (int i = 0; i < POOL; ++i)
        close_own (&pool[i]);
    for (int i = 0; i < SHARED; ++i)
        if (shared[i]) {
            CHECK (zmq_close (shared[i]) == 0);
            shared[i] = NULL;
        }
    CHECK (zmq_ctx_term (context) == 0);
}

int main (int count, char **arguments)
{
    const uint64_t seed = count > 1 ? strtoull (arguments[1], NULL, 10) : (uint64_t) time (NULL);
    const long seconds = count > 2 ? strtol (arguments[2], NULL, 10) : 3;
    const long threads = count > 3 ? strtol (arguments[3], NULL, 10) : 4;
    CHECK (threads > 0 && threads <= MOST_THREADS);
    const time_t end = time (NULL) + seconds;
    uint64_t round = 0;
    watchdog ((unsigned) seconds + 60);
    do {
        printf ("torture: seed %llu, %ld threads\n", (unsigned long long) (seed + round), threads);
        fflush (stdout);
        run_round (seed + round++, (unsigned) threads);
    } while (time (NULL) < end);
    return 0;
}
