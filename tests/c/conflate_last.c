/* A conflated socket keeps the last message: does it arrive also when the receiver looks at the very moment it is sent? */
#include "check.h"

#include <pthread.h>
#include <sched.h>

enum
{
    ROUNDS = 300,
    BURST = 20,
    /* Too large to be held in the message itself: what is lost then is a leak too. */
    SIZE = 100
};

static int seen = -1;

static void *send_all (void *socket)
{
    for (int round = 0; round < ROUNDS; round++) {
        char body[SIZE] = {0};
        for (int count = 0; count < BURST; count++) {
            const int number = round * BURST + count;
            memcpy (body, &number, sizeof number);
            CHECK (zmq_send (socket, body, SIZE, 0) == SIZE);
        }
        while (__atomic_load_n (&seen, __ATOMIC_ACQUIRE) != round)
            sched_yield ();
    }
    return NULL;
}

int main (void)
{
    watchdog (60);
    void *const context = zmq_ctx_new ();
    void *const push = new_socket (context, ZMQ_PUSH);
    void *const pull = new_socket (context, ZMQ_PULL);
    pthread_t thread;
    set_int (push, ZMQ_CONFLATE, 1);
    set_int (pull, ZMQ_CONFLATE, 1);
    CHECK (zmq_bind (pull, "inproc://last") == 0);
    CHECK (zmq_connect (push, "inproc://last") == 0);
    CHECK (pthread_create (&thread, NULL, send_all, push) == 0);
    for (int round = 0; round < ROUNDS; round++) {
        void *const clock = zmq_stopwatch_start ();
        for (int number = -1; number != round * BURST + BURST - 1;) {
            char body[SIZE];
            if (zmq_recv (pull, body, SIZE, ZMQ_DONTWAIT) == SIZE)
                memcpy (&number, body, sizeof number);
            else
                CHECK (errno == EAGAIN && zmq_stopwatch_intermediate (clock) < 120000000);
        }
        zmq_stopwatch_stop (clock);
        __atomic_store_n (&seen, round, __ATOMIC_RELEASE);
    }
    CHECK (pthread_join (thread, NULL) == 0);
    CHECK (zmq_close (push) == 0 && zmq_close (pull) == 0);
    CHECK (zmq_ctx_term (context) == 0);
    return 0;
}
