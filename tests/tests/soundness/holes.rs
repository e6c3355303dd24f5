//! The holes S2 to S6, S9 to S11 and S14 to S19, as far as they show at run time.

use std::collections::HashSet;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

use zmq::{Context, ErrorKind, Message, MessageMut, PAIR, PUB, PULL, PUSH, Poller, REQ, SUB, Timeout};
use zmq_tests::{child, system};

use super::pair;

#[test]
fn s2_subscribers_on_many_threads_share_one_payload_that_nobody_can_write_to() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = context.socket(PUB).unwrap();
        publisher.set_xpub_nodrop(true).unwrap();
        publisher.bind("inproc://shared").unwrap();
        let (addresses, seen) = channel();
        let (ready, is_ready) = channel();
        let threads: Vec<_> = (0..4)
            .map(|_| {
                let (context, addresses, ready) = (context.clone(), addresses.clone(), ready.clone());
                thread::spawn(move || {
                    let subscriber = context.socket(SUB).unwrap();
                    subscriber.subscribe("").unwrap();
                    subscriber.connect("inproc://shared").unwrap();
                    ready.send(()).unwrap();
                    for round in 0..100_u8 {
                        let message = subscriber.recv().unwrap();
                        assert_eq!(message, [round; 1_000]);
                        // A writable one is a copy.
                        let mut own = MessageMut::from(&message[..]);
                        own.fill(0xff);
                        assert_ne!(own.as_ptr(), message.as_bytes().as_ptr());
                        assert_eq!(message, [round; 1_000]);
                        addresses.send((round, message.as_bytes().as_ptr() as usize)).unwrap();
                    }
                })
            })
            .collect();
        (0..4).for_each(|_| is_ready.recv().unwrap());
        for round in 0..100_u8 {
            publisher.send(vec![round; 1_000]).unwrap();
        }
        threads.into_iter().for_each(|thread| thread.join().unwrap());
        let first: HashSet<_> = seen.try_iter().filter(|(round, _)| *round == 0).collect();
        assert_eq!(first.len(), 1, "the payload was shared, which is what this is about");
    });
}

#[test]
fn s2_clones_of_a_message_are_read_and_dropped_on_many_threads() {
    let message = Message::from(vec![9; 100_000]);
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let mine = message.clone();
            thread::spawn(move || {
                for _ in 0..200 {
                    let copy = mine.clone();
                    assert_eq!(copy.iter().filter(|&&byte| byte == 9).count(), 100_000);
                }
            })
        })
        .collect();
    drop(message);
    threads.into_iter().for_each(|thread| thread.join().unwrap());
}

#[test]
fn s3_a_poller_outlives_its_sockets_and_their_context() {
    child::run(|| {
        let mut poller = Poller::new();
        for _ in 0..50 {
            let context = Context::new().unwrap();
            let sockets: Vec<_> = (0..10).map(|_| context.socket(PULL).unwrap()).collect();
            sockets.iter().for_each(|socket| poller.register(socket, zmq::POLLIN).unwrap());
            assert!(poller.poll(0).unwrap().is_empty());
            sockets.iter().step_by(2).for_each(|socket| socket.close().unwrap());
            assert!(poller.poll(0).unwrap().is_empty());
            drop(sockets);
            context.term().unwrap();
            assert!(poller.poll(None).unwrap().is_empty());
        }
        assert_eq!(poller.len(), 500);
    });
}

#[test]
fn s4_a_registered_descriptor_survives_the_close_of_its_original() {
    child::run(|| {
        let (reader, writer) = std::io::pipe().unwrap();
        let mut poller = Poller::new();
        poller.register(&reader, zmq::POLLIN).unwrap();
        drop(reader);
        // The number is free for another file now, which the poller must not take for the pipe.
        let _other = std::fs::File::open("/dev/null").unwrap();
        assert!(poller.poll(0).unwrap().is_empty());
        drop(writer);
        assert!(!poller.poll(None).unwrap().is_empty());
    });
}

#[test]
fn s5_unknown_numbers_from_anywhere_are_values_and_never_a_panic() {
    for number in [-1, 0, 4_711, 156_384_712, i32::MAX, i32::MIN] {
        let errno = zmq::Errno::new(number);
        assert_eq!(errno.raw(), number);
        assert!(!format!("{errno} {errno:?}").is_empty());
    }
    assert_eq!(zmq::SocketType::from_raw(99).raw(), 99);
    assert_eq!(zmq::MonitorEvents::from_bits_retain(1 << 40).bits(), 1 << 40);
    assert_eq!(zmq::PollEvents::from_bits_retain(0x7f00).bits(), 0x7f00);
    assert_eq!(zmq::Mechanism::from_raw(77).raw(), 77);
    let context = Context::new().unwrap();
    for kind in [-1, 99, i32::MAX, i32::MIN] {
        assert_eq!(context.socket(zmq::SocketType::from_raw(kind)).unwrap_err(), ErrorKind::InvalidInput);
    }
}

#[test]
fn s5_dropping_while_a_panic_unwinds_does_not_abort() {
    child::run(|| {
        let result = std::panic::catch_unwind(|| {
            let context = Context::new().unwrap();
            let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
            let mut poller = Poller::new();
            poller.register(&receiver, zmq::POLLIN).unwrap();
            sender.send("x").unwrap();
            let _message = receiver.recv().unwrap();
            panic!("on purpose");
        });
        assert!(result.is_err());
    });
}

#[test]
fn s9_a_socket_moves_from_thread_to_thread_between_its_calls() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (mut receiver, mut sender) = pair(&context, PAIR, PAIR).unwrap();
        for round in 0..200_u32 {
            sender = thread::spawn(move || {
                sender.send_multipart([round.to_be_bytes().to_vec(), vec![1; 100]]).unwrap();
                sender
            })
            .join()
            .unwrap();
            receiver = thread::spawn(move || {
                let parts = receiver.recv_multipart().unwrap();
                assert_eq!((parts.len(), &parts[0][..]), (2, &round.to_be_bytes()[..]));
                receiver
            })
            .join()
            .unwrap();
        }
    });
}

#[test]
fn s9_a_pinned_socket_is_refused_elsewhere_and_its_end_there_is_left_to_the_poller() {
    child::run(|| {
        let context = Context::new().unwrap();
        for round in 0..100 {
            let socket = context.socket(PULL).unwrap();
            let mut poller = Poller::new();
            poller.register(&socket, zmq::POLLIN).unwrap();
            let (refused, is_refused) = channel();
            let other = thread::spawn(move || {
                assert_eq!(socket.recv().unwrap_err(), ErrorKind::PinnedElsewhere);
                assert_eq!(socket.close().unwrap_err(), ErrorKind::PinnedElsewhere);
                assert_eq!(Poller::new().register(&socket, zmq::POLLIN).unwrap_err(), ErrorKind::PinnedElsewhere);
                refused.send(()).unwrap();
            });
            // The poller polls meanwhile, and ends before, while or after the socket does.
            while round % 2 == 0 && !other.is_finished() {
                assert!(poller.poll(0).unwrap().is_empty());
            }
            is_refused.recv().unwrap();
            match round % 3 {
                0 => drop(poller),
                1 => assert!(poller.poll(0).unwrap().is_empty()),
                _ => {}
            }
            other.join().unwrap();
        }
        // Every one of them is closed, so that the context can end.
        assert_eq!(context.socket_count(), 0);
        context.term().unwrap();
    });
}

#[test]
fn s10_parts_that_fail_or_panic_on_their_way_send_nothing() {
    child::run(|| {
        struct Sends<'a>(&'a zmq::Socket, u32);
        impl Iterator for Sends<'_> {
            type Item = Message;
            fn next(&mut self) -> Option<Message> {
                self.1 += 1;
                // On the same socket, in the middle of its own multipart message.
                self.0.send("between").unwrap();
                (self.1 < 3).then(|| format!("part {}", self.1).into())
            }
        }
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        sender.send_multipart(Sends(&sender, 0)).unwrap();
        for _ in 0..3 {
            let message = receiver.recv().unwrap();
            assert!(message == "between" && !message.more());
        }
        let parts = receiver.recv_multipart().unwrap();
        assert_eq!(parts.iter().map(|part| part.as_str().unwrap()).collect::<Vec<_>>(), ["part 1", "part 2"]);

        let panics = std::panic::AssertUnwindSafe(|| {
            sender.send_multipart((0..3).map(|number| {
                assert!(number < 2, "on purpose");
                number.to_string()
            }))
        });
        assert!(std::panic::catch_unwind(panics).is_err());
        assert_eq!(sender.send_multipart(Vec::<Message>::new()).unwrap_err().kind(), ErrorKind::InvalidInput);
        sender.send("next").unwrap();
        let next = receiver.recv().unwrap();
        assert!(next == "next" && !next.more());
    });
}

#[test]
fn s11_a_received_frame_says_whether_more_follow_and_the_rest_stays_for_the_next_call() {
    let context = Context::new().unwrap();
    let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
    sender.send_multipart(["a", "b", "c"]).unwrap();
    sender.send("d").unwrap();
    let first = receiver.recv().unwrap();
    assert!(first == "a" && first.more());
    let rest = receiver.recv_multipart().unwrap();
    assert_eq!(rest.len(), 2);
    let last = receiver.recv().unwrap();
    assert!(last == "d" && !last.more());
}

#[test]
fn s14_poll_items_have_the_layout_of_this_system() {
    assert_eq!(size_of::<zmq::sys::zmq_pollitem_t>(), 2 * size_of::<usize>());
    assert_eq!(std::mem::offset_of!(zmq::sys::zmq_pollitem_t, fd), size_of::<usize>());
    assert_eq!(size_of::<zmq::sys::zmq_msg_t>(), 64);
}

#[test]
fn s16_what_could_not_be_sent_comes_back_whole() {
    let context = Context::new().unwrap();
    let socket = context.socket(PUSH).unwrap();
    let text = vec![b'x'; 1_000];
    let at = text.as_ptr();
    let message = socket.try_send(text).unwrap_err().into_message();
    assert_eq!((message.as_bytes().as_ptr(), message.len()), (at, 1_000));
    let message = socket.send_timeout(message, 1).unwrap_err().into_message();
    assert_eq!(message.as_bytes().as_ptr(), at);
    let parts = socket.try_send_multipart([message, "b".into(), "c".into()]).unwrap_err().into_parts();
    assert_eq!((parts.len(), parts[0].as_bytes().as_ptr()), (3, at));

    let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
    sender.send_multipart(parts).unwrap();
    assert_eq!(receiver.recv_multipart().unwrap().len(), 3);

    let request = context.socket(REQ).unwrap();
    assert_eq!(request.recv().unwrap_err(), ErrorKind::State);
}

#[test]
fn s17_properties_are_read_through_a_shared_reference_and_may_be_any_bytes() {
    let context = Context::new().unwrap();
    let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
    sender.send("x").unwrap();
    let message = receiver.recv().unwrap();
    let (kind, again) = (message.property("Socket-Type"), message.property("Socket-Type"));
    assert_eq!((kind, again), (Some("PUSH"), Some("PUSH")));
    assert_eq!(message.property("Peer-Address"), Some("127.0.0.1"));
    assert_eq!(message.property("no such thing"), None);
    assert_eq!(message.property(""), None);
    // It belongs to the message, not to the socket or the context.
    let kept = message.clone();
    drop((message, receiver, sender, context));
    assert_eq!(kept.property("Socket-Type"), Some("PUSH"));
}

#[test]
fn s18_a_context_without_descriptors_is_an_error_or_is_one_where_they_are_needed() {
    child::run(|| {
        system::limit_descriptors(0);
        for context in [Context::new(), Context::instance()] {
            let waits = context.and_then(|context| context.socket(PULL)?.recv().map(drop));
            assert_eq!(waits.unwrap_err(), ErrorKind::TooMany);
        }
        if let Ok(context) = Context::new() {
            let socket = context.socket(PULL).unwrap();
            assert_eq!(socket.bind("tcp://127.0.0.1:*").unwrap_err(), ErrorKind::TooMany);
            assert_eq!(socket.connect("inproc://nobody").unwrap_err(), ErrorKind::TooMany);
            assert_eq!(socket.poll(1000, zmq::POLLIN).unwrap_err(), ErrorKind::TooMany);
            assert!(socket.try_recv().unwrap().is_none());
        }
    });
}

#[test]
fn s19_timeouts_of_any_size_neither_wrap_nor_become_for_ever() {
    let context = Context::new().unwrap();
    let socket = context.socket(PULL).unwrap();
    for timeout in [Duration::MAX, Duration::from_secs(1 << 40), Duration::from_millis(1 << 32)] {
        assert_eq!(Timeout::from(timeout).as_millis(), i32::MAX);
        socket.set_rcvtimeo(timeout).unwrap();
        assert_eq!(socket.rcvtimeo().unwrap(), Some(Duration::from_millis(i32::MAX as u64)));
    }
    assert_eq!(Timeout::from(u64::MAX).as_millis(), i32::MAX);
    assert!(socket.recv_timeout(Duration::ZERO).unwrap_err().is_again());
    assert!(socket.recv_timeout(Duration::from_nanos(1)).unwrap_err().is_again());
    assert!(socket.poll(Duration::from_nanos(1), zmq::POLLIN).unwrap().is_empty());
}
