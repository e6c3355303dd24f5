/* A context takes no descriptor: can it be had, set up and ended without one, and does it leave nothing behind? */
#include "scarce.h"

/* OpenPGM's, where libzmq is linked with it: is it initialised? */
__attribute__ ((weak)) int pgm_supported (void);

static void init_sets_its_threads (void)
{
    leave_descriptors_for_now (0);
    void *const context = zmq_init (3);
    CHECK (context != NULL);
    CHECK (zmq_ctx_get (context, ZMQ_IO_THREADS) == 3);
    CHECK (zmq_ctx_term (context) == 0);
    restore_descriptors ();
}

static void nothing_stays_behind (void)
{
    void *const context = zmq_ctx_new ();
    leave_descriptors_for_now (0);
    void *const another = zmq_ctx_new ();
    CHECK (another != NULL);
    CHECK (zmq_ctx_term (another) == 0);
    restore_descriptors ();
    CHECK (!pgm_supported || pgm_supported ());
    CHECK (zmq_ctx_term (context) == 0);
    CHECK (!pgm_supported || !pgm_supported ());
}

int main (void)
{
    IN_CHILD (init_sets_its_threads);
    IN_CHILD (nothing_stays_behind);
    return 0;
}
