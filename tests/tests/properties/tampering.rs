//! Honest peers with somebody between them who changes a byte, in one direction or the other.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use proptest::prelude::*;
use zmq::{Happening, Message, MonitorEvents, PULL, PUSH, Poller};

use crate::isolated;
use crate::servers::{Mechanism, Scene, Server, TOKEN, scene};

/// What is done to a stream's byte at a place.
#[derive(Clone, Copy, Debug)]
enum Change {
    Xor(u8),
    Drop,
    Double,
    HangUp,
}

#[derive(Clone, Copy, Debug)]
struct Tampering {
    of_the_client: bool,
    place: usize,
    change: Change,
}

/// Sends on what comes, with a change if there is one, until either end hangs up.
fn pass_on(mut from: TcpStream, mut to: TcpStream, change: Option<(usize, Change)>) {
    let mut buffer = [0; 4096];
    let mut passed = 0;
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        let mut bytes = buffer[..count].to_vec();
        let change = change.and_then(|(place, change)| Some((place.checked_sub(passed)?, change)));
        match change.filter(|(place, _)| *place < count) {
            Some((place, Change::Xor(bits))) => bytes[place] ^= bits,
            Some((place, Change::Drop)) => drop(bytes.remove(place)),
            Some((place, Change::Double)) => bytes.insert(place, bytes[place]),
            Some((_, Change::HangUp)) => break,
            None => {}
        }
        passed += count;
        if to.write_all(&bytes).is_err() {
            break;
        }
    }
    let _ = from.shutdown(Shutdown::Both);
    let _ = to.shutdown(Shutdown::Both);
}

/// Where to connect to instead of the server.
fn between(server: impl FnOnce() -> TcpStream + Send + 'static, tampering: Tampering) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let endpoint = format!("tcp://{}", listener.local_addr().expect("it listens"));
    thread::spawn(move || {
        let Ok((client, _)) = listener.accept() else { return };
        let server = server();
        let (Ok(to_client), Ok(to_server)) = (client.try_clone(), server.try_clone()) else { return };
        let change =
            |of_the_client| (tampering.of_the_client == of_the_client).then_some((tampering.place, tampering.change));
        let back = change(false);
        let replies = thread::spawn(move || pass_on(server, to_client, back));
        pass_on(client, to_server, change(true));
        let _ = replies.join();
    });
    endpoint
}

/// What the server receives of what the client sends.
fn received(scene: &Scene, index: usize, tampering: Tampering, sent: &[String]) -> Vec<Message> {
    let server = &scene.servers[index];
    let address = server.endpoint().trim_start_matches("tcp://").to_owned();
    let endpoint = between(move || TcpStream::connect(address).expect("it listens"), tampering);
    let client = scene.context.socket(PUSH).expect("a socket");
    scene.introduce(&client, server.mechanism);
    // One attempt, and no long one.
    client.set_reconnect_ivl(-1).expect("an option");
    client.set_handshake_ivl(300).expect("an option");
    let monitor = client.monitor_socket(MonitorEvents::ALL).expect("a monitor");
    client.connect(&endpoint).expect("connected");
    sent.iter().for_each(|text| drop(client.try_send(text)));

    let mut received = Vec::new();
    let mut poller = Poller::new();
    poller.register(&server.socket, zmq::POLLIN).expect("registered");
    poller.register(monitor.socket(), zmq::POLLIN).expect("registered");
    // A byte too few or too many in a length, and both wait for the other: nothing comes any more then.
    while received.len() < sent.len() && poller.poll(400).is_ok_and(|events| !events.is_empty()) {
        while let Ok(Some(message)) = server.socket.try_recv() {
            // One may be left of the good peer before.
            if !message.starts_with(TOKEN.as_bytes()) {
                received.push(message);
            }
        }
        if let Ok(Some(event)) = monitor.try_recv() {
            let ends = matches!(event.happening, Happening::Disconnected { .. } | Happening::Closed { .. });
            if ends || event.event.intersects(FAILED) {
                break;
            }
        }
    }
    received
}

const FAILED: MonitorEvents = MonitorEvents::HANDSHAKE_FAILED_NO_DETAIL
    .union(MonitorEvents::HANDSHAKE_FAILED_PROTOCOL)
    .union(MonitorEvents::HANDSHAKE_FAILED_AUTH);

fn tampering() -> impl Strategy<Value = Tampering> {
    let change = prop_oneof![
        6 => (1..=255_u8).prop_map(Change::Xor),
        1 => Just(Change::Drop),
        1 => Just(Change::Double),
        1 => Just(Change::HangUp),
    ];
    (any::<bool>(), 0..900_usize, change).prop_map(|(of_the_client, place, change)| Tampering {
        of_the_client,
        place,
        change,
    })
}

fn tamper(mechanism: Mechanism, tampering: Tampering) -> Result<(), TestCaseError> {
    let mut scene = scene("tcp");
    let find = |server: &Server| server.kind == PULL && server.mechanism == mechanism;
    let index = scene.servers.iter().position(find).expect("one of each");
    let sent: Vec<String> = (0..3).map(|number| format!("a genuine message, number {number}")).collect();
    let received = received(&scene, index, tampering, &sent);
    if mechanism == Mechanism::Curve {
        let received: Vec<&[u8]> = received.iter().map(|message| message.as_bytes()).collect();
        let is_genuine = received.iter().zip(&sent).all(|(received, sent)| *received == sent.as_bytes());
        prop_assert!(is_genuine, "{received:?}");
    }
    prop_assert!(scene.serves_a_good_peer(index), "a good peer is not served any more");
    Ok(())
}

proptest! {
    #![proptest_config(isolated(150))]

    #[test]
    fn curve_lets_nothing_through_that_was_changed(tampering in tampering()) {
        tamper(Mechanism::Curve, tampering)?;
    }

    #[test]
    fn a_changed_byte_of_plain_is_survived(tampering in tampering()) {
        tamper(Mechanism::Plain, Tampering { place: tampering.place % 300, ..tampering })?;
    }

    #[test]
    fn a_changed_byte_without_security_is_survived(tampering in tampering()) {
        tamper(Mechanism::Null, Tampering { place: tampering.place % 250, ..tampering })?;
    }
}
