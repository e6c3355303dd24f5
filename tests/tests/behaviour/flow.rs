//! High-water marks, timeouts and ZMQ_IMMEDIATE: when a send waits, and for how long.

use std::time::{Duration, Instant};

use zmq::{Context, DEALER, PULL, PUSH, ROUTER, Socket};
use zmq_tests::system;

use super::{LONG, await_event, bind, context};

/// A PUSH with room for nothing more, and the PULL that keeps it so.
fn full(context: &Context) -> (Socket, Socket, usize) {
    let (receiver, sender) = (context.socket(PULL).unwrap(), context.socket(PUSH).unwrap());
    receiver.set_rcvhwm(5).unwrap();
    sender.set_sndhwm(5).unwrap();
    receiver.bind("inproc://full").unwrap();
    sender.connect("inproc://full").unwrap();
    let sent = (0..1_000).take_while(|_| sender.try_send("x").is_ok()).count();
    (receiver, sender, sent)
}

#[test]
fn a_push_at_its_high_water_mark_says_again_and_gives_the_message_back() {
    let context = context();
    let (receiver, sender, sent) = full(&context);
    assert_eq!(sent, 10, "both high-water marks together");
    assert_eq!(sender.poll(0, zmq::POLLOUT).unwrap(), zmq::PollEvents::empty());
    let unsent = sender.try_send("eleventh").unwrap_err();
    assert!(unsent.is_again());
    assert_eq!(unsent.into_message(), "eleventh");
    (0..10).for_each(|_| assert_eq!(receiver.recv().unwrap(), "x"));
    sender.send("there is room").unwrap();
    assert_eq!(receiver.recv().unwrap(), "there is room");
}

#[test]
fn a_push_at_its_high_water_mark_blocks_until_there_is_room() {
    let context = context();
    let (receiver, sender, sent) = full(&context);
    let blocked = std::thread::spawn(move || {
        (0..100).for_each(|number| sender.send(format!("{number}")).unwrap());
        sender
    });
    (0..sent).for_each(|_| assert_eq!(receiver.recv().unwrap(), "x"));
    (0..100).for_each(|number| assert_eq!(receiver.recv().unwrap(), format!("{number}").as_str()));
    blocked.join().unwrap();
}

#[test]
fn a_send_that_waits_for_room_does_not_spin() {
    let context = context();
    let wait = Duration::from_millis(400);
    let (_receiver, sender, _) = full(&context);
    // A mandatory ROUTER can always send to somebody, says its poll; but not to this one.
    let router = context.socket(ROUTER).unwrap();
    router.set_router_mandatory(true).unwrap();
    router.set_sndhwm(1).unwrap();
    router.bind("inproc://router").unwrap();
    let dealers = ["slow", "idle"].map(|name| {
        let dealer = context.socket(DEALER).unwrap();
        dealer.set_rcvhwm(1).unwrap();
        dealer.set_routing_id(name).unwrap();
        dealer.connect("inproc://router").unwrap();
        dealer
    });
    while router.try_send_multipart(["slow", "x"]).is_ok() {}
    let sends: [&dyn Fn() -> bool; 3] = [
        &|| sender.send_timeout("x", wait).is_err_and(|error| error.is_again()),
        &|| sender.send_multipart_timeout(["x", "y"], wait).is_err_and(|error| error.is_again()),
        &|| router.send_multipart_timeout(["slow", "x"], wait).is_err_and(|error| error.is_again()),
    ];
    for (number, send) in sends.iter().enumerate() {
        let waits_without_work = || {
            let (started, used) = (Instant::now(), system::thread_cpu_time());
            assert!(send(), "{number}");
            let (took, used) = (started.elapsed(), system::thread_cpu_time() - used);
            assert!(took >= wait * 9 / 10 && took < LONG, "{number}: took {took:?}");
            println!("{number}: used {used:?} of processor time to wait {wait:?}");
            used < wait / 4
        };
        // A virtual processor that is taken away in the midst of it may be charged for, but not each time.
        assert!((0..4).any(|_| waits_without_work()), "{number}");
    }
    drop(dealers);
}

#[test]
fn without_immediate_messages_queue_for_a_peer_that_is_not_there_yet() {
    let context = context();
    let folder = tempfile::tempdir().unwrap();
    let endpoint = format!("ipc://{}", folder.path().join("nobody-yet").display());
    let sender = context.socket(PUSH).unwrap();
    sender.set_reconnect_ivl(10).unwrap();
    sender.connect(&endpoint).unwrap();
    sender.try_send("early").unwrap();
    let receiver = context.socket(PULL).unwrap();
    receiver.bind(&endpoint).unwrap();
    assert_eq!(receiver.recv().unwrap(), "early");
}

#[test]
fn with_immediate_only_finished_connections_get_messages() {
    let context = context();
    let receiver = bind(&context, PULL);
    let sender = context.socket(PUSH).unwrap();
    sender.set_immediate(true).unwrap();
    sender.connect("tcp://127.0.0.1:1").unwrap();
    assert!(sender.try_send("to nobody").unwrap_err().is_again());
    let monitor = sender.monitor_socket(zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
    sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
    await_event(&monitor, zmq::EVENT_HANDSHAKE_SUCCEEDED);
    // Not one of them waits for the peer that is not there.
    (0..100_u32).for_each(|number| sender.send(number.to_be_bytes()).unwrap());
    (0..100_u32).for_each(|number| assert_eq!(receiver.recv().unwrap(), number.to_be_bytes()));
}

#[test]
fn a_message_larger_than_maxmsgsize_ends_the_connection_and_is_not_delivered() {
    let context = context();
    let receiver = context.socket(PULL).unwrap();
    receiver.set_maxmsgsize(1_000).unwrap();
    receiver.bind("tcp://127.0.0.1:*").unwrap();
    let monitor = receiver.monitor_socket(zmq::EVENT_DISCONNECTED).unwrap();
    let [bad, good] = [(); 2].map(|()| {
        let sender = context.socket(PUSH).unwrap();
        sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
        sender
    });
    bad.send(vec![0; 1_001]).unwrap();
    await_event(&monitor, zmq::EVENT_DISCONNECTED);
    good.send(vec![0; 1_000]).unwrap();
    assert_eq!(receiver.recv().unwrap().len(), 1_000);
    assert!(receiver.try_recv().unwrap().is_none());
}
