/* Which system calls this process makes, seen by a thread that the kernel asks before each (Linux's seccomp). */
#ifndef COUNTED_H
#define COUNTED_H

#include "check.h"

#if defined __linux__

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

static struct {
    pthread_mutex_t mutex;
    int listener;
    long calls;
    /* Of the third arguments, which are lengths. */
    unsigned long long longest;
    /* What is looked for in the second arguments, which are addresses, and the first that was found. */
    const char *buffer;
    size_t size;
    const char *first;
} counted = {PTHREAD_MUTEX_INITIALIZER, -1, 0, 0, NULL, 0, NULL};

static void *count_calls (void *unused)
{
    pthread_mutex_lock (&counted.mutex);
    const int listener = counted.listener;
    pthread_mutex_unlock (&counted.mutex);
    for (;;) {
        struct seccomp_notif call = {0};
        if (ioctl (listener, SECCOMP_IOCTL_NOTIF_RECV, &call) == -1)
            continue; /* Who made the call is no more. */
        pthread_mutex_lock (&counted.mutex);
        counted.calls++;
        if (call.data.args[2] > counted.longest)
            counted.longest = call.data.args[2];
        const char *const argument = (const char *) (uintptr_t) call.data.args[1];
        if (!counted.first && argument >= counted.buffer && argument < counted.buffer + counted.size)
            counted.first = argument;
        pthread_mutex_unlock (&counted.mutex);
        struct seccomp_notif_resp answer = {.id = call.id, .flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE};
        ioctl (listener, SECCOMP_IOCTL_NOTIF_SEND, &answer);
    }
    return unused;
}

/* Has the kernel ask, from now on, before this thread and those that it begins make the call with this number. */
static inline int listen_to (int number)
{
    struct sock_filter code[] = {
      BPF_STMT (BPF_LD | BPF_W | BPF_ABS, offsetof (struct seccomp_data, nr)),
      BPF_JUMP (BPF_JMP | BPF_JEQ | BPF_K, (unsigned) number, 0, 1),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_USER_NOTIF),
      BPF_STMT (BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    const struct sock_fprog program = {sizeof code / sizeof code[0], code};
    if (prctl (PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0)
        return -1;
    return (int) syscall (__NR_seccomp, SECCOMP_SET_MODE_FILTER, SECCOMP_FILTER_FLAG_NEW_LISTENER, &program);
}

/* Whether this kernel does that for us; else it says that it does not. */
static inline int can_count (void)
{
    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0)
        _exit (listen_to (__NR_getppid) == -1);
    const int status = child_status (child);
    if (status != 0)
        puts ("skipped: the kernel does not let a process hear of its own system calls (seccomp)");
    return status == 0;
}

/* From now on the calls with this number are counted, of this thread and of those that it begins. Once in a process. */
static inline void count (int number)
{
    pthread_t thread;
    pthread_mutex_lock (&counted.mutex);
    CHECK (pthread_create (&thread, NULL, count_calls, NULL) == 0);
    counted.listener = listen_to (number);
    CHECK (counted.listener != -1);
    pthread_mutex_unlock (&counted.mutex);
}

/* How many there have been since the last time that this was asked. */
static inline long calls (void)
{
    pthread_mutex_lock (&counted.mutex);
    const long calls = counted.calls;
    counted.calls = 0;
    pthread_mutex_unlock (&counted.mutex);
    return calls;
}

#endif
#endif
