/* Timers whose handlers change timers, and one that is always due. */
#include "scarce.h"

#ifdef ZMQ_BUILD_DRAFT_API
static void *timers;
static int calls, other_calls;

static void count (int id, void *arg)
{
    (void) id;
    ++*(int *) arg;
}

static void expect_calls (int wanted)
{
    while (calls < wanted) {
        const long timeout = zmq_timers_timeout (timers);
        CHECK (timeout >= 0);
        pass (timeout);
        CHECK (zmq_timers_execute (timers) == 0);
    }
}

/* Waits longer each time. */
static void back_off (int id, void *arg)
{
    (void) arg;
    CHECK (zmq_timers_set_interval (timers, id, ++calls) == 0);
}

static void handler_sets_its_interval (void)
{
    timers = zmq_timers_new ();
    CHECK (zmq_timers_add (timers, 1, back_off, NULL) > 0);
    expect_calls (5);
    CHECK (zmq_timers_destroy (&timers) == 0);
}

static void start_again (int id, void *arg)
{
    (void) arg;
    ++calls;
    CHECK (zmq_timers_reset (timers, id) == 0);
}

static void handler_resets_itself (void)
{
    timers = zmq_timers_new ();
    CHECK (zmq_timers_add (timers, 1, start_again, NULL) > 0);
    expect_calls (5);
    CHECK (zmq_timers_destroy (&timers) == 0);
}

/* Puts off one that is due too. */
static void put_off (int id, void *other)
{
    (void) id;
    ++calls;
    CHECK (zmq_timers_set_interval (timers, *(int *) other, 60000) == 0);
}

static void handler_puts_off_another (void)
{
    int other;
    timers = zmq_timers_new ();
    CHECK (zmq_timers_add (timers, 1, put_off, &other) > 0);
    other = zmq_timers_add (timers, 1, count, &other_calls);
    pass (10);
    expect_calls (3);
    CHECK (other_calls == 0);
    CHECK (zmq_timers_destroy (&timers) == 0);
}

static void give_up (int id, void *arg)
{
    (void) arg;
    ++calls;
    CHECK (zmq_timers_cancel (timers, id) == 0);
}

static void handler_cancels_itself (void)
{
    timers = zmq_timers_new ();
    CHECK (zmq_timers_add (timers, 1, give_up, NULL) > 0);
    expect_calls (1);
    CHECK (zmq_timers_timeout (timers) == -1);
    CHECK (zmq_timers_destroy (&timers) == 0);
}

/* Each call executes it once. */
static void interval_of_zero (void)
{
    timers = zmq_timers_new ();
    CHECK (zmq_timers_add (timers, 0, count, &calls) > 0);
    CHECK (zmq_timers_execute (timers) == 0);
    CHECK (calls == 1);
    CHECK (zmq_timers_timeout (timers) == 0);
    CHECK (zmq_timers_execute (timers) == 0);
    CHECK (calls == 2);
    CHECK (zmq_timers_destroy (&timers) == 0);
}

#endif

int main (void)
{
#ifdef ZMQ_BUILD_DRAFT_API
    IN_CHILD (handler_sets_its_interval);
    IN_CHILD (handler_resets_itself);
    IN_CHILD (handler_puts_off_another);
    IN_CHILD (handler_cancels_itself);
    IN_CHILD (interval_of_zero);
#endif
    return 0;
}
