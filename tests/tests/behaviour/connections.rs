//! Connections that break, go silent, and come back.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use zmq::{Context, PULL, PUSH, REP, REQ};
use zmq_tests::child;

use super::{LONG, await_event, bind, context, dial};

/// Says hello as a PUSH socket does, up to the end of the handshake.
fn shake_hands(peer: &mut TcpStream) {
    let mut greeting = vec![0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 1];
    greeting.extend(b"NULL");
    greeting.resize(64, 0);
    peer.write_all(&greeting).unwrap();
    peer.write_all(b"\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH").unwrap();
    // The library's greeting, and its READY of the same length.
    peer.read_exact(&mut [0; 64 + 28]).unwrap();
}

#[test]
fn heartbeats_find_out_that_a_peer_went_silent() {
    let context = context();
    let receiver = context.socket(PULL).unwrap();
    receiver.set_heartbeat_ivl(50).unwrap();
    receiver.set_heartbeat_timeout(200).unwrap();
    receiver.bind("tcp://127.0.0.1:*").unwrap();
    let monitor = receiver.monitor_socket(zmq::EVENT_HANDSHAKE_SUCCEEDED | zmq::EVENT_DISCONNECTED).unwrap();
    let mut silent = dial(&receiver);
    shake_hands(&mut silent);
    await_event(&monitor, zmq::EVENT_HANDSHAKE_SUCCEEDED);
    // It is pinged, answers nothing, and is hung up upon although its connection stands.
    let mut pinged = Vec::new();
    silent.read_to_end(&mut pinged).unwrap();
    assert!(pinged.windows(5).any(|bytes| bytes == b"\x04PING"), "{pinged:?}");
    await_event(&monitor, zmq::EVENT_DISCONNECTED);
}

#[test]
fn heartbeats_leave_a_peer_alone_that_answers() {
    // A peer that a busy machine keeps from answering in time is hung up upon, and rightly: then with more time.
    assert!([100, 400, 1_600, 6_400].into_iter().any(|timeout| is_left_alone(timeout).is_ok()));
}

/// Answers the heartbeats of a receiver for three times that long, which is in milliseconds.
fn is_left_alone(timeout: u64) -> std::io::Result<()> {
    let context = context();
    let receiver = context.socket(PULL).unwrap();
    receiver.set_heartbeat_ivl(20).unwrap();
    receiver.set_heartbeat_timeout(Duration::from_millis(timeout)).unwrap();
    receiver.bind("tcp://127.0.0.1:*").unwrap();
    let monitor = receiver.monitor_socket(zmq::EVENT_DISCONNECTED).unwrap();
    let mut peer = dial(&receiver);
    shake_hands(&mut peer);
    let started = Instant::now();
    while started.elapsed() < Duration::from_millis(3 * timeout) {
        let mut ping = [0; 9];
        peer.read_exact(&mut ping)?;
        assert_eq!(&ping[2..7], b"\x04PING");
        peer.write_all(b"\x04\x05\x04PONG")?;
    }
    peer.write_all(b"\0\x05alive")?;
    let received = receiver.recv_timeout(Duration::from_millis(3 * timeout)).map_err(std::io::Error::other)?;
    assert_eq!(received, "alive");
    match monitor.try_recv().unwrap() {
        None => Ok(()),
        Some(event) => Err(std::io::Error::other(format!("{event:?}"))),
    }
}

#[test]
fn a_peer_that_never_shakes_hands_is_given_up() {
    let context = context();
    let receiver = context.socket(PULL).unwrap();
    receiver.set_handshake_ivl(100).unwrap();
    receiver.bind("tcp://127.0.0.1:*").unwrap();
    let mut mute = dial(&receiver);
    mute.read_to_end(&mut Vec::new()).unwrap();
}

#[test]
fn a_connection_that_breaks_is_made_again() {
    child::run(|| {
        let context = context();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let receiver = context.socket(PULL).unwrap();
        receiver.set_reconnect_ivl(10).unwrap();
        receiver.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
        for round in 0..3_u8 {
            let (mut peer, _) = listener.accept().unwrap();
            shake_hands(&mut peer);
            peer.write_all(&[0, 1, round]).unwrap();
            assert_eq!(receiver.recv().unwrap(), [round]);
        }
    });
}

#[test]
fn a_client_goes_on_after_its_server_was_killed_and_started_again() {
    child::role("server", |arguments| {
        let context = Context::new().unwrap();
        let server = context.socket(REP).unwrap();
        while server.bind(&arguments[0]).is_err() {
            std::thread::yield_now();
        }
        println!("ready {}", server.last_endpoint().unwrap());
        loop {
            let question = server.recv().unwrap();
            server.send(format!("{} to {}", arguments[1], question.as_str().unwrap())).unwrap();
        }
    });
    child::run(|| {
        let mut server = child::spawn("server", &["tcp://127.0.0.1:*", "first"]);
        let endpoint = server.line_after("ready ");
        let context = context();
        let client = context.socket(REQ).unwrap();
        client.set_reconnect_ivl(10).unwrap();
        let monitor = client.monitor_socket(zmq::EVENT_DISCONNECTED | zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
        client.connect(&endpoint).unwrap();
        client.send("one").unwrap();
        assert_eq!(client.recv().unwrap(), "first to one");
        server.stop();
        await_event(&monitor, zmq::EVENT_DISCONNECTED);
        let mut server = child::spawn("server", &[&endpoint, "second"]);
        server.line_after("ready ");
        await_event(&monitor, zmq::EVENT_HANDSHAKE_SUCCEEDED);
        client.send("two").unwrap();
        assert_eq!(client.recv().unwrap(), "second to two");
    });
}

#[test]
fn an_abstract_ipc_name_needs_no_file() {
    let context = context();
    let receiver = context.socket(PULL).unwrap();
    let endpoint = format!("ipc://@zmq-tests-{}", std::process::id());
    receiver.bind(&endpoint).unwrap();
    assert_eq!(receiver.last_endpoint().unwrap(), endpoint);
    assert!(!std::path::Path::new(&endpoint["ipc://".len()..]).exists());
    let sender = context.socket(PUSH).unwrap();
    sender.connect(&endpoint).unwrap();
    sender.send("x").unwrap();
    assert_eq!(receiver.recv().unwrap(), "x");
}

#[test]
fn an_endpoint_is_free_again_after_unbind_and_close() {
    let context = context();
    let first = bind(&context, PULL);
    let endpoint = first.last_endpoint().unwrap();
    first.unbind(&endpoint).unwrap();
    let second = context.socket(PULL).unwrap();
    let deadline = Instant::now() + LONG;
    while second.bind(&endpoint).is_err() {
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
    second.close().unwrap();
    let third = context.socket(PULL).unwrap();
    while third.bind(&endpoint).is_err() {
        assert!(Instant::now() < deadline);
        std::thread::yield_now();
    }
}

#[test]
fn what_was_sent_is_delivered_after_the_close_within_its_linger() {
    let context = context();
    let receiver = bind(&context, PULL);
    let sender = context.socket(PUSH).unwrap();
    sender.set_linger(None).unwrap();
    sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
    (0..5_000_u32).for_each(|number| sender.send(number.to_be_bytes()).unwrap());
    sender.close().unwrap();
    (0..5_000_u32).for_each(|number| assert_eq!(receiver.recv().unwrap(), number.to_be_bytes()));
}
