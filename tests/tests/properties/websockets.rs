//! The same over WebSocket: its HTTP handshake and its frames are more that can be wrong.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::handshakes::{Frame, attack, commands, frame};
use crate::isolated;
use crate::mutation::{Mutation, mutated, mutations};
use crate::servers::Server;

/// What a bad peer does.
#[derive(Clone, Debug)]
struct Visitor {
    protocol: Protocol,
    /// Header lines that a browser, or somebody who means harm, might add.
    headers: Vec<&'static str>,
    frames: Vec<(u8, Frame)>,
    of_the_request: Vec<Mutation>,
    of_the_frames: Vec<Mutation>,
    pause: Index,
}

#[derive(Clone, Copy, Debug)]
enum Protocol {
    /// The server's mechanism.
    Right,
    Bare,
    /// The right one among others.
    List,
    Unknown,
}

const HEADERS: &[&str] = &[
    "Origin: http://example.org",
    "Connection: keep-alive, Upgrade",
    "Connection: close",
    "Upgrade: h2c",
    "Sec-WebSocket-Protocol: ZWS2.0",
    "Sec-WebSocket-Protocol: ,, ,",
    "Sec-WebSocket-Key:",
    "Sec-WebSocket-Extensions: permessage-deflate",
    "X:",
    ":",
];

const BINARY: u8 = 0x82;
const CLOSE: u8 = 0x88;
const PING: u8 = 0x89;
const PONG: u8 = 0x8a;
const TEXT: u8 = 0x81;

fn visitor() -> impl Strategy<Value = Visitor> {
    let protocol = prop_oneof![
        6 => Just(Protocol::Right),
        1 => Just(Protocol::Bare),
        1 => Just(Protocol::List),
        1 => Just(Protocol::Unknown),
    ];
    let opcode = prop_oneof![
        8 => Just(BINARY),
        1 => prop::sample::select(&[CLOSE, PING, PONG, TEXT, 0x02][..]),
    ];
    (
        protocol,
        vec(prop::sample::select(HEADERS), 0..3),
        vec((opcode, frame()), 0..6),
        prop_oneof![3 => Just(Vec::new()), 1 => mutations()],
        mutations(),
        any::<Index>(),
    )
        .prop_map(|(protocol, headers, frames, of_the_request, of_the_frames, pause)| Visitor {
            protocol,
            headers,
            frames,
            of_the_request,
            of_the_frames,
            pause,
        })
}

impl Visitor {
    fn bytes(&self, server: &Server) -> Vec<u8> {
        let (mechanism, commands) = commands(server.mechanism, server.peer.name().unwrap_or_default());
        let mut bytes = mutated(self.request(mechanism).as_bytes(), &self.of_the_request);
        let commands = commands.into_iter().map(|body| (BINARY, Frame::command(body)));
        let frames = commands.chain(self.frames.iter().cloned());
        let frames: Vec<u8> = frames.flat_map(|(opcode, frame)| masked(opcode, &frame.for_websocket())).collect();
        bytes.extend(mutated(&frames, &self.of_the_frames));
        bytes
    }

    fn request(&self, mechanism: &str) -> String {
        let protocol = match self.protocol {
            Protocol::Right => format!("ZWS2.0/{mechanism}"),
            Protocol::Bare => "ZWS2.0".to_owned(),
            Protocol::List => format!("chat, ZWS2.0/{mechanism},ZWS2.0"),
            Protocol::Unknown => "chat".to_owned(),
        };
        let more: String = self.headers.iter().map(|header| format!("{header}\r\n")).collect();
        format!(
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n{more}\
             Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: {protocol}\r\n\
             Sec-WebSocket-Version: 13\r\n\r\n"
        )
    }
}

/// A frame as clients send them.
fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    const MASK: [u8; 4] = [1, 2, 3, 4];
    let mut frame = vec![first];
    match u8::try_from(payload.len()) {
        Ok(size @ 0..126) => frame.push(0x80 | size),
        _ => {
            frame.push(0x80 | 126);
            frame.extend(u16::try_from(payload.len()).expect("short").to_be_bytes());
        }
    }
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, mask)| byte ^ mask));
    frame
}

proptest! {
    #![proptest_config(isolated(600))]

    #[test]
    fn a_peer_that_nearly_speaks_websocket_is_survived(which: Index, visitor in visitor()) {
        attack("ws", &which, |server| visitor.bytes(server), &visitor.pause)?;
    }

    #[test]
    fn a_peer_that_speaks_anything_to_a_websocket_is_survived(which: Index, bytes in vec(any::<u8>(), 0..100), pause: Index) {
        attack("ws", &which, |_| bytes.clone(), &pause)?;
    }
}
