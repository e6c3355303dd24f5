/* Sending and receiving many messages in a call, by the functions of zmqx.h. Only our library has them, so they are looked up when
   the program runs. */
#include "bench.h"

#include <dlfcn.h>
#include <zmqx.h>

enum { BATCH = 256 };

static void *look_up (const char *name_)
{
    void *found = dlsym (RTLD_DEFAULT, name_);
    if (!found) {
        fprintf (stderr, "not supported: this libzmq has no %s\n", name_);
        exit (UNSUPPORTED);
    }
    return found;
}

int goes (const char *way_)
{
    const char *way = getenv ("BENCH_WAY");
    return way && strcmp (way, way_) == 0;
}

void send_all_in_batches (void *socket_, const struct arguments *arguments_)
{
    int (*send_batch) (void *, zmq_msg_t *, size_t, int);
    *(void **) &send_batch = look_up ("zmqx_send_batch");
    unsigned char *buffer = calloc (1, arguments_->size);
    need (buffer);
    zmq_msg_t messages[BATCH];
    uint64_t number = 1;
    while (number <= arguments_->count) {
        size_t filled = 0;
        for (; filled < BATCH && number <= arguments_->count; ++number) {
            if (number == arguments_->lose)
                continue;
            memcpy (buffer, &number, sizeof number);
            need (zmq_msg_init_size (&messages[filled], arguments_->size) == 0);
            memcpy (zmq_msg_data (&messages[filled]), buffer, arguments_->size);
            ++filled;
        }
        need (filled == 0 || send_batch (socket_, messages, filled, 0) == (int) filled);
    }
    free (buffer);
}

void receive_batch (void *socket_, struct check *check_)
{
    static int (*recv_batch) (void *, zmq_msg_t *, size_t, int);
    if (!recv_batch)
        *(void **) &recv_batch = look_up ("zmqx_recv_batch");
    zmq_msg_t messages[BATCH];
    const int received = recv_batch (socket_, messages, BATCH, ZMQX_INIT);
    need (received > 0);
    for (int index = 0; index < received; ++index) {
        take (check_, zmq_msg_data (&messages[index]), zmq_msg_size (&messages[index]));
        zmq_msg_close (&messages[index]);
    }
}
