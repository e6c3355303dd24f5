/* Without a descriptor for it a context cannot be had: is that the error, and nothing else? */
#include "scarce.h"

/* OpenPGM's, where libzmq is linked with it: is it initialised? */
__attribute__ ((weak)) int pgm_supported (void);

static void new_says_why (void)
{
    leave_descriptors_for_now (0);
    CHECK (zmq_ctx_new () == NULL);
    CHECK (errno == EMFILE);
    restore_descriptors ();
    void *const context = zmq_ctx_new ();
    CHECK (context != NULL);
    CHECK (zmq_ctx_term (context) == 0);
}

static void init_says_why (void)
{
    leave_descriptors_for_now (0);
    CHECK (zmq_init (1) == NULL);
    CHECK (errno == EMFILE);
    restore_descriptors ();
    void *const context = zmq_init (3);
    CHECK (zmq_ctx_get (context, ZMQ_IO_THREADS) == 3);
    CHECK (zmq_ctx_term (context) == 0);
}

static void nothing_stays_behind (void)
{
    void *const context = zmq_ctx_new ();
    leave_descriptors_for_now (0);
    CHECK (zmq_ctx_new () == NULL);
    restore_descriptors ();
    CHECK (!pgm_supported || pgm_supported ());
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (!pgm_supported || !pgm_supported ());
}

int main (void)
{
    IN_CHILD (new_says_why);
    IN_CHILD (init_says_why);
    IN_CHILD (nothing_stays_behind);
    return 0;
}
