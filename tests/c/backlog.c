/* Many peers at once, and a process that does not get to them yet: do they have to come again? */
#include "check.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/un.h>

static struct sockaddr_storage address;
static socklen_t address_size;

static void find (const char *endpoint)
{
    if (strncmp (endpoint, "ipc://", 6) == 0) {
        struct sockaddr_un *const local = (struct sockaddr_un *) &address;
        local->sun_family = AF_UNIX;
        CHECK (strlen (endpoint + 6) < sizeof local->sun_path);
        strcpy (local->sun_path, endpoint + 6);
        address_size = sizeof *local;
        return;
    }
    struct sockaddr_in *const remote = (struct sockaddr_in *) &address;
    remote->sin_family = AF_INET;
    remote->sin_port = htons (atoi (strrchr (endpoint, ':') + 1));
    remote->sin_addr.s_addr = htonl (INADDR_LOOPBACK);
    address_size = sizeof *remote;
}

/* Connects peers for which the process has no time, until one has to wait longer than that. */
static int come_in (int peers, int milliseconds)
{
    int *const sockets = calloc (peers, sizeof *sockets);
    CHECK (sockets);
    int came = 0;
    for (int i = 0; i < peers; i++) {
        sockets[i] = socket (address.ss_family, SOCK_STREAM, 0);
        CHECK (sockets[i] != -1 && fcntl (sockets[i], F_SETFL, O_NONBLOCK) == 0);
        if (connect (sockets[i], (const struct sockaddr *) &address, address_size) == 0) {
            came++;
            continue;
        }
        /* A queue that is full: what ipc says, and tcp does not. */
        if (errno == EAGAIN)
            break;
        CHECK (errno == EINPROGRESS);
        struct pollfd connected = {.fd = sockets[i], .events = POLLOUT};
        if (poll (&connected, 1, milliseconds) == 0)
            break;
        CHECK (connected.revents == POLLOUT);
        came++;
    }
    for (int i = 0; i < peers && sockets[i]; i++)
        close (sockets[i]);
    free (sockets);
    return came;
}

/* Binds in a process that then stands still, and says how many peers its system lets in. */
static int let_in (int peers, const char *endpoint, int backlog, int milliseconds)
{
    int way[2];
    CHECK (pipe (way) == 0);
    const pid_t child = fork ();
    CHECK (child >= 0);
    if (child == 0) {
        watchdog (20);
        void *const socket = new_socket (zmq_ctx_new (), ZMQ_PULL);
        CHECK (get_int (socket, ZMQ_BACKLOG) == 100);
        if (backlog)
            set_int (socket, ZMQ_BACKLOG, backlog);
        char bound[128];
        bind_any (socket, endpoint, bound, sizeof bound);
        CHECK (write (way[1], bound, sizeof bound) == sizeof bound);
        for (;;)
            pause ();
    }
    char bound[128];
    CHECK (read (way[0], bound, sizeof bound) == sizeof bound);
    int status;
    CHECK (kill (child, SIGSTOP) == 0);
    CHECK (waitpid (child, &status, WUNTRACED) == child && WIFSTOPPED (status));
    find (bound);
    const int came = come_in (peers, milliseconds);
    CHECK (kill (child, SIGKILL) == 0);
    CHECK (child_status (child) == 128 + SIGKILL);
    close (way[0]);
    close (way[1]);
    return came;
}

int main (int count, char **arguments)
{
    CHECK (count >= 2);
    watchdog (40);
    /* Where the system does not tell its limit, it is at least 128. */
    int peers = 120, limit;
    FILE *const file = fopen ("/proc/sys/net/core/somaxconn", "r");
    if (file && fscanf (file, "%d", &limit) == 1)
        peers = limit < 400 ? limit : 400;
    if (file)
        fclose (file);
    for (int i = 1; i < count; i++) {
        CHECK (let_in (peers, arguments[i], 0, 10000) == peers);
        /* Whoever asks for a short queue gets it. */
        const int few = let_in (peers, arguments[i], 10, 200);
        CHECK (few >= 10 && few < 20);
    }
    return 0;
}
