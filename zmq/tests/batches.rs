//! Many messages in one call: what was sent arrives, in order and once; what was not sent comes back.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod harness;

use std::thread;
use std::time::{Duration, Instant};

use harness::{LONG, pair, within};
use zmq::{Context, ErrorKind, Message, Multipart, Socket};

/// A PUSH that takes `room` messages before it blocks, and its PULL.
fn with_room(room: i32) -> (Socket, Socket) {
    let context = Context::new().unwrap();
    let (push, pull) = (context.socket(zmq::PUSH).unwrap(), context.socket(zmq::PULL).unwrap());
    push.set_sndhwm(room - 1).unwrap();
    pull.set_rcvhwm(1).unwrap();
    pull.set_rcvtimeo(LONG).unwrap();
    let endpoint = harness::inproc();
    pull.bind(&endpoint).unwrap();
    push.connect(&endpoint).unwrap();
    (push, pull)
}

#[test]
fn what_is_there_is_received_in_one_call() {
    let (a, b) = pair(zmq::PUSH, zmq::PULL);
    assert_eq!(a.send_batch((0..1000).map(|n: u32| n.to_be_bytes())).unwrap(), 1000);
    let mut messages = vec![Message::from("kept")];
    assert_eq!(b.recv_batch(&mut messages, 10).unwrap(), 10);
    assert_eq!(b.recv_batch(&mut messages, 5000).unwrap(), 990);
    assert_eq!(messages[0], "kept");
    for (n, message) in (0_u32..1000).zip(&messages[1..]) {
        assert_eq!(*message, n.to_be_bytes());
    }
    assert_eq!(b.try_recv_batch(&mut messages, 10).unwrap(), 0);
    assert_eq!(messages.len(), 1001);
}

#[test]
fn nothing_asked_for_is_nothing_done() {
    let (a, b) = pair(zmq::PUSH, zmq::PULL);
    assert_eq!(a.send_batch([] as [&str; 0]).unwrap(), 0);
    assert_eq!(a.send_multipart_batch([] as [[&str; 1]; 0]).unwrap(), 0);
    assert_eq!(b.recv_batch(&mut Vec::new(), 0).unwrap(), 0);
    assert_eq!(b.recv_multipart_batch(&mut Vec::new(), 0).unwrap(), 0);
    assert_eq!(a.forward_batch(&mut Vec::new()).unwrap(), 0);
}

#[test]
fn what_finds_no_room_is_given_back_with_the_rest_of_the_iterator() {
    let (push, pull) = with_room(300);
    let error = push.try_send_batch((0..1000).map(|n| n.to_string())).unwrap_err();
    assert_eq!((error.kind(), error.sent(), error.messages().len()), (ErrorKind::Again, 300, 700));
    assert_eq!((&error.messages()[0], &error.messages()[699]), (&"300".into(), &"999".into()));
    let mut messages = Vec::new();
    assert_eq!(pull.recv_batch(&mut messages, 1000).unwrap(), 300);
    assert_eq!((&messages[0], &messages[299]), (&"0".into(), &"299".into()));
}

#[test]
fn a_batch_larger_than_the_room_waits_for_the_receiver() {
    let (push, pull) = with_room(7);
    within(LONG, move || {
        let sender = thread::spawn(move || push.send_batch((0..5000).map(|n: u32| n.to_be_bytes())).unwrap());
        let mut messages = Vec::new();
        while messages.len() < 5000 {
            pull.recv_batch(&mut messages, 64).unwrap();
        }
        assert!((0_u32..).zip(&messages).all(|(n, message)| *message == n.to_be_bytes()));
        assert_eq!(sender.join().unwrap(), 5000);
    });
}

#[test]
fn a_batch_that_waits_too_long_says_how_far_it_came() {
    let (push, _pull) = with_room(5);
    push.set_sndtimeo(20).unwrap();
    let started = Instant::now();
    let error = push.send_batch(["x"; 9]).unwrap_err();
    // libzmq counts whole milliseconds.
    assert!(started.elapsed() >= Duration::from_millis(19));
    assert_eq!((error.kind(), error.sent(), error.into_messages().len()), (ErrorKind::Again, 5, 4));
}

#[test]
fn receiving_waits_for_the_first_only() {
    let (a, b) = pair(zmq::PUSH, zmq::PULL);
    let mut messages = Vec::new();
    assert_eq!(b.recv_batch_timeout(&mut messages, 10, 10).unwrap_err().kind(), ErrorKind::Again);
    b.set_rcvtimeo(10).unwrap();
    assert_eq!(b.recv_batch(&mut messages, 10).unwrap_err().kind(), ErrorKind::Again);
    assert_eq!(b.recv_batch_with(&mut messages, 10, zmq::DONTWAIT).unwrap_err().kind(), ErrorKind::Again);
    b.set_rcvtimeo(LONG).unwrap();
    within(LONG, move || {
        let receiver = thread::spawn(move || {
            let mut messages = Vec::new();
            (b.recv_batch(&mut messages, 10).unwrap(), messages)
        });
        a.send("alone").unwrap();
        assert_eq!(receiver.join().unwrap(), (1, vec!["alone".into()]));
    });
}

#[test]
fn a_multipart_message_is_never_cut() {
    let (a, b) = pair(zmq::DEALER, zmq::DEALER);
    assert_eq!(a.send_multipart_batch(vec![["a", "b", "c"]; 3]).unwrap(), 3);
    let mut frames = Vec::new();
    assert_eq!(b.recv_batch(&mut frames, 4).unwrap(), 6);
    let more: Vec<bool> = frames.iter().map(Message::more).collect();
    assert_eq!(more, [true, true, false, true, true, false]);
    assert_eq!(b.recv_multipart().unwrap(), ["a", "b", "c"]);
}

#[test]
fn multipart_messages_are_received_as_many_as_asked_for() {
    let (a, b) = pair(zmq::PUSH, zmq::PULL);
    let sent: Vec<Multipart> = (0..100).map(|n| vec![n.to_string(); n % 5 + 1].into_iter().collect()).collect();
    assert_eq!(a.send_multipart_batch(&sent).unwrap(), 100);
    let mut messages = Vec::new();
    assert_eq!(b.recv_multipart_batch(&mut messages, 40).unwrap(), 40);
    assert_eq!(b.recv_multipart_batch(&mut messages, 100).unwrap(), 60);
    assert_eq!(messages, sent);
    assert_eq!(b.try_recv_multipart_batch(&mut messages, 1).unwrap(), 0);
}

#[test]
fn a_message_without_frames_ends_a_batch_before_it() {
    let (a, b) = pair(zmq::PUSH, zmq::PULL);
    let error = a.send_multipart_batch([vec!["a", "b"], vec![], vec!["c"]]).unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::InvalidInput, 1));
    assert_eq!(error.messages(), [Multipart::new(), ["c"].into()]);
    assert_eq!(b.recv_multipart().unwrap(), ["a", "b"]);
}

#[test]
fn multipart_messages_that_find_no_room_are_given_back_whole() {
    let (push, pull) = with_room(3);
    let error = push.try_send_multipart_batch(vec![["a", "b"]; 5]).unwrap_err();
    assert_eq!((error.kind(), error.sent()), (ErrorKind::Again, 3));
    assert_eq!(error.into_messages(), [Multipart::from(["a", "b"]), ["a", "b"].into()]);
    let mut messages = Vec::new();
    assert_eq!(pull.recv_multipart_batch(&mut messages, 10).unwrap(), 3);
}

#[test]
fn frames_that_could_not_be_forwarded_stay() {
    let (push, pull) = with_room(2);
    let (a, b) = pair(zmq::PAIR, zmq::PAIR);
    a.send_multipart_batch([["1", "2"], ["3", "4"], ["5", "6"]]).unwrap();
    let mut frames = Vec::new();
    assert_eq!(b.recv_batch(&mut frames, 10).unwrap(), 6);
    push.set_sndtimeo(0).unwrap();
    assert!(push.forward_batch(&mut frames).unwrap_err().is_again());
    assert_eq!(frames, ["5", "6"]);
    assert_eq!(pull.recv_multipart().unwrap(), ["1", "2"]);
    assert_eq!(pull.recv_multipart().unwrap(), ["3", "4"]);
    // Waits, since stock libzmq sees only after a while that there is room.
    push.set_sndtimeo(LONG).unwrap();
    assert_eq!(push.forward_batch(&mut frames).unwrap(), 2);
    assert_eq!(pull.recv_multipart().unwrap(), ["5", "6"]);
}

#[test]
fn req_and_rep_take_turns_in_batches_too() {
    let (req, rep) = pair(zmq::REQ, zmq::REP);
    let error = req.send_batch(["first", "second"]).unwrap_err();
    assert_eq!((error.kind(), error.sent(), error.into_messages()), (ErrorKind::State, 1, vec!["second".into()]));
    let mut messages = Vec::new();
    assert_eq!(rep.recv_batch(&mut messages, 10).unwrap(), 1);
    assert_eq!(rep.recv_batch(&mut messages, 10).unwrap_err().kind(), ErrorKind::State);
    assert_eq!(rep.send_batch(["a", "b"]).unwrap_err().sent(), 1);
    assert_eq!(req.recv_batch(&mut messages, 10).unwrap(), 1);
    assert_eq!(messages, ["first", "a"]);
}

#[test]
fn a_batch_needs_a_socket_that_is_open_and_can() {
    let (push, pull) = pair(zmq::PUSH, zmq::PULL);
    let error = pull.send_batch(["a", "b"]).unwrap_err();
    assert_eq!((error.kind(), error.sent(), error.messages().len()), (ErrorKind::Unsupported, 0, 2));
    assert_eq!(push.recv_batch(&mut Vec::new(), 1).unwrap_err().kind(), ErrorKind::Unsupported);
    push.close().unwrap();
    assert_eq!(push.send_batch(["a"]).unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(push.recv_batch(&mut Vec::new(), 1).unwrap_err().kind(), ErrorKind::Closed);
    pull.context().shutdown().unwrap();
    assert_eq!(pull.recv_batch(&mut Vec::new(), 1).unwrap_err().kind(), ErrorKind::Terminated);
}

#[test]
fn the_iterator_may_use_the_socket_that_sends() {
    let (a, b) = pair(zmq::PAIR, zmq::PAIR);
    a.send_batch((0..3).map(|n| {
        a.send("aside").unwrap();
        n.to_string()
    }))
    .unwrap();
    let mut messages = Vec::new();
    assert_eq!(b.recv_batch(&mut messages, 10).unwrap(), 6);
    assert_eq!(messages[3..], ["0", "1", "2"]);
}

#[test]
fn long_owned_values_are_not_copied() {
    let (a, b) = pair(zmq::PAIR, zmq::PAIR);
    let long = vec![7; Message::ZERO_COPY_FROM];
    let address = long.as_ptr();
    a.send_batch([long]).unwrap();
    let mut messages = Vec::new();
    b.recv_batch(&mut messages, 1).unwrap();
    assert_eq!(messages[0].as_bytes().as_ptr(), address);
}

#[test]
fn a_message_larger_than_the_context_allows_ends_the_batch_before_it() {
    // Stock libzmq does not know the limit.
    if !zmq::build_info().patches.iter().any(|patch| patch.contains("max-msgsz")) {
        return;
    }
    let context = Context::new().unwrap();
    context.set_max_msgsz(100).unwrap();
    let (push, pull) = (context.socket(zmq::PUSH).unwrap(), context.socket(zmq::PULL).unwrap());
    let endpoint = harness::inproc();
    pull.bind(&endpoint).unwrap();
    push.connect(&endpoint).unwrap();
    let error = push.send_batch([vec![1; 100], vec![2; 101], vec![3; 1]]).unwrap_err();
    assert_eq!((error.errno(), error.sent(), error.messages().len()), (zmq::EMSGSIZE, 1, 2));
    let error = push.send_batch([vec![2; 101]]).unwrap_err();
    assert_eq!((error.errno(), error.sent()), (zmq::EMSGSIZE, 0));
    let mut messages = Vec::new();
    assert_eq!(pull.recv_batch(&mut messages, 10).unwrap(), 1);
    assert_eq!(messages[0], [1; 100]);
}
