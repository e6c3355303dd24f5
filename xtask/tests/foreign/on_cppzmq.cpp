// What cppzmq is used for, on the libzmq that it finds. The first argument is the version that libzmq has to say.
// Says "ok" at the end.

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>
#include <vector>
#include <zmq.hpp>
#include <zmq_addon.hpp>

#define CHECK(condition)                                                   \
    do {                                                                   \
        if (!(condition)) {                                                \
            std::fprintf (stderr, "line %d: %s\n", __LINE__, #condition);  \
            std::exit (1);                                                 \
        }                                                                  \
    } while (0)

int main (int argc, char **argv)
{
    alarm (60);
    const auto version = zmq::version ();
    const auto text = std::to_string (std::get<0> (version)) + "." + std::to_string (std::get<1> (version)) + "."
                      + std::to_string (std::get<2> (version));
    CHECK (argc == 2 && text == argv[1]);

    zmq::context_t context;
    zmq::socket_t router (context, zmq::socket_type::router);
    router.bind ("tcp://127.0.0.1:*");
    zmq::socket_t dealer (context, zmq::socket_type::dealer);
    dealer.set (zmq::sockopt::routing_id, "client");
    dealer.connect (router.get (zmq::sockopt::last_endpoint));

    const std::vector<zmq::const_buffer> request{zmq::str_buffer ("hello"), zmq::str_buffer ("world")};
    CHECK (zmq::send_multipart (dealer, request));
    std::vector<zmq::pollitem_t> items{{router.handle (), 0, ZMQ_POLLIN, 0}};
    CHECK (zmq::poll (items, std::chrono::seconds (120)) == 1);
    zmq::multipart_t received (router);
    CHECK (received.size () == 3 && received.peekstr (0) == "client" && received.peekstr (2) == "world");
    CHECK (received.send (router));
    zmq::message_t first, second;
    CHECK (dealer.recv (first) && dealer.recv (second));
    CHECK (first.to_string () == "hello" && second.to_string () == "world" && !second.more ());

    bool refused = false;
    try {
        router.bind ("tcp://no such address:1");
    } catch (const zmq::error_t &) {
        refused = true;
    }
    CHECK (refused);
    std::puts ("ok");
}
