//! Calls for batches give what single calls give: the same operations on two sets of sockets, one set by each kind of call.
#![allow(clippy::panic, clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod harness;

use std::thread;

use harness::{LONG, inproc, within};
use proptest::collection::vec;
use proptest::prelude::*;
use zmq::{Context, ErrorKind, Flags, Message, Socket, SocketType};

/// What one side does. Nothing waits.
#[derive(Clone, Debug)]
enum Step {
    /// Sends messages, of frames of these sizes each.
    Send(Vec<Vec<usize>>),
    /// Sends messages of one frame.
    SendSingle(Vec<usize>),
    /// Receives so many frames.
    Recv(usize),
    /// Receives so many messages.
    RecvMessages(usize),
    /// Sends what was received since the last time, as far as it was not sent on.
    Forward,
}

/// Types that can be connected, of which either may come first.
const KINDS: &[(SocketType, SocketType)] = &[
    (zmq::PUSH, zmq::PULL),
    (zmq::PAIR, zmq::PAIR),
    (zmq::DEALER, zmq::DEALER),
    (zmq::DEALER, zmq::ROUTER),
    (zmq::ROUTER, zmq::DEALER),
    (zmq::REQ, zmq::REP),
    (zmq::REP, zmq::REQ),
    (zmq::REQ, zmq::ROUTER),
    (zmq::PUB, zmq::SUB),
    (zmq::XPUB, zmq::XSUB),
    (zmq::PULL, zmq::PUSH),
    #[cfg(feature = "draft")]
    (zmq::CLIENT, zmq::SERVER),
    #[cfg(feature = "draft")]
    (zmq::SCATTER, zmq::GATHER),
    #[cfg(feature = "draft")]
    (zmq::CHANNEL, zmq::CHANNEL),
    #[cfg(feature = "draft")]
    (zmq::PEER, zmq::PEER),
];

/// One socket in the middle, and those that it is connected with.
struct Sockets {
    all: Vec<Socket>,
    /// What each has received and not sent on.
    held: Vec<Vec<Message>>,
}

impl Sockets {
    fn new((middle, around): (SocketType, SocketType), peers: usize, marks: (i32, i32)) -> Self {
        let context = Context::new().unwrap();
        // These take one peer only.
        let peers = if is_exclusive(middle) { 1 } else { peers };
        let kinds = std::iter::once(middle).chain(std::iter::repeat_n(around, peers));
        let endpoint = inproc();
        let all: Vec<Socket> = kinds.map(|kind| context.socket(kind).unwrap()).collect();
        for (at, socket) in all.iter().enumerate() {
            socket.set_linger(0).unwrap();
            socket.set_sndhwm(marks.0).unwrap();
            socket.set_rcvhwm(marks.1).unwrap();
            match socket.socket_type() {
                zmq::SUB => socket.subscribe("").unwrap(),
                zmq::DEALER | zmq::REQ | zmq::REP => socket.set_routing_id(format!("peer {at}").as_bytes()).unwrap(),
                _ => {}
            }
            if at == 0 {
                socket.bind(&endpoint).unwrap()
            } else {
                socket.connect(&endpoint).unwrap()
            }
            socket.set_rcvtimeo(LONG).unwrap();
        }
        let sockets = Self { held: all.iter().map(|_| Vec::new()).collect(), all };
        sockets.settle();
        sockets
    }

    /// Lets each see what the others have done: libzmq looks for that only now and then.
    fn settle(&self) {
        for _ in 0..2 {
            for socket in &self.all {
                socket.events().unwrap();
            }
        }
    }
}

fn is_exclusive(kind: SocketType) -> bool {
    #[cfg(feature = "draft")]
    if kind == zmq::CHANNEL {
        return true;
    }
    kind == zmq::PAIR
}

/// The number of what was sent or received, the kind of error, and what was received.
type Seen = (usize, Option<ErrorKind>, Vec<(Vec<u8>, bool)>);

fn seen(messages: &[Message]) -> Vec<(Vec<u8>, bool)> {
    messages.iter().map(|message| (message.to_vec(), message.more())).collect()
}

/// Frames whose bytes say who they are.
fn frames(sizes: &[usize], number: &mut u8) -> Vec<Message> {
    let frame = |size: &usize| {
        *number = number.wrapping_add(1);
        Message::from(vec![*number; *size])
    };
    sizes.iter().map(frame).collect()
}

fn by_single_calls(socket: &Socket, held: &mut Vec<Message>, step: &Step, number: &mut u8) -> Seen {
    match step {
        Step::Send(messages) => {
            let messages: Vec<_> = messages.iter().map(|sizes| frames(sizes, number)).collect();
            for (sent, message) in messages.into_iter().enumerate() {
                if let Err(error) = socket.try_send_multipart(message) {
                    return (sent, Some(error.kind()), Vec::new());
                }
            }
            (0, None, Vec::new())
        }
        Step::SendSingle(sizes) => {
            for (sent, message) in frames(sizes, number).into_iter().enumerate() {
                if let Err(error) = socket.try_send(message) {
                    return (sent, Some(error.kind()), Vec::new());
                }
            }
            (0, None, Vec::new())
        }
        Step::Recv(max) => {
            let (mut messages, mut failed) = (Vec::new(), None);
            while messages.len() < *max || messages.last().is_some_and(Message::more) {
                match socket.recv_with(Flags::DONTWAIT) {
                    Ok(message) => messages.push(message),
                    Err(error) => {
                        failed = messages.is_empty().then(|| error.kind());
                        break;
                    }
                }
            }
            let answer = (messages.len(), failed, seen(&messages));
            held.append(&mut messages);
            answer
        }
        Step::RecvMessages(max) => {
            let (mut messages, mut failed, mut whole) = (Vec::new(), None, 0);
            while whole < *max {
                match socket.recv_multipart_with(Flags::DONTWAIT) {
                    Ok(message) => messages.extend(message),
                    Err(error) => {
                        failed = messages.is_empty().then(|| error.kind());
                        break;
                    }
                }
                whole += 1;
            }
            (whole, failed, seen(&messages))
        }
        Step::Forward => {
            while !held.is_empty() {
                let message = held.remove(0);
                let more = if message.more() { Flags::SNDMORE } else { Flags::empty() };
                if let Err(error) = socket.send_with(message, more) {
                    let kind = error.kind();
                    held.insert(0, error.into_message());
                    return (0, Some(kind), seen(held));
                }
            }
            (0, None, Vec::new())
        }
    }
}

fn by_batches(socket: &Socket, held: &mut Vec<Message>, step: &Step, number: &mut u8) -> Seen {
    match step {
        Step::Send(messages) => {
            let messages: Vec<_> = messages.iter().map(|sizes| frames(sizes, number)).collect();
            let (count, wanted) = (messages.len(), messages.clone());
            match socket.try_send_multipart_batch(messages) {
                Ok(sent) => assert_eq!(sent, count),
                Err(error) => {
                    assert!(*error.messages() == wanted[error.sent()..]);
                    return (error.sent(), Some(error.kind()), Vec::new());
                }
            }
            (0, None, Vec::new())
        }
        Step::SendSingle(sizes) => {
            let messages = frames(sizes, number);
            match socket.try_send_batch(messages.clone()) {
                Ok(sent) => assert_eq!(sent, messages.len()),
                Err(error) => {
                    assert_eq!(error.messages(), &messages[error.sent()..]);
                    return (error.sent(), Some(error.kind()), Vec::new());
                }
            }
            (0, None, Vec::new())
        }
        Step::Recv(max) => {
            let mut messages = Vec::new();
            let (received, failed) = match socket.recv_batch_with(&mut messages, *max, Flags::DONTWAIT) {
                Ok(received) => (received, None),
                Err(error) => (0, Some(error.kind())),
            };
            let answer = (received, failed, seen(&messages));
            held.append(&mut messages);
            answer
        }
        Step::RecvMessages(max) => {
            // No error: where nothing is there, single calls say so.
            let mut messages = Vec::new();
            let kind = match socket.try_recv_multipart_batch(&mut messages, *max) {
                Ok(0) if *max > 0 => Some(ErrorKind::Again),
                Ok(received) => {
                    assert_eq!(received, messages.len());
                    None
                }
                Err(error) => Some(error.kind()),
            };
            let frames: Vec<Message> = messages.iter().flatten().cloned().collect();
            let more = messages.iter().flat_map(|message| (1..=message.len()).map(|at| at < message.len()));
            (messages.len(), kind, frames.iter().zip(more).map(|(frame, more)| (frame.to_vec(), more)).collect())
        }
        Step::Forward => match socket.forward_batch(held) {
            Ok(_) => (0, None, Vec::new()),
            Err(error) => (0, Some(error.kind()), seen(held)),
        },
    }
}

fn size() -> impl Strategy<Value = usize> {
    prop_oneof![4 => 0..40_usize, 2 => 40..300_usize, 1 => Just(20_000)]
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        3 => vec(vec(size(), 1..5), 0..12).prop_map(Step::Send),
        2 => vec(size(), 0..20).prop_map(Step::SendSingle),
        3 => (0..12_usize).prop_map(Step::Recv),
        2 => (0..6_usize).prop_map(Step::RecvMessages),
        1 => Just(Step::Forward),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn batches_give_what_single_calls_give(
        kind in 0..KINDS.len(),
        peers in 1..4_usize,
        marks in (0..6_i32, 0..6_i32),
        steps in vec((0..4_usize, step()), 1..30),
    ) {
        let (mut singly, mut batched) = (Sockets::new(KINDS[kind], peers, marks), Sockets::new(KINDS[kind], peers, marks));
        let (mut number, mut same_number) = (0, 0);
        // Blocking calls are not to wait here either.
        for socket in singly.all.iter().chain(&batched.all) {
            socket.set_sndtimeo(0).unwrap();
        }
        let drained = (0..singly.all.len()).map(|who| (who, Step::Recv(1000)));
        for (at, (who, step)) in steps.into_iter().chain(drained).enumerate() {
            let who = who % singly.all.len();
            singly.settle();
            batched.settle();
            let single = by_single_calls(&singly.all[who], &mut singly.held[who], &step, &mut number);
            let batch = by_batches(&batched.all[who], &mut batched.held[who], &step, &mut same_number);
            prop_assert_eq!(single, batch, "step {}: {:?} on {:?} of {:?}", at, step, who, KINDS[kind]);
            prop_assert_eq!(number, same_number);
        }
    }

    #[test]
    fn batches_of_any_size_arrive_whole_and_in_order_while_both_sides_wait_for_each_other(
        is_tcp: bool,
        marks in (1..50_i32, 1..50_i32),
        messages in vec(vec(size(), 1..4), 1..200),
        at_once in 1..60_usize,
        max in 1..60_usize,
    ) {
        let context = Context::new().unwrap();
        let (push, pull) = (context.socket(zmq::PUSH).unwrap(), context.socket(zmq::PULL).unwrap());
        push.set_sndhwm(marks.0).unwrap();
        pull.set_rcvhwm(marks.1).unwrap();
        pull.set_rcvtimeo(LONG).unwrap();
        push.set_sndtimeo(LONG).unwrap();
        pull.bind(&if is_tcp { String::from("tcp://127.0.0.1:*") } else { inproc() }).unwrap();
        push.connect(&pull.last_endpoint().unwrap()).unwrap();
        let mut number = 0;
        let sent: Vec<Vec<Message>> = messages.iter().map(|sizes| frames(sizes, &mut number)).collect();
        let copy = sent.clone();
        let received = within(LONG, move || {
            let sender = thread::spawn(move || {
                for some in copy.chunks(at_once) {
                    push.send_multipart_batch(some).unwrap();
                }
            });
            let mut received = Vec::new();
            while received.len() < messages.len() {
                pull.recv_multipart_batch(&mut received, max).unwrap();
            }
            sender.join().unwrap();
            received
        });
        prop_assert!(received == sent);
    }
}
