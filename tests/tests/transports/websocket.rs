//! `ws://` and `wss://`: WebSocket, bare and in TLS, with a certificate that the test makes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::process::Command;
use std::time::Duration;

use zmq::{Context, PULL, PUSH, Socket, SocketType};
use zmq_tests::child;

use super::{LONG, context, converse, meet};

/// A certificate for `zmq.test` and its key, in PEM.
fn certificate() -> (String, String) {
    let folder = tempfile::tempdir().unwrap();
    let (certificate, key) = (folder.path().join("cert.pem"), folder.path().join("key.pem"));
    let mut openssl = Command::new("openssl");
    openssl.args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]);
    openssl.args(["-subj", "/CN=zmq.test", "-addext", "subjectAltName=DNS:zmq.test", "-keyout"]).arg(&key);
    let output = openssl.arg("-out").arg(&certificate).output().expect("openssl (Debian: openssl)");
    assert!(output.status.success(), "{output:?}");
    (std::fs::read_to_string(certificate).unwrap(), std::fs::read_to_string(key).unwrap())
}

/// The socket that binds, with its certificate.
fn server(context: &Context, kind: SocketType, (certificate, key): &(String, String)) -> Socket {
    let server = context.socket(kind).unwrap();
    server.set_wss_cert_pem(certificate).unwrap();
    server.set_wss_key_pem(key).unwrap();
    server.bind("wss://127.0.0.1:*").unwrap();
    server
}

/// A socket that connects to it, and believes in nothing but `trust`.
fn client(context: &Context, kind: SocketType, server: &Socket, trust: &str, host: &str) -> Socket {
    let client = context.socket(kind).unwrap();
    client.set_wss_trust_pem(trust).unwrap();
    client.set_wss_hostname(host).unwrap();
    client.connect(&server.last_endpoint().unwrap()).unwrap();
    client
}

/// Sends more than any buffer holds, and closes before it is read.
fn everything_arrives(sender: Socket, receiver: &Socket) {
    let message = |number: u32| vec![number as u8; 1 + (number as usize * 7_919) % 70_000];
    sender.set_linger(None).unwrap();
    sender.set_sndtimeo(LONG).unwrap();
    let feeder = std::thread::spawn(move || {
        (0..3_000).for_each(|number| sender.send(message(number)).unwrap());
        sender.close().unwrap();
    });
    for number in 0..3_000 {
        assert!(receiver.recv().unwrap() == message(number), "message {number}");
    }
    feeder.join().unwrap();
}

#[test]
fn ws_moves_messages_of_every_size_both_ways() {
    child::run(|| {
        let context = context();
        let (bound, connected) = meet(&context, "ws://127.0.0.1:*");
        assert!(bound.last_endpoint().unwrap().starts_with("ws://127.0.0.1:"));
        converse(&bound, &connected);
    });
}

#[test]
fn ws_loses_nothing_when_the_sender_closes() {
    child::run(|| {
        for sender_binds in [true, false] {
            let context = context();
            let (sender, receiver) = (context.socket(PUSH).unwrap(), context.socket(PULL).unwrap());
            let (a, b) = if sender_binds { (&sender, &receiver) } else { (&receiver, &sender) };
            a.bind("ws://127.0.0.1:*/a/path").unwrap();
            b.connect(&a.last_endpoint().unwrap()).unwrap();
            everything_arrives(sender, &receiver);
        }
    });
}

#[test]
fn ws_carries_curve_and_heartbeats() {
    child::run(|| {
        let context = context();
        let (bound, connected) = (context.socket(zmq::PAIR).unwrap(), context.socket(zmq::PAIR).unwrap());
        let (public, secret) = zmq::curve_keypair().unwrap();
        bound.set_curve_server(true).unwrap();
        bound.set_curve_secretkey(&secret).unwrap();
        connected.set_curve_serverkey(public).unwrap();
        let (public, secret) = zmq::curve_keypair().unwrap();
        connected.set_curve_publickey(public).unwrap();
        connected.set_curve_secretkey(&secret).unwrap();
        for socket in [&bound, &connected] {
            socket.set_heartbeat_ivl(5).unwrap();
            socket.set_heartbeat_timeout(10_000).unwrap();
        }
        bound.bind("ws://127.0.0.1:*").unwrap();
        connected.connect(&bound.last_endpoint().unwrap()).unwrap();
        converse(&bound, &connected);
        assert_eq!(connected.mechanism().unwrap(), zmq::CURVE);
    });
}

#[test]
fn wss_moves_messages_of_every_size_both_ways() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        let bound = server(&context, zmq::PAIR, &identity);
        let connected = client(&context, zmq::PAIR, &bound, &identity.0, "zmq.test");
        converse(&bound, &connected);
    });
}

/// A record of TLS is larger than the buffer it is first read into, and the turns of connections that share a thread are short.
#[test]
fn wss_reads_what_tls_has_left() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        let bound = server(&context, zmq::ROUTER, &identity);
        let clients = Vec::from_iter(
            (0..24).map(|_| client(&context, zmq::DEALER, &bound, &identity.0, "zmq.test")), //
        );
        for round in 0..10 {
            let message = |number: usize| vec![number as u8; 9_000 + 300 * number + 1_111 * round];
            for (number, client) in clients.iter().enumerate() {
                client.send(message(number)).unwrap();
            }
            for _ in &clients {
                bound.send_multipart(bound.recv_multipart().unwrap()).unwrap();
            }
            for (number, client) in clients.iter().enumerate() {
                assert!(client.recv().unwrap() == message(number), "round {round}, client {number}");
            }
        }
    });
}

#[test]
fn wss_loses_nothing_when_the_sender_closes() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        let receiver = server(&context, PULL, &identity);
        everything_arrives(client(&context, PUSH, &receiver, &identity.0, "zmq.test"), &receiver);
        let sender = server(&context, PUSH, &identity);
        let receiver = client(&context, PULL, &sender, &identity.0, "zmq.test");
        everything_arrives(sender, &receiver);
    });
}

#[test]
fn wss_talks_to_nobody_whose_certificate_is_not_trusted_or_of_another_name() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        let bound = server(&context, PULL, &identity);
        let monitor = bound.monitor_socket(zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
        let stranger = certificate().0;
        for (trust, host) in [(&stranger, "zmq.test"), (&identity.0, "other.test")] {
            let refused = client(&context, PUSH, &bound, trust, host);
            let events = refused.monitor_socket(zmq::EVENT_ALL).unwrap();
            refused.send("never").unwrap();
            super::await_event(&events, zmq::EVENT_CONNECTED | zmq::EVENT_CONNECT_DELAYED);
            super::await_event(
                &events,
                zmq::EVENT_HANDSHAKE_FAILED_NO_DETAIL | zmq::EVENT_DISCONNECTED | zmq::EVENT_CLOSED,
            );
        }
        let trusted = client(&context, PUSH, &bound, &identity.0, "zmq.test");
        trusted.send("welcome").unwrap();
        assert_eq!(bound.recv().unwrap(), "welcome");
        assert!(monitor.recv_timeout(LONG).is_ok());
        assert!(monitor.recv_timeout(Duration::ZERO).is_err(), "one handshake");
    });
}

#[test]
fn wss_without_a_certificate_is_an_error() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        let bare = context.socket(PULL).unwrap();
        assert_eq!(bare.bind("wss://127.0.0.1:*").unwrap_err(), zmq::ErrorKind::InvalidInput);
        let mistaken = context.socket(PULL).unwrap();
        mistaken.set_wss_cert_pem(&identity.1).unwrap();
        mistaken.set_wss_key_pem(&identity.0).unwrap();
        assert_eq!(mistaken.bind("wss://127.0.0.1:*").unwrap_err(), zmq::ErrorKind::InvalidInput);
    });
}

#[test]
fn wss_trusts_nobody_for_a_certificate_that_is_none() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        let bound = server(&context, PULL, &identity);
        let refusing = client(&context, PUSH, &bound, "this is no certificate", "zmq.test");
        let events = refusing.monitor_socket(zmq::EVENT_ALL).unwrap();
        super::await_event(&events, zmq::EVENT_HANDSHAKE_FAILED_NO_DETAIL);
    });
}

#[test]
fn wss_finishes_its_handshakes_when_it_is_unbound() {
    child::run(|| {
        let (context, identity) = (context(), certificate());
        for _ in 0..20 {
            let bound = server(&context, PULL, &identity);
            let early = client(&context, PUSH, &bound, &identity.0, "zmq.test");
            early.send("in time, or never").unwrap();
            bound.unbind(&bound.last_endpoint().unwrap()).unwrap();
            // Either is right; what must not happen is a crash.
            let _ = bound.poll(20, zmq::POLLIN).unwrap();
        }
    });
}

#[test]
fn ws_leaves_the_senders_memory_alone() {
    child::run(|| {
        let context = context();
        let (bound, connected) = meet(&context, "ws://127.0.0.1:*");
        static CONSTANT: [u8; 1_000] = [b'c'; 1_000];
        let owned = std::sync::Arc::new([b'a'; 1_000]);
        connected.send(zmq::Message::from_static(&CONSTANT)).unwrap();
        connected.send(zmq::Message::from_owner(Shared(owned.clone()))).unwrap();
        assert_eq!(bound.recv().unwrap(), CONSTANT);
        assert_eq!(bound.recv().unwrap(), *owned);
        assert_eq!(*owned, [b'a'; 1_000]);
    });
}

/// Memory that is read here too while it is sent.
struct Shared(std::sync::Arc<[u8; 1_000]>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &*self.0
    }
}

#[test]
fn ws_refuses_paths_that_are_no_part_of_a_request() {
    child::run(|| {
        let context = context();
        let socket = context.socket(PUSH).unwrap();
        for path in ["x".repeat(10_000), "two words".to_owned(), "line\r\nCookie: stolen".to_owned()] {
            assert!(socket.connect(&format!("ws://127.0.0.1:1/{path}")).is_err(), "{path}");
            assert!(socket.bind(&format!("ws://127.0.0.1:*/{path}")).is_err(), "{path}");
        }
    });
}

/// Shakes hands as a WebSocket client, for a mechanism, up to the end of the HTTP part.
fn upgrade(socket: &Socket, protocol: &str) -> TcpStream {
    let endpoint = socket.last_endpoint().unwrap();
    let address = endpoint.strip_prefix("ws://").unwrap().trim_end_matches('/');
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    let request = format!(
        "GET / HTTP/1.1\r\nHost: {address}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {protocol}\r\n\
         Sec-WebSocket-Version: 13\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        let mut byte = [0];
        stream.read_exact(&mut byte).unwrap();
        answer.push(byte[0]);
    }
    let answer = String::from_utf8(answer).unwrap();
    // The key's answer in RFC 6455.
    assert!(answer.contains("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), "{answer}");
    stream
}

/// A frame of a client: masked, with its first byte and its payload.
fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut frame = vec![first, 0x80 | u8::try_from(payload.len()).unwrap(), 1, 2, 3, 4];
    frame.extend(payload.iter().zip([1, 2, 3, 4].iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

#[test]
fn hostile_frames_do_no_harm_to_ws() {
    const BINARY: u8 = 0x82;
    const CLOSE: u8 = 0x88;
    const PING: u8 = 0x89;
    child::run(|| {
        let context = context();
        let receiver = context.socket(PULL).unwrap();
        receiver.bind("ws://127.0.0.1:*").unwrap();
        let ready = frame(BINARY, b"\x02\x05READY\x0bSocket-Type\0\0\0\x04PUSH");
        let attacks: Vec<Vec<u8>> = vec![
            vec![],
            frame(CLOSE, b"\x03\xe8bye"),
            [frame(CLOSE, b""), frame(CLOSE, b""), frame(PING, b"x"), frame(BINARY, b"\0x")].concat(),
            [frame(PING, b"payload"), frame(0x8a, b""), frame(PING, b"")].concat(),
            frame(BINARY, b""),
            frame(0x02, b"\0not final"),
            frame(0x81, b"text"),
            frame(0x8f, b"no opcode"),
            vec![BINARY, 0x05, 0, 1, 2, 3, 4],
            vec![BINARY, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0, 0],
            vec![CLOSE, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0],
            vec![BINARY, 0xff, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
            frame(BINARY, b"\x02\x04PING"),
            frame(BINARY, b"\x02\xffjunk"),
            frame(BINARY, b"\xff"),
        ];
        for protocol in ["ZWS2.0/NULL", "ZWS2.0"] {
            for shakes_hands in [true, false] {
                for attack in &attacks {
                    let mut stream = upgrade(&receiver, protocol);
                    let hello = if shakes_hands { ready.clone() } else { vec![] };
                    // It may have been hung up upon already.
                    let _ = stream.write_all(&[hello, attack.clone()].concat());
                    let _ = stream.shutdown(std::net::Shutdown::Write);
                    // The end of the connection, or its reset.
                    let _ = stream.read_to_end(&mut Vec::new());
                }
            }
        }
        let sender = context.socket(PUSH).unwrap();
        sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
        sender.send("well").unwrap();
        while receiver.recv().unwrap() != "well" {}
    });
}
