//! Peers that speak ZMTP, or nearly so: whatever they send, the socket hangs up when they do, and goes on serving others.

use std::io::{ErrorKind, Read, Write};
use std::net::Shutdown;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use crate::isolated;
use crate::mutation::{Mutation, mutated, mutations};
use crate::servers::{Mechanism, Server, USER, scene};

/// What a bad peer does.
#[derive(Clone, Debug)]
struct Peer {
    version: Version,
    /// The one of the server, if it is right.
    wrong_mechanism: Option<Mechanism>,
    wrong_type: Option<&'static str>,
    frames: Vec<Frame>,
    mutations: Vec<Mutation>,
    /// Where it pauses.
    pause: Index,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Version {
    Zmtp1,
    Zmtp2,
    Zmtp30,
    Zmtp31,
}

#[derive(Clone, Debug)]
pub(crate) struct Frame {
    is_command: bool,
    has_more: bool,
    body: Vec<u8>,
}

const TYPES: &[&str] =
    &["PAIR", "PUB", "SUB", "REQ", "REP", "DEALER", "ROUTER", "PULL", "PUSH", "XPUB", "XSUB", "SERVER", ""];

const BODIES: &[&[u8]] = &[
    b"",
    b"\x01",
    b"\0",
    b"\x01topic",
    b"\0topic",
    b"\x04PING\0\x0acontext",
    b"\x04PONGcontext",
    b"\x09SUBSCRIBEtopic",
    b"\x06CANCELtopic",
    b"\x04JOINgroup",
    b"\x05LEAVEgroup",
    b"\x05ERROR\x03why",
    b"\x05READY",
    b"\x07MESSAGE\0\0\0\0",
    b"\x07WELCOME",
    b"\x05HELLO",
    b"\x08INITIATE",
];

/// What may follow a handshake.
pub(crate) fn frame() -> impl Strategy<Value = Frame> {
    let body = prop_oneof![
        3 => prop::sample::select(BODIES).prop_map(<[u8]>::to_vec),
        2 => vec(any::<u8>(), 0..20),
        1 => vec(any::<u8>(), 250..600),
    ];
    (any::<bool>(), any::<bool>(), body).prop_map(|(is_command, has_more, body)| Frame { is_command, has_more, body })
}

fn peer() -> impl Strategy<Value = Peer> {
    let version = prop_oneof![
        1 => Just(Version::Zmtp1),
        1 => Just(Version::Zmtp2),
        2 => Just(Version::Zmtp30),
        4 => Just(Version::Zmtp31),
    ];
    let wrong_mechanism = prop::sample::select(&[Mechanism::Null, Mechanism::Plain, Mechanism::Curve][..]);
    (
        version,
        prop::option::weighted(0.1, wrong_mechanism),
        prop::option::weighted(0.2, prop::sample::select(TYPES)),
        vec(frame(), 0..6),
        mutations(),
        any::<Index>(),
    )
        .prop_map(|(version, wrong_mechanism, wrong_type, frames, mutations, pause)| Peer {
            version,
            wrong_mechanism,
            wrong_type,
            frames,
            mutations,
            pause,
        })
}

impl Peer {
    fn bytes(&self, server: &Server) -> Vec<u8> {
        let mut bytes = self.handshake(server);
        self.frames.iter().for_each(|frame| frame.write(self.version, &mut bytes));
        mutated(&bytes, &self.mutations)
    }

    fn handshake(&self, server: &Server) -> Vec<u8> {
        let kind = self.wrong_type.or(server.peer.name()).unwrap_or_default();
        let signature = [&[0xff_u8][..], &[0; 7], &[1, 0x7f]].concat();
        match self.version {
            Version::Zmtp1 => vec![1, 0],
            Version::Zmtp2 => [&signature[..], &[1, u8::try_from(server.peer.raw()).unwrap_or(0xff)], &[0, 0]].concat(),
            Version::Zmtp30 => [signature, self.secured(0, kind, server)].concat(),
            Version::Zmtp31 => [signature, self.secured(1, kind, server)].concat(),
        }
    }

    /// The greeting from the version on, and the commands of the mechanism, without waiting for the server's.
    fn secured(&self, minor: u8, kind: &str, server: &Server) -> Vec<u8> {
        let (name, commands) = commands(self.wrong_mechanism.unwrap_or(server.mechanism), kind);
        let mut bytes = vec![3, minor];
        bytes.extend(name.as_bytes());
        bytes.resize(54, 0);
        for body in commands {
            Frame::command(body).write(self.version, &mut bytes);
        }
        bytes
    }
}

/// A mechanism's name and what its clients say, as a peer of that type.
pub(crate) fn commands(mechanism: Mechanism, kind: &str) -> (&'static str, Vec<Vec<u8>>) {
    match mechanism {
        Mechanism::Null => ("NULL", vec![[b"\x05READY", &metadata(kind)[..]].concat()]),
        Mechanism::Plain => {
            let hello = [b"\x05HELLO", &short(USER.0)[..], &short(USER.1)].concat();
            ("PLAIN", vec![hello, [b"\x08INITIATE", &metadata(kind)[..]].concat()])
        }
        // Of the right size; what is in it needs the right keys.
        Mechanism::Curve => {
            let hello = [b"\x05HELLO\x01\0", &[0; 72][..], &[7; 32], &[0, 0, 0, 0, 0, 0, 0, 1], &[7; 80]].concat();
            ("CURVE", vec![hello, [b"\x08INITIATE", &[7; 300][..]].concat()])
        }
    }
}

impl Frame {
    pub(crate) fn command(body: Vec<u8>) -> Self {
        Self { is_command: true, has_more: false, body }
    }

    /// As the payload of a WebSocket frame.
    #[cfg(feature = "ws")]
    pub(crate) fn for_websocket(&self) -> Vec<u8> {
        [&[u8::from(self.has_more) | u8::from(self.is_command) << 1][..], &self.body].concat()
    }

    fn write(&self, version: Version, to: &mut Vec<u8>) {
        let size = self.body.len() + usize::from(version == Version::Zmtp1);
        let short = u8::try_from(size).ok().filter(|size| *size < 255);
        let long = (size as u64).to_be_bytes();
        let more = u8::from(self.has_more);
        match (version, short) {
            (Version::Zmtp1, Some(short)) => to.extend([short, more]),
            (Version::Zmtp1, None) => to.extend([&[0xff][..], &long, &[more]].concat()),
            (_, Some(short)) => to.extend([more | u8::from(self.is_command) << 2, short]),
            (_, None) => to.extend([&[more | u8::from(self.is_command) << 2 | 2][..], &long].concat()),
        }
        to.extend(&self.body);
    }
}

fn short(text: &str) -> Vec<u8> {
    [&[u8::try_from(text.len()).expect("short")], text.as_bytes()].concat()
}

fn metadata(kind: &str) -> Vec<u8> {
    let property = |name: &str, value: &str| {
        let size = u32::try_from(value.len()).expect("short").to_be_bytes();
        [&short(name)[..], &size, value.as_bytes()].concat()
    };
    [property("Socket-Type", kind), property("Identity", ""), property("X-More", "value")].concat()
}

/// Says it all in two pieces, hangs up, and waits until the server has done so too.
fn visit(server: &Server, bytes: &[u8], pause: &Index) -> Result<(), TestCaseError> {
    let mut stream = server.dial();
    let (first, rest) = bytes.split_at(pause.index(bytes.len() + 1));
    // The server may hang up before all is said.
    let _ = stream.write_all(first).and_then(|()| stream.write_all(rest));
    let _ = stream.shutdown(Shutdown::Write);
    match stream.read_to_end(&mut Vec::new()) {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {
            Err(TestCaseError::fail("the server does not hang up"))
        }
        _ => Ok(()),
    }
}

/// Whether a socket over that transport survives what a peer sends, and serves the next one.
pub(crate) fn attack(
    transport: &str,
    which: &Index,
    bytes: impl Fn(&Server) -> Vec<u8>,
    pause: &Index,
) -> Result<(), TestCaseError> {
    let mut scene = scene(transport);
    let index = which.index(scene.servers.len());
    let server = &scene.servers[index];
    let bytes = bytes(server);
    let shown = format!("{} {:?}: {}", server.kind, server.mechanism, bytes.escape_ascii());
    visit(server, &bytes, pause).map_err(|error| TestCaseError::fail(format!("{error}: {shown}")))?;
    server.drain();
    // What was sent may have made a peer of its sender, and a REQ waits for the answer of the peer that got its question.
    if server.kind != zmq::REQ {
        prop_assert!(scene.serves_a_good_peer(index), "a good peer is not served any more: {shown}");
    }
    Ok(())
}

proptest! {
    #![proptest_config(isolated(1000))]

    #[test]
    fn a_peer_that_nearly_speaks_zmtp_is_survived(which: Index, peer in peer()) {
        attack("tcp", &which, |server| peer.bytes(server), &peer.pause)?;
    }

    #[test]
    fn a_peer_that_speaks_anything_is_survived(which: Index, bytes in vec(any::<u8>(), 0..100), pause: Index) {
        attack("tcp", &which, |_| bytes.clone(), &pause)?;
    }
}
