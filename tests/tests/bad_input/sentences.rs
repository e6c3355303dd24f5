//! What an error says: each names the mistake, and what to do instead.

use std::fmt::Display;

use zmq::{Context, DEALER, Error, PAIR, PULL, PUSH, REP, ROUTER, SUB, multipart};
use zmq_tests::child;

#[track_caller]
fn says<T>(result: Result<T, impl Display>, parts: &[&str]) {
    let Err(error) = result else { panic!("no error, where {parts:?} were expected") };
    let text = error.to_string();
    for part in parts {
        assert!(text.contains(part), "{text:?} lacks {part:?}");
    }
}

#[test]
fn a_mistaken_endpoint_is_told_with_what_would_do() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (first, second) = (context.socket(REP).unwrap(), context.socket(REP).unwrap());
        first.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = first.last_endpoint().unwrap();
        says(second.bind(&endpoint), &[&endpoint, "another socket"]);
        says(second.bind("localhost:5555"), &["tcp://host:port"]);
        says(second.bind("tcp://192.0.2.1:5555"), &["an address of this machine"]);
        says(second.connect("TCP://127.0.0.1:80"), &["in lower case"]);
        for address in [&endpoint[..], "tcp://127.0.0.1:*", "tcp://127.0.0.1:5555"] {
            says(second.bind_to_random_port(address), &[address, "has a port already"]);
            says(second.bind_to_random_port_in(address, 50_000..60_000, 1), &[address, "has a port already"]);
        }
        // The colons of IPv6 are no port's; a machine may lack it.
        let bound = second.bind_to_random_port("tcp://[::1]");
        assert!(bound.is_ok() || !bound.unwrap_err().to_string().contains("has a port"));
    });
}

#[test]
fn a_refused_value_is_told_with_its_option_and_its_limits() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(DEALER).unwrap();
        says(socket.set_rcvhwm(-5), &["RCVHWM", "from 0", "not -5"]);
        says(socket.set_identity(""), &["ROUTING_ID", "1 to 255 bytes", "not 0 bytes"]);
        says(socket.set_plain_password("p".repeat(300)), &["PLAIN_PASSWORD", "1 to 255", "not 300 bytes"]);
        says(socket.set_rcvbuf(-5), &["RCVBUF", "zmq_setsockopt(3)", "not -5"]);
        says(Context::with_io_threads(-1), &["IO_THREADS", "-1"]);
        says(context.set_max_sockets(0), &["MAX_SOCKETS", "0"]);
        says(socket.set_curve_serverkey("short"), &["40 characters", "not 5"]);
        says(socket.set_curve_secretkey("~".repeat(40)), &["at 0", "Z85"]);
        says(zmq::z85::decode("HelloWor~d"), &["at 8"]);
        says(zmq::curve_public("no key"), &["40 characters"]);
    });
}

#[test]
fn a_call_that_cannot_work_now_says_why() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = |kind| context.socket(kind).unwrap();
        says(socket(SUB).recv_timeout(1), &["subscribed"]);
        says(socket(PUSH).try_send("x"), &["none is connected"]);
        says(socket(PUSH).try_send_multipart(["x", "y"]), &["none is connected"]);
        says(socket(PULL).send_multipart(["x", "y"]), &["only receives"]);
        let router = socket(ROUTER);
        router.set_router_mandatory(true).unwrap();
        says(router.send_multipart(["nobody", "x"]), &["no peer with that routing id"]);
        let unsent = socket(DEALER).try_send_multipart(multipart!["a", b"bc"]).unwrap_err();
        assert_eq!((unsent == zmq::EAGAIN, unsent.into_parts()), (true, multipart!["a", "bc"]));
        assert!(
            socket(PAIR).try_send("x").is_err_and(|unsent| unsent == zmq::EAGAIN && unsent == zmq::ErrorKind::Again)
        );
        assert!(socket(PUSH).try_send_batch(["x"]).is_err_and(|error| error == zmq::EAGAIN));
        let _: Error = socket(PAIR).try_send("x").unwrap_err().into();
    });
}
