//! `udp://`: groups by RADIO and DISH, and bare datagrams by DGRAM.

use std::net::UdpSocket;

use zmq::{DGRAM, DISH, Message, RADIO};

use super::{LONG, context};

/// A port that nothing has now.
fn port() -> u16 {
    UdpSocket::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

#[test]
fn udp_carries_groups_from_a_radio_to_a_dish() {
    let context = context();
    let endpoint = format!("udp://127.0.0.1:{}", port());
    let (radio, dish) = (context.socket(RADIO).unwrap(), context.socket(DISH).unwrap());
    dish.bind(&endpoint).unwrap();
    dish.join("news").unwrap();
    radio.connect(&endpoint).unwrap();
    // What is sent before the receiver listens is lost: it is repeated until the first arrives.
    zmq_tests::process::wait_until("a first datagram arrives", || {
        radio.send(Message::from("hello").with_group("news").unwrap()).unwrap();
        !dish.poll(5, zmq::POLLIN).unwrap().is_empty()
    });
    let mut received = dish.recv().unwrap();
    for size in [0, 1, 33, 1_000, 8_000] {
        radio.send(Message::from("not for us").with_group("other").unwrap()).unwrap();
        radio.send(Message::from(vec![7; size]).with_group("news").unwrap()).unwrap();
        while received == "hello" {
            received = dish.recv().unwrap();
        }
        assert_eq!((received.group(), received.len()), (Some("news"), size));
        received = Message::from("hello");
    }
}

#[test]
fn udp_carries_datagrams_to_and_from_anybody() {
    let context = context();
    let socket = context.socket(DGRAM).unwrap();
    let port = port();
    socket.bind(&format!("udp://127.0.0.1:{port}")).unwrap();
    let peer = UdpSocket::bind("127.0.0.1:0").unwrap();
    peer.set_read_timeout(Some(LONG)).unwrap();
    let address = peer.local_addr().unwrap().to_string();
    for content in ["question", ""] {
        zmq_tests::process::wait_until("the datagram arrives", || {
            peer.send_to(content.as_bytes(), ("127.0.0.1", port)).unwrap();
            !socket.poll(5, zmq::POLLIN).unwrap().is_empty()
        });
        let parts = loop {
            let parts = socket.recv_multipart().unwrap();
            if parts[1] == content.as_bytes() {
                break parts;
            }
        };
        // libzmq leaves the NUL.
        assert_eq!(parts[0].as_str().unwrap().trim_end_matches('\0'), address);
    }
    socket.send_multipart([address.as_bytes(), b"answer"]).unwrap();
    let mut answer = [0; 100];
    let (length, from) = peer.recv_from(&mut answer).unwrap();
    assert_eq!((&answer[..length], from.port()), (&b"answer"[..], port));
}
