//! Nothing is lost, doubled, cut or reordered between processes when the sender ends first and the receiver lags behind
//! at its high-water mark: many small messages, large ones, and messages of several parts, over ipc and tcp.

use zmq::{Context, Message, PULL, PUSH};
use zmq_tests::child;

/// Whether the library is the patched one: stock libzmq loses messages over ipc.
fn is_patched() -> bool {
    !zmq::sys::BUILD_INFO.patches.is_empty()
}

/// One process sends that many messages of that many parts and bytes, and ends; this one counts them.
fn transfer(endpoint: &str, count: usize, parts: usize, size: usize) {
    child::role("sender", |arguments| {
        let number = |at: usize| arguments[at].parse::<usize>().unwrap();
        send(&arguments[0], number(1), number(2), number(3)).unwrap();
    });
    let context = Context::new().unwrap();
    let receiver = context.socket(PULL).unwrap();
    receiver.set_rcvtimeo(120_000).unwrap();
    receiver.bind(endpoint).unwrap();
    let endpoint = receiver.last_endpoint().unwrap();
    let arguments = [endpoint, count.to_string(), parts.to_string(), size.to_string()];
    let sender = child::spawn("sender", &arguments.each_ref().map(String::as_str));
    let mut message = Message::new();
    for number in 0..count {
        for part in 0..parts {
            message = receiver.recv().unwrap_or_else(|error| panic!("{number}.{part} of {count}: {error}"));
            let is_right = message.len() == size && message.first() == Some(&expected(number, part));
            assert!(is_right && message.more() == (part + 1 < parts), "{number}.{part}: {message:?}");
        }
    }
    child::assert_finished(&sender.outcome());
    drop(message);
    assert!(receiver.try_recv().unwrap().is_none(), "more than was sent");
}

fn send(endpoint: &str, count: usize, parts: usize, size: usize) -> zmq::Result<()> {
    let context = Context::new()?;
    let sender = context.socket(PUSH)?;
    sender.connect(endpoint)?;
    for number in 0..count {
        sender.send_multipart((0..parts).map(|part| vec![expected(number, part); size]))?;
    }
    Ok(())
}

fn expected(number: usize, part: usize) -> u8 {
    u8::try_from((number * 7 + part) % 251).unwrap()
}

fn over_ipc(count: usize, parts: usize, size: usize) {
    let folder = tempfile::tempdir().unwrap();
    if is_patched() || child::is_child() {
        transfer(&format!("ipc://{}", folder.path().join("loss").display()), count, parts, size);
    }
}

#[test]
fn a_million_messages_of_one_byte_arrive_over_ipc() {
    over_ipc(1_000_000, 1, 1);
}

#[test]
fn half_a_million_messages_of_one_byte_arrive_over_tcp() {
    transfer("tcp://127.0.0.1:*", 500_000, 1, 1);
}

#[test]
fn messages_of_many_parts_arrive_whole_over_ipc() {
    over_ipc(60_000, 5, 40);
}

#[test]
fn messages_of_many_parts_arrive_whole_over_tcp() {
    transfer("tcp://127.0.0.1:*", 60_000, 5, 40);
}

#[test]
fn messages_larger_than_any_buffer_arrive_over_ipc() {
    over_ipc(2_000, 1, 100_000);
}

#[test]
fn messages_larger_than_any_buffer_arrive_over_tcp() {
    transfer("tcp://127.0.0.1:*", 2_000, 2, 100_000);
}
