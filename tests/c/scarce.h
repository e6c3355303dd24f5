/* Limits and privileges taken away from this process, for good. */
#ifndef SCARCE_H
#define SCARCE_H

#include "check.h"

#include <grp.h>
#include <sys/resource.h>

/* Leaves room for so many more descriptors. */
static inline void leave_descriptors (int count)
{
    const int next = dup (0);
    CHECK (next != -1);
    close (next);
    const struct rlimit limit = {next + count, next + count};
    CHECK (setrlimit (RLIMIT_NOFILE, &limit) == 0);
}

/* As leave_descriptors, but can be undone with restore_descriptors. */
static inline void leave_descriptors_for_now (int count)
{
    struct rlimit limit;
    CHECK (getrlimit (RLIMIT_NOFILE, &limit) == 0);
    const int next = dup (0);
    CHECK (next != -1);
    close (next);
    limit.rlim_cur = next + count;
    CHECK (setrlimit (RLIMIT_NOFILE, &limit) == 0);
}

static inline void restore_descriptors (void)
{
    struct rlimit limit;
    CHECK (getrlimit (RLIMIT_NOFILE, &limit) == 0);
    limit.rlim_cur = limit.rlim_max;
    CHECK (setrlimit (RLIMIT_NOFILE, &limit) == 0);
}

static inline void become_nobody (void)
{
    if (geteuid () != 0)
        return;
    CHECK (setgroups (0, NULL) == 0);
    CHECK (setgid (65534) == 0);
    CHECK (setuid (65534) == 0);
}

/* Runs a part, if it is chosen, in a process of its own, which may be spoilt. */
static inline void in_child (const char *name, void (*part) (void))
{
    if (!is_chosen (name))
        return;
    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        const struct rlimit no_core = {0, 0};
        setrlimit (RLIMIT_CORE, &no_core);
        watchdog (20);
        part ();
        _exit (0);
    }
    const int status = child_status (child);
    if (status) {
        fprintf (stderr, "%s: %s %d\n", name, status > 128 ? "ended by signal" : "exit status",
                 status > 128 ? status - 128 : status);
        exit (1);
    }
}

#define IN_CHILD(part) in_child (#part, part)

#endif
