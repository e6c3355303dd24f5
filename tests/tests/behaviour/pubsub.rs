//! PUB, SUB, XPUB and XSUB: subscriptions as messages, filters, and the last value only.

use zmq::{PUB, PULL, PUSH, SUB, XPUB, XSUB};

use super::{bind, context, pair, parts, text};

#[test]
fn subscriptions_are_messages_to_xpub_and_from_xsub() {
    let context = context();
    let (publisher, subscriber) = pair(&context, XPUB, XSUB);
    subscriber.send(b"\x01topic").unwrap();
    assert_eq!(publisher.recv().unwrap(), b"\x01topic");
    publisher.send("topic one").unwrap();
    assert_eq!(subscriber.recv().unwrap(), "topic one");
    subscriber.send(b"\x00topic").unwrap();
    assert_eq!(publisher.recv().unwrap(), b"\x00topic");
    publisher.send("topic two").unwrap();
    // What is no subscription is a message to the publisher.
    subscriber.send("hello").unwrap();
    assert_eq!(publisher.recv().unwrap(), "hello");
    subscriber.send(b"\x01").unwrap();
    assert_eq!(publisher.recv().unwrap(), b"\x01");
    publisher.send("topic three").unwrap();
    assert_eq!(subscriber.recv().unwrap(), "topic three");
}

#[test]
fn xpub_hears_of_a_topic_once_or_verbosely_each_time() {
    for verbose in [false, true] {
        let context = context();
        let publisher = context.socket(XPUB).unwrap();
        publisher.set_xpub_verbose(verbose).unwrap();
        publisher.bind("tcp://127.0.0.1:*").unwrap();
        let subscribers = [(); 2].map(|()| {
            let subscriber = context.socket(SUB).unwrap();
            subscriber.subscribe("news").unwrap();
            subscriber
        });
        for (number, subscriber) in subscribers.iter().enumerate() {
            subscriber.connect(&publisher.last_endpoint().unwrap()).unwrap();
            if number == 0 || verbose {
                assert_eq!(publisher.recv().unwrap(), b"\x01news");
            }
        }
        subscribers[1].subscribe("other").unwrap();
        assert_eq!(publisher.recv().unwrap(), b"\x01other");
    }
}

#[test]
fn a_manual_xpub_decides_what_a_subscriber_gets() {
    let context = context();
    let publisher = context.socket(XPUB).unwrap();
    publisher.set_xpub_manual(true).unwrap();
    publisher.bind("tcp://127.0.0.1:*").unwrap();
    let subscriber = context.socket(SUB).unwrap();
    subscriber.subscribe("A").unwrap();
    subscriber.subscribe("XA").unwrap();
    subscriber.connect(&publisher.last_endpoint().unwrap()).unwrap();
    for _ in 0..2 {
        assert!(publisher.recv().unwrap().starts_with(b"\x01"));
        publisher.setsockopt(zmq::SUBSCRIBE, "XA").unwrap();
    }
    publisher.send("A is not what was agreed").unwrap();
    publisher.send("XA is").unwrap();
    assert_eq!(subscriber.recv().unwrap(), "XA is");
}

#[test]
fn a_welcome_message_greets_every_subscriber() {
    let context = context();
    let publisher = context.socket(XPUB).unwrap();
    publisher.set_xpub_welcome_msg("welcome").unwrap();
    publisher.set_xpub_verbose(true).unwrap();
    publisher.bind("tcp://127.0.0.1:*").unwrap();
    let subscribers = [(); 2].map(|()| context.socket(SUB).unwrap());
    for subscriber in &subscribers {
        subscriber.subscribe("welcome").unwrap();
        subscriber.connect(&publisher.last_endpoint().unwrap()).unwrap();
        // It notices its subscribers when it is used.
        assert_eq!(publisher.recv().unwrap(), b"\x01welcome");
        assert_eq!(subscriber.recv().unwrap(), "welcome");
    }
}

#[test]
fn a_topic_is_the_beginning_of_the_first_part() {
    let context = context();
    let publisher = bind(&context, XPUB);
    let subscriber = context.socket(SUB).unwrap();
    for topic in ["ab", "c"] {
        subscriber.subscribe(topic).unwrap();
    }
    subscriber.connect(&publisher.last_endpoint().unwrap()).unwrap();
    (0..2).for_each(|_| drop(publisher.recv().unwrap()));
    for message in [["a", "ab"], ["abc", "1"], ["b", "c"], ["c", "2"], ["", "ab"], ["ab", "3"]] {
        publisher.send_multipart(message).unwrap();
    }
    for expected in [["abc", "1"], ["c", "2"], ["ab", "3"]] {
        assert_eq!(parts(&subscriber), expected.map(|part| part.as_bytes().to_vec()));
    }
    subscriber.unsubscribe("ab").unwrap();
    assert_eq!(publisher.recv().unwrap(), b"\x00ab");
    publisher.send("abc").unwrap();
    publisher.send("c").unwrap();
    assert_eq!(subscriber.recv().unwrap(), "c");
}

#[test]
fn inverted_matching_excludes_topics() {
    let context = context();
    let (publisher, subscriber) = (context.socket(XPUB).unwrap(), context.socket(SUB).unwrap());
    for socket in [&publisher, &subscriber] {
        socket.set_invert_matching(true).unwrap();
    }
    publisher.bind("tcp://127.0.0.1:*").unwrap();
    subscriber.subscribe("spam").unwrap();
    subscriber.connect(&publisher.last_endpoint().unwrap()).unwrap();
    publisher.recv().unwrap();
    publisher.send("spam and eggs").unwrap();
    publisher.send("eggs").unwrap();
    assert_eq!(subscriber.recv().unwrap(), "eggs");
}

#[test]
fn conflate_keeps_the_last_message_only() {
    let context = context();
    let receiver = context.socket(PULL).unwrap();
    receiver.set_conflate(true).unwrap();
    receiver.bind("tcp://127.0.0.1:*").unwrap();
    let sender = context.socket(PUSH).unwrap();
    sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
    (0..1_000_u32).for_each(|number| sender.send(number.to_string()).unwrap());
    let mut received = Vec::new();
    while received.last().is_none_or(|last| last != "999") {
        received.push(text(receiver.recv().unwrap()));
    }
    let numbers: Vec<u32> = received.iter().map(|number| number.parse().unwrap()).collect();
    assert!(numbers.is_sorted() && numbers.len() < 1_000, "{} came", numbers.len());
    assert!(receiver.try_recv().unwrap().is_none());
}

#[test]
fn a_pub_drops_what_a_slow_subscriber_has_no_room_for() {
    let context = context();
    let (publisher, subscriber) = (context.socket(XPUB).unwrap(), context.socket(SUB).unwrap());
    publisher.set_sndhwm(5).unwrap();
    subscriber.set_rcvhwm(5).unwrap();
    publisher.bind("inproc://slow").unwrap();
    subscriber.subscribe("").unwrap();
    subscriber.connect("inproc://slow").unwrap();
    publisher.recv().unwrap();
    // Never blocks, whoever listens.
    (0..1_000_u32).for_each(|number| publisher.try_send(number.to_string()).unwrap());
    let mut received = Vec::new();
    while let Some(message) = subscriber.try_recv().unwrap() {
        received.push(text(message));
    }
    assert_eq!(received, (0..10).map(|number| number.to_string()).collect::<Vec<_>>());
    // With XPUB_NODROP it says so instead.
    publisher.set_xpub_nodrop(true).unwrap();
    let sent = (0..1_000).take_while(|_| publisher.try_send("x").is_ok()).count();
    assert!(sent <= 10, "{sent}");
    assert!(publisher.try_send("x").unwrap_err().is_again());
    // A PUB without any subscriber drops all.
    let alone = context.socket(PUB).unwrap();
    (0..10_000).for_each(|_| alone.try_send("x").unwrap());
}
