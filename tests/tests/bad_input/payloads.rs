//! Payloads that are not what the receiver asks for: an error that has the bytes, and the next message is read as ever.

use std::io::{Read, Write};
use std::net::TcpStream;

use serde_json::Value;
use zmq::{Context, ErrorKind, Message, PULL, PUSH, Socket};
use zmq_tests::child;

/// Pickles that would import, call or fill the memory, were they executed.
const HOSTILE_PICKLES: &[&[u8]] = &[
    b"cos\nsystem\n(S'exit 1'\ntR.",
    b"c__builtin__\neval\n(S'1/0'\ntR.",
    b"\x80\x02cposix\nsystem\nX\x06\0\0\0exit 1\x85R.",
    b"\x80\x04\x8c\x05posix\x8c\x06system\x93\x8c\x06exit 1\x85R.",
    b"(i__main__\nClass\n.",
    b"\x80\x02ccopyreg\n_reconstructor\n(c__main__\nX\nc__builtin__\nobject\nNtRb.",
    b"P12\n.",
    b"\x80\x02\x82\x01.",
    b"\x80\x04\x8e\xff\xff\xff\xff\xff\xff\xff\x7f.",
    b"\x80\x02X\xff\xff\xff\xffx.",
    b"\x80\xffN.",
    b"\x80\x05\x97.",
    b"R.",
    b".",
    b"",
];

const NOT_TEXT: &[u8] = b"caf\xe9\xff";

fn pair(context: &Context) -> (Socket, Socket) {
    let (receiver, sender) = (context.socket(PULL).unwrap(), context.socket(PUSH).unwrap());
    receiver.bind("inproc://payloads").unwrap();
    sender.connect("inproc://payloads").unwrap();
    (receiver, sender)
}

#[track_caller]
fn keeps(error: &zmq::Error, bytes: &[u8]) {
    assert_eq!((error.kind(), error.bytes()), (ErrorKind::Decode, Some(bytes)), "{error}");
}

#[test]
fn what_is_no_text_comes_back_as_bytes() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context);
        sender.send(NOT_TEXT).unwrap();
        keeps(&receiver.recv_string().unwrap_err(), NOT_TEXT);
        sender.send("text").unwrap();
        assert_eq!(receiver.recv_string().unwrap(), "text");
        let error =
            sender.setsockopt(zmq::SOCKS_PROXY, NOT_TEXT).and_then(|()| sender.getsockopt_string(zmq::SOCKS_PROXY));
        assert!(matches!(error.unwrap_err().kind(), ErrorKind::Decode | ErrorKind::InvalidInput));
    });
}

#[test]
fn every_beginning_of_a_value_is_refused_in_every_format() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context);
        let value = serde_json::json!({"name": "zmq", "list": [1, 2.5, null, true], "nested": {"key": "välue"}});
        sender.send_json(&value).unwrap();
        sender.send_msgpack(&value).unwrap();
        sender.send_pyobj(&value).unwrap();
        let [json, msgpack, pickle] = [(); 3].map(|()| receiver.recv().unwrap());
        let mut refused = 0;
        for size in 0..json.len() {
            sender.send(&json[..size]).unwrap();
            keeps(&receiver.recv_json::<Value>().unwrap_err(), &json[..size]);
            refused += 1;
        }
        for size in 0..msgpack.len() {
            sender.send(&msgpack[..size]).unwrap();
            keeps(&receiver.recv_msgpack::<Value>().unwrap_err(), &msgpack[..size]);
        }
        for size in 0..pickle.len() {
            sender.send(&pickle[..size]).unwrap();
            keeps(&receiver.recv_pyobj::<Value>().unwrap_err(), &pickle[..size]);
        }
        assert!(refused > 50);
        sender.send(json).unwrap();
        assert_eq!(receiver.recv_json::<Value>().unwrap(), value);
        sender.send(msgpack).unwrap();
        assert_eq!(receiver.recv_msgpack::<Value>().unwrap(), value);
        sender.send(pickle).unwrap();
        assert_eq!(receiver.recv_pyobj::<Value>().unwrap(), value);
    });
}

#[test]
fn hostile_pickles_are_data_that_is_refused() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context);
        for pickle in HOSTILE_PICKLES {
            sender.send(*pickle).unwrap();
            keeps(&receiver.recv_pyobj::<Value>().unwrap_err(), pickle);
        }
        // Deeper than any stack: refused, or read, but not crashed upon.
        for opening in [&b"("[..], b"]", b"\x80\x02]", b"[[[[", b"{\"a\":", b"\x91", b"\x81\xa1a"] {
            let deep = opening.repeat(200_000);
            for _ in 0..3 {
                sender.send(deep.clone()).unwrap();
            }
            assert!(receiver.recv_pyobj::<Value>().is_err());
            assert!(receiver.recv_json::<Value>().is_err());
            assert!(receiver.recv_msgpack::<Value>().is_err());
        }
        sender.send_pyobj(&7).unwrap();
        assert_eq!(receiver.recv_pyobj::<i32>().unwrap(), 7);
    });
}

#[test]
fn a_message_without_parts_is_not_sent() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context);
        for result in [
            sender.send_multipart(Vec::<Message>::new()),
            sender.try_send_multipart(zmq::Multipart::new()),
            sender.send_serialized(&7, |_| Vec::<Message>::new()),
        ] {
            assert_eq!(result.unwrap_err().kind(), ErrorKind::InvalidInput);
        }
        assert!(receiver.try_recv().unwrap().is_none());
    });
}

#[test]
fn a_peer_that_speaks_nonsense_costs_only_its_own_connection() {
    // A greeting of ZMTP 3.0 with the mechanism NULL.
    let mut greeting = vec![0xff, 0, 0, 0, 0, 0, 0, 0, 1, 0x7f, 3, 0];
    greeting.extend(b"NULL");
    greeting.resize(64, 0);
    let ready = b"\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PUSH";
    child::run(|| {
        let context = Context::new().unwrap();
        let receiver = context.socket(PULL).unwrap();
        receiver.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = receiver.last_endpoint().unwrap();
        let address = endpoint.strip_prefix("tcp://").unwrap();
        let after_greeting = |bytes: &[u8]| [&greeting, bytes].concat();
        let after_ready = |bytes: &[u8]| [&greeting, &ready[..], bytes].concat();
        for bytes in [
            b"GET / HTTP/1.1\r\n\r\n".to_vec(),
            vec![0; 64],
            vec![0xff; 64],
            greeting[..20].to_vec(),
            after_greeting(&[0x04, 0]),
            after_greeting(b"\x04\x06\x05READ"),
            after_greeting(b"\x04\x0a\x05READY\xffaaa"),
            after_greeting(b"\x04\x1a\x05READY\x0bSocket-Type\xff\xff\xff\xffPUSH"),
            after_greeting(b"\x04\x1a\x05READY\x0bSocket-Type\0\0\0\x04PULL"),
            after_greeting(b"\x06\x7f\xff\xff\xff\xff\xff\xff\xff"),
            after_ready(b"\x02\x7f\xff\xff\xff\xff\xff\xff\xff"),
            after_ready(b"\x02\xff\xff\xff\xff\xff\xff\xff\xff"),
            after_ready(b"\x02\0\0\xff\xff\xff\xff\xff\xff"),
            after_ready(b"\x04\x05\x04PING"),
            after_ready(b"\x04\x01\x04"),
            after_ready(&[0xff; 300]),
        ] {
            let mut peer = TcpStream::connect(address).unwrap();
            // Until the library has hung up, which may be before all is said.
            let _ = peer.write_all(&bytes).and_then(|()| peer.shutdown(std::net::Shutdown::Write));
            let _ = peer.read_to_end(&mut Vec::new());
        }
        let sender = context.socket(PUSH).unwrap();
        sender.connect(&endpoint).unwrap();
        sender.send("still here").unwrap();
        assert_eq!(receiver.recv_timeout(120_000).unwrap(), "still here");
        // And a peer that knows how.
        let mut peer = TcpStream::connect(address).unwrap();
        peer.write_all(&after_ready(b"")).unwrap();
        peer.read_exact(&mut vec![0; greeting.len() + ready.len()]).unwrap();
        peer.write_all(b"\0\x05plain").unwrap();
        assert_eq!(receiver.recv_timeout(120_000).unwrap(), "plain");
    });
}
