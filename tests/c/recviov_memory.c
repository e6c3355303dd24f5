/* zmq_recviov without memory for a frame: is the frame's memory given back? */
#include "scarce.h"

#include <sys/uio.h>

int zmq_recviov (void *socket, struct iovec *parts, size_t *count, int flags);

enum
{
    mebibyte = 1 << 20,
    size = 64 * mebibyte
};

static long virtual_memory (void)
{
    FILE *const file = fopen ("/proc/self/statm", "r");
    long pages;
    if (file == NULL || fscanf (file, "%ld", &pages) != 1)
        _exit (0); /* no way to see it here */
    fclose (file);
    return pages * sysconf (_SC_PAGESIZE);
}

static void frame_too_large (void)
{
    void *const context = zmq_ctx_new ();
    void *const pull = new_socket (context, ZMQ_PULL);
    CHECK (zmq_bind (pull, "inproc://pull") == 0);
    void *const push = new_socket (context, ZMQ_PUSH);
    CHECK (zmq_connect (push, "inproc://pull") == 0);
    zmq_msg_t message;
    CHECK (zmq_msg_init_size (&message, size) == 0);
    CHECK (zmq_msg_send (&message, push, 0) == size);

    const long before = virtual_memory ();
    const struct rlimit limit = {before + mebibyte, before + mebibyte};
    CHECK (setrlimit (RLIMIT_AS, &limit) == 0);
    struct iovec parts[1];
    size_t count = 1;
    CHECK_ERRNO (zmq_recviov (pull, parts, &count, 0), ENOMEM);
    CHECK (virtual_memory () < before - size / 2);
    CHECK (zmq_close (push) == 0);
    CHECK (zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
}

int main (void)
{
    IN_CHILD (frame_too_large);
    return 0;
}
