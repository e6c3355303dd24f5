//! No message is lost when its sender ends first, with the infinite linger of the default, while the receiver lags behind.

use zmq::Context;
use zmq_tests::child;

/// As much as the kernel holds for the receiver, with room to spare, and far more than the receiver takes at once.
const COUNT: usize = 200;
const BODY: [u8; 100] = [0; 100];
const HIGH_WATER_MARK: i32 = 10;

#[test]
fn all_arrives_on_ipc_though_the_sender_has_ended() {
    child::role("sender", send_all);
    child::run(|| {
        let folder = tempfile::tempdir().expect("a folder for the socket");
        let endpoint = format!("ipc://{}", folder.path().join("socket").display());
        receive_all(&endpoint);
    });
}

#[test]
fn all_arrives_on_tcp_though_the_sender_has_ended() {
    child::role("sender", send_all);
    child::run(|| receive_all("tcp://127.0.0.1:*"));
}

fn send_all(arguments: &[String]) {
    let context = Context::new().expect("a context");
    let push = context.socket(zmq::PUSH).expect("a socket");
    push.connect(&arguments[0]).expect("a connection");
    for _ in 0..COUNT {
        push.send(BODY.as_slice()).expect("a message sent");
    }
}

fn receive_all(endpoint: &str) {
    let context = Context::new().expect("a context");
    let pull = context.socket(zmq::PULL).expect("a socket");
    pull.set_rcvhwm(HIGH_WATER_MARK).expect("a high-water mark");
    pull.bind(endpoint).expect("an endpoint");
    let endpoint = pull.last_endpoint().expect("the endpoint bound");
    child::assert_finished(&child::spawn("sender", &[&endpoint]).outcome());
    for received in 0..COUNT {
        if let Err(error) = pull.recv_timeout(120_000) {
            panic!("{} of {COUNT} messages were lost: {error}", COUNT - received);
        }
    }
}
