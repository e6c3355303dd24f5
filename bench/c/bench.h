/* What the benchmark's program in C shares between its files. Roles, arguments and lines are those of bench/README.md. */
#ifndef BENCH_H
#define BENCH_H

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

enum { FAILED = 1, LOST = 3, UNSUPPORTED = 4 };

struct arguments {
    const char *role;
    const char *endpoint;
    size_t size;
    uint64_t count;
    unsigned subscribers;
    int curve;
    int leave;
    uint64_t lose;
};

/* Ends the process, with the error of libzmq. */
_Noreturn void fail (const char *what_);
/* As fail, if the condition does not hold. */
#define need(condition) ((condition) ? (void) 0 : fail (#condition))

/* Seconds of a clock that only goes forward. */
double now (void);
/* Says a line at once. */
void say (const char *line_);
/* Waits for a line, or the end, of standard input. */
void wait_for_word (void);
/* Bytes of this process in memory. */
double resident (void);
/* Seconds of processor time of this process. */
double processor_time (void);
/* An open socket as the arguments want it. */
void *open_socket (void *context_, int type_, const struct arguments *arguments_);

/* Checks what arrives: every number once and in turn, every length. */
struct check {
    size_t size;
    uint64_t expected;
    uint64_t last;
    uint64_t probes;
    double started;
    double ended;
};

void start_check (struct check *check_, const struct arguments *arguments_);
void refuse (struct check *check_, const unsigned char *data_, size_t size_);

static inline void take (struct check *check_, const unsigned char *data_, size_t size_)
{
    uint64_t number = 0;
    if (size_ >= sizeof number)
        memcpy (&number, data_, sizeof number);
    if (number != check_->expected || size_ != check_->size) {
        refuse (check_, data_, size_);
        return;
    }
    if (number == 1)
        check_->started = now ();
    if (number == check_->last)
        check_->ended = now ();
    ++check_->expected;
}

/* Prints the time from the first message of any to the last of any. */
void report_rate (const struct check *checks_, unsigned number_, uint64_t count_);

/* Whether that is what the environment variable BENCH_WAY asks for. */
int goes (const char *way_);
/* As many messages with numbers as are asked for, many at a time. */
void send_all_in_batches (void *socket_, const struct arguments *arguments_);
/* Waits for a message, and takes with it those that are there. */
void receive_batch (void *socket_, struct check *check_);

int play_messages (const struct arguments *arguments_);
int play_growth (const struct arguments *arguments_);

#endif
