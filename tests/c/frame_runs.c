/* Frames of every kind in a row, cut anywhere: do those come out that went in, on the socket and on the wire? Stock does it, too:
   what is asked for here is that nothing depends on which frames come together. */
#include "scarce.h"
#include "zmtp.h"

#include <netinet/tcp.h>
#include <pthread.h>

enum
{
    MORE = 1,
    LONG = 2,
    COMMAND = 4,
    RESERVED = 0x88, /* bits without a meaning, which are overlooked */
    MOST = 200,
    BYTES = 4 << 20
};

/* A stream, and what is to come out of it. */
struct stream {
    unsigned char *bytes;
    size_t size;
    size_t frames;
    struct {
        size_t body, size, end;
        int more;
    } messages[MOST];
    size_t pings;
};

static unsigned long random_state = 88172645463325252ul;

static size_t below (size_t limit)
{
    random_state ^= random_state << 13;
    random_state ^= random_state >> 7;
    random_state ^= random_state << 17;
    return random_state % limit;
}

static void start (struct stream *stream)
{
    memset (stream, 0, sizeof *stream);
    CHECK ((stream->bytes = malloc (BYTES)) != NULL);
}

static void put (struct stream *stream, unsigned char flags, const void *body, size_t size)
{
    unsigned char *at = stream->bytes + stream->size;
    CHECK (stream->size + 9 + size <= BYTES);
    *at++ = flags;
    for (int shift = flags & LONG ? 56 : 0; shift >= 0; shift -= 8)
        *at++ = (unsigned char) ((unsigned long long) size >> shift);
    if (body)
        memcpy (at, body, size);
    else
        for (size_t i = 0; i < size; i++)
            at[i] = (unsigned char) (i * 7 + size + stream->frames);
    if (!(flags & COMMAND)) {
        CHECK (stream->frames < MOST);
        stream->messages[stream->frames].body = at - stream->bytes;
        stream->messages[stream->frames].size = size;
        stream->messages[stream->frames].end = at + size - stream->bytes;
        stream->messages[stream->frames].more = flags & MORE;
        stream->frames++;
    }
    stream->size = at + size - stream->bytes;
}

static void put_ping (struct stream *stream)
{
    put (stream, COMMAND, "\4PING\0\0ab", 9);
    stream->pings++;
}

/* The next frames that end before `until` in the stream; all frames of a message come at once. */
static size_t receive (void *socket, const struct stream *stream, size_t frame, size_t until)
{
    size_t whole = frame;
    for (size_t i = frame; i < stream->frames && stream->messages[i].end <= until; i++)
        if (!stream->messages[i].more)
            whole = i + 1;
    for (; frame < whole; frame++) {
        zmq_msg_t message;
        CHECK (zmq_msg_init (&message) == 0);
        CHECK (zmq_msg_recv (&message, socket, 0) == (int) stream->messages[frame].size);
        CHECK (memcmp (zmq_msg_data (&message), stream->bytes + stream->messages[frame].body, zmq_msg_size (&message)) == 0);
        CHECK (zmq_msg_more (&message) == stream->messages[frame].more);
        CHECK (frame % 5 != 0 || strcmp (zmq_msg_gets (&message, "Peer-Address"), "127.0.0.1") == 0);
        CHECK (zmq_msg_close (&message) == 0);
    }
    return frame;
}

static void *pull_from (void *context, int mark, int limit, int *peer)
{
    void *const pull = new_socket (context, ZMQ_PULL);
    char endpoint[64];
    const int64_t largest = limit;
    set_int (pull, ZMQ_RCVHWM, mark);
    set_int (pull, ZMQ_RCVTIMEO, 60000);
    CHECK (zmq_setsockopt (pull, ZMQ_MAXMSGSIZE, &largest, sizeof largest) == 0);
    bind_any (pull, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
    *peer = connect_as ("PUSH", endpoint);
    const int at_once = 1;
    CHECK (setsockopt (*peer, IPPROTO_TCP, TCP_NODELAY, &at_once, sizeof at_once) == 0);
    return pull;
}

static void end (void *context, void *socket, int peer)
{
    set_int (socket, ZMQ_LINGER, 0);
    CHECK (close (peer) == 0);
    CHECK (zmq_close (socket) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

static void receive_pongs (int peer, size_t number)
{
    unsigned char pong[9];
    while (number-- > 0) {
        receive_exactly (peer, pong, sizeof pong);
        CHECK (memcmp (pong, "\4\7\4PONGab", sizeof pong) == 0);
    }
}

static void put_every_kind (struct stream *stream)
{
    static const size_t sizes[] = {8, 0, 1, 2, 31, 32, 33, 34, 35, 64, 9, 127, 255};
    start (stream);
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        put (stream, i % 4 == 1 || i % 4 == 2 ? MORE : 0, NULL, sizes[i]);
    put_ping (stream);
    put (stream, LONG, NULL, 5);
    put (stream, LONG | MORE, NULL, 0);
    put (stream, LONG, NULL, 256);
    put (stream, COMMAND, "\3FOO", 4);
    put (stream, RESERVED | MORE, NULL, 20);
    put (stream, RESERVED, NULL, 40);
    put_ping (stream);
    put_ping (stream);
    put (stream, 0, NULL, 3);
}

/* The next place to cut: every byte of the headers, and of the bodies the first and the last ones. */
static size_t next_cut (const struct stream *stream, size_t cut)
{
    for (size_t i = 0; i < stream->frames; i++) {
        const size_t begin = stream->messages[i].body, end = stream->messages[i].end;
        if (cut > begin + 2 && cut + 2 < end)
            return end - 2;
    }
    return cut + 1;
}

static void every_cut (void)
{
    struct stream stream;
    put_every_kind (&stream);
    static const int marks[] = {1000, 3, 0};
    for (int m = 0; m < 3; m++) {
        void *const context = zmq_ctx_new ();
        int peer;
        void *const pull = pull_from (context, marks[m], -1, &peer);
        for (size_t cut = 0; cut <= stream.size; cut = next_cut (&stream, cut)) {
            send_exactly (peer, stream.bytes, cut);
            const size_t frame = receive (pull, &stream, 0, cut);
            send_exactly (peer, stream.bytes + cut, stream.size - cut);
            CHECK (receive (pull, &stream, frame, stream.size) == stream.frames);
            receive_pongs (peer, stream.pings);
        }
        end (context, pull, peer);
    }
    free (stream.bytes);
}

struct sending {
    int peer;
    const struct stream *stream;
};

static void *send_in_pieces (void *argument)
{
    const struct sending *const sending = argument;
    const struct stream *const stream = sending->stream;
    for (size_t at = 0; at < stream->size;) {
        const size_t left = stream->size - at, wanted = 1 + below (below (3) ? 50 : 100000);
        const size_t piece = left < wanted ? left : wanted;
        send_exactly (sending->peer, stream->bytes + at, piece);
        at += piece;
    }
    return NULL;
}

static size_t any_size (void)
{
    static const size_t limits[] = {3, 36, 70, 300, 300, 36, 9000, 70000};
    return below (30) ? below (limits[below (8)]) : 500000 + below (50000);
}

static void any_run (void)
{
    static const int marks[] = {1000, 1, 2, 7, 0};
    for (int round = 0; round < 25; round++) {
        struct stream stream;
        start (&stream);
        for (int i = 0; i < MOST && stream.size < BYTES / 2; i++)
            if (below (15) == 0)
                put_ping (&stream);
            else {
                const size_t size = any_size ();
                put (&stream, (below (4) ? 0 : MORE) | (size > 255 || !below (20) ? LONG : 0) | (below (40) ? 0 : RESERVED), NULL, size);
            }
        if (stream.frames < MOST)
            put (&stream, 0, NULL, 1);
        stream.messages[stream.frames - 1].more = 0;
        stream.bytes[stream.messages[stream.frames - 1].body - (stream.messages[stream.frames - 1].size > 255 ? 9 : 2)] &= (unsigned char) ~MORE;
        void *const context = zmq_ctx_new ();
        int peer;
        void *const pull = pull_from (context, marks[round % 5], -1, &peer);
        struct sending sending = {peer, &stream};
        pthread_t thread;
        CHECK (pthread_create (&thread, NULL, send_in_pieces, &sending) == 0);
        CHECK (receive (pull, &stream, 0, stream.size) == stream.frames);
        CHECK (pthread_join (thread, NULL) == 0);
        receive_pongs (peer, stream.pings);
        end (context, pull, peer);
        free (stream.bytes);
    }
}

/* Those before it are received, and the connection is closed. */
static void too_large (void)
{
    for (int kind = 0; kind < 4; kind++) {
        struct stream stream;
        start (&stream);
        for (int i = 0; i < 20; i++)
            put (&stream, 0, NULL, i * 5);
        const size_t frames = stream.frames, size = stream.size;
        put (&stream, kind == 0 ? 0 : LONG, NULL, kind == 0 ? 101 : 300);
        if (kind > 1)
            memcpy (stream.bytes + size + 1, kind == 2 ? "\x80\0\0\0\0\0\0\0" : "\xff\xff\xff\xff\xff\xff\xff\xff", 8);
        put (&stream, 0, NULL, 4);
        void *const context = zmq_ctx_new ();
        int peer;
        void *const pull = pull_from (context, 1000, 100, &peer);
        send_exactly (peer, stream.bytes, stream.size);
        CHECK (receive (pull, &stream, 0, size) == frames);
        char byte;
        CHECK (recv (peer, &byte, 1, 0) <= 0);
        set_int (pull, ZMQ_RCVTIMEO, 0);
        CHECK_ERRNO (zmq_recv (pull, &byte, 1, 0), EAGAIN);
        end (context, pull, peer);
        free (stream.bytes);
    }
}

/* What a socket writes, byte for byte, also what it has to write when it is closed. */
static void on_the_wire (void)
{
    static const int marks[] = {1000, 1, 3, 0};
    for (int round = 0; round < 25; round++) {
        struct stream stream;
        start (&stream);
        while (stream.frames < MOST - 1 && stream.size < BYTES / 2) {
            const size_t size = any_size ();
            put (&stream, (below (4) ? 0 : MORE) | (size > 255 ? LONG : 0), NULL, size);
        }
        put (&stream, 0, NULL, below (40));
        void *const context = zmq_ctx_new ();
        void *const push = new_socket (context, ZMQ_PUSH);
        char endpoint[64];
        set_int (push, ZMQ_SNDHWM, marks[round % 4]);
        set_int (push, ZMQ_SNDTIMEO, 60000);
        bind_any (push, "tcp://127.0.0.1:*", endpoint, sizeof endpoint);
        const int peer = connect_as ("PULL", endpoint);
        unsigned char *const wire = malloc (stream.size);
        CHECK (wire != NULL);
        size_t taken = 0;
        for (size_t i = 0; i < stream.frames; i++) {
            zmq_msg_t message;
            CHECK (zmq_msg_init_size (&message, stream.messages[i].size) == 0);
            memcpy (zmq_msg_data (&message), stream.bytes + stream.messages[i].body, stream.messages[i].size);
            zmq_msg_t copy;
            CHECK (zmq_msg_init (&copy) == 0 && zmq_msg_copy (&copy, &message) == 0);
            CHECK (zmq_msg_send (i % 3 ? &message : &copy, push, stream.messages[i].more ? ZMQ_SNDMORE : 0) != -1);
            CHECK (zmq_msg_close (&message) == 0 && zmq_msg_close (&copy) == 0);
            /* One that waits for room must not wait for ever. */
            while (taken < stream.size) {
                const ssize_t some = recv (peer, wire + taken, stream.size - taken, MSG_DONTWAIT);
                if (some <= 0)
                    break;
                taken += some;
            }
        }
        set_int (push, ZMQ_LINGER, -1);
        CHECK (zmq_close (push) == 0);
        receive_exactly (peer, wire + taken, stream.size - taken);
        CHECK (memcmp (wire, stream.bytes, stream.size) == 0);
        CHECK (recv (peer, wire, 1, 0) == 0);
        CHECK (close (peer) == 0);
        CHECK (zmq_ctx_term (context) == 0);
        free (wire);
        free (stream.bytes);
    }
}

int main (void)
{
    IN_CHILD (every_cut);
    IN_CHILD (any_run);
    IN_CHILD (too_large);
    IN_CHILD (on_the_wire);
    return 0;
}
