//! What was sent arrives, although the sender's program ends first and the receiver lags behind.

use zmq_tests::child::{role, spawn};
use zmq_tests::process::LIMIT;

/// More than the receiver's high-water mark, so that it stops reading; less than the system's buffers hold, so that the
/// sender can end meanwhile.
const MESSAGES: u32 = 8_000;

fn send_all(endpoint: &str) -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let pusher = context.socket(zmq::PUSH)?;
    pusher.connect(endpoint)?;
    for number in 0..MESSAGES {
        pusher.send(number.to_le_bytes())?;
    }
    Ok(())
}

/// Has another process send everything and end, and only then receives; checks that all arrives, in order.
fn receive_all(endpoint: &str) -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let puller = context.socket(zmq::PULL)?;
    puller.set_rcvtimeo(LIMIT)?;
    puller.bind(endpoint)?;
    let sender = spawn("sender", &[&puller.last_endpoint()?]);
    sender.wait().assert_success();
    let mut buffer = [0; 4];
    for number in 0..MESSAGES {
        assert_eq!(puller.recv_into(&mut buffer)?, buffer.len());
        assert_eq!(u32::from_le_bytes(buffer), number);
    }
    Ok(())
}

/// Stock libzmq loses messages over ipc.
fn is_patched() -> bool {
    !zmq::sys::BUILD_INFO.patches.is_empty()
}

#[test]
fn a_sender_that_ends_first_loses_nothing_over_ipc() {
    role("sender", |arguments| send_all(&arguments[0]).expect("everything is sent"));
    let folder = tempfile::tempdir().expect("a folder");
    if is_patched() {
        receive_all(&format!("ipc://{}", folder.path().join("delivery").display())).expect("everything arrives");
    }
}

#[test]
fn a_sender_that_ends_first_loses_nothing_over_tcp() {
    role("sender", |arguments| send_all(&arguments[0]).expect("everything is sent"));
    receive_all("tcp://127.0.0.1:*").expect("everything arrives");
}
