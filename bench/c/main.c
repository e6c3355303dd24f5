/* The benchmark's roles over the C API, one program for every library with that API: which one it runs on,
   LD_LIBRARY_PATH says. */
#include "bench.h"

#include <sys/resource.h>

_Noreturn void fail (const char *what_)
{
    const int error = zmq_errno ();
    fprintf (stderr, "%s: %s\n", what_, zmq_strerror (error));
    exit (error == ENOTSUP || error == EPROTONOSUPPORT ? UNSUPPORTED : FAILED);
}

double now (void)
{
    struct timespec time;
    clock_gettime (CLOCK_MONOTONIC, &time);
    return time.tv_sec + time.tv_nsec / 1e9;
}

void say (const char *line_)
{
    puts (line_);
    fflush (stdout);
}

void wait_for_word (void)
{
    int character;
    do
        character = getchar ();
    while (character != '\n' && character != EOF);
}

double resident (void)
{
    long size = 0, pages = 0;
    FILE *file = fopen ("/proc/self/statm", "r");
    if (!file || fscanf (file, "%ld %ld", &size, &pages) != 2)
        pages = 0;
    if (file)
        fclose (file);
    return (double) pages * sysconf (_SC_PAGESIZE);
}

double processor_time (void)
{
    struct rusage usage;
    getrusage (RUSAGE_SELF, &usage);
    return usage.ru_utime.tv_sec + usage.ru_stime.tv_sec + (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

void *open_socket (void *context_, int type_, const struct arguments *arguments_)
{
    /* The keys of libzmq's manual page zmq_curve(7). */
    static const char server_public[] = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7";
    static const char server_secret[] = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6";
    static const char client_public[] = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    static const char client_secret[] = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";
    void *socket = zmq_socket (context_, type_);
    need (socket);
    if (type_ == ZMQ_PUB || type_ == ZMQ_SUB || type_ == ZMQ_XPUB) {
        /* Without a limit, or where a library does not know that, with a very high one. */
        const int unlimited = 0, high = 1000000;
        if (zmq_setsockopt (socket, ZMQ_SNDHWM, &unlimited, sizeof unlimited) != 0)
            need (zmq_setsockopt (socket, ZMQ_SNDHWM, &high, sizeof high) == 0);
        if (zmq_setsockopt (socket, ZMQ_RCVHWM, &unlimited, sizeof unlimited) != 0)
            need (zmq_setsockopt (socket, ZMQ_RCVHWM, &high, sizeof high) == 0);
    }
    if (!arguments_->curve)
        return socket;
    if (!zmq_has ("curve")) {
        fprintf (stderr, "not supported: this libzmq is built without CURVE\n");
        exit (UNSUPPORTED);
    }
    if (type_ == ZMQ_PULL || type_ == ZMQ_REP || type_ == ZMQ_PUB) {
        const int yes = 1;
        need (zmq_setsockopt (socket, ZMQ_CURVE_SERVER, &yes, sizeof yes) == 0);
        need (zmq_setsockopt (socket, ZMQ_CURVE_SECRETKEY, server_secret, 40) == 0);
    } else {
        need (zmq_setsockopt (socket, ZMQ_CURVE_SERVERKEY, server_public, 40) == 0);
        need (zmq_setsockopt (socket, ZMQ_CURVE_PUBLICKEY, client_public, 40) == 0);
        need (zmq_setsockopt (socket, ZMQ_CURVE_SECRETKEY, client_secret, 40) == 0);
    }
    return socket;
}

void start_check (struct check *check_, const struct arguments *arguments_)
{
    memset (check_, 0, sizeof *check_);
    check_->size = arguments_->size;
    check_->expected = 1;
    check_->last = arguments_->count;
}

void refuse (struct check *check_, const unsigned char *data_, size_t size_)
{
    uint64_t number = UINT64_MAX;
    if (size_ >= sizeof number)
        memcpy (&number, data_, sizeof number);
    if (number == 0 && check_->expected == 1) {
        ++check_->probes;
        return;
    }
    fprintf (stderr, "lost: message %llu of %zu bytes was to come, and number %llu of %zu bytes came\n",
             (unsigned long long) check_->expected, check_->size, (unsigned long long) number, size_);
    exit (LOST);
}

void report_rate (const struct check *checks_, unsigned number_, uint64_t count_)
{
    double first = checks_[0].started, last = checks_[0].ended;
    for (unsigned index = 1; index < number_; ++index) {
        if (checks_[index].started < first)
            first = checks_[index].started;
        if (checks_[index].ended > last)
            last = checks_[index].ended;
    }
    printf ("result count=%llu seconds=%.9e\n", (unsigned long long) count_, last - first);
    fflush (stdout);
}

static int read_arguments (struct arguments *read_, int count_, char **words_)
{
    for (int index = 2; index < count_; ++index) {
        char *value = strchr (words_[index], '=');
        if (!value)
            return -1;
        *value++ = 0;
        const char *name = words_[index];
        const unsigned long long number = strtoull (value, NULL, 10);
        if (strcmp (name, "endpoint") == 0)
            read_->endpoint = value;
        else if (strcmp (name, "size") == 0)
            read_->size = number;
        else if (strcmp (name, "count") == 0)
            read_->count = number;
        else if (strcmp (name, "subscribers") == 0)
            read_->subscribers = (unsigned) number;
        else if (strcmp (name, "curve") == 0)
            read_->curve = number != 0;
        else if (strcmp (name, "leave") == 0)
            read_->leave = number != 0;
        else if (strcmp (name, "lose") == 0)
            read_->lose = number;
        else
            return -1;
    }
    return read_->size < sizeof (uint64_t) ? -1 : 0;
}

int main (int count_, char **words_)
{
    struct arguments arguments = {.endpoint = "", .size = 64, .count = 1, .subscribers = 1};
    if (count_ < 2 || read_arguments (&arguments, count_, words_) != 0) {
        fprintf (stderr, "usage: bench ROLE [name=value ..]; see bench/README.md\n");
        return FAILED;
    }
    arguments.role = words_[1];
    int code = play_messages (&arguments);
    if (code < 0)
        code = play_growth (&arguments);
    if (code < 0) {
        fprintf (stderr, "there is no role `%s'\n", arguments.role);
        return FAILED;
    }
    return code;
}
