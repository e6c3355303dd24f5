//! `pgm://`, `epgm://` and `norm://`: from one machine of a network to another, in networks that the test makes.

use std::time::{Duration, Instant};

use zmq::{PUB, SUB};
use zmq_tests::network::{Machine, Network};
use zmq_tests::process::wait_until;
use zmq_tests::{child, skip};

use super::{LONG, context};

/// In kbit/s.
const RATE: i32 = 40_000;

/// What is sent, message after message.
struct Stream {
    count: u32,
    /// Each message begins with its number, and grows by this many bytes...
    step: usize,
    /// ...from one size to another.
    sizes: std::ops::Range<usize>,
    parts: usize,
}

impl Stream {
    fn message(&self, number: u32) -> Vec<Vec<u8>> {
        let size = self.sizes.start + number as usize * self.step % self.sizes.len();
        let mut part: Vec<u8> = number.to_be_bytes().into();
        part.extend((4..size).map(|index| index as u8));
        vec![part; self.parts]
    }
}

/// The streams, which both processes have to know.
fn stream(name: &str) -> Stream {
    match name {
        "many" => Stream { count: 100_000, step: 0, sizes: 100..101, parts: 1 },
        "mixed" => Stream { count: 600, step: 97, sizes: 4..5_000, parts: 3 },
        _ => panic!("no stream is called {name}"),
    }
}

/// Publishes: says hello until it is told to begin, then sends the stream.
fn publish(arguments: &[String]) {
    let [endpoint, stream] = arguments else { panic!("an endpoint and a stream") };
    let stream = self::stream(stream);
    let context = context();
    let publisher = context.socket(PUB).unwrap();
    publisher.set_rate(RATE).unwrap();
    if endpoint.starts_with("norm") {
        publisher.set_norm_mode(zmq::NORM_FIXED).unwrap();
        // What is no longer in the buffer is not repaired.
        publisher.set_norm_buffer_size(16_384).unwrap();
    }
    // A PUB drops what is past its high-water mark.
    publisher.set_sndhwm(0).unwrap();
    publisher.bind(endpoint).unwrap();
    let (heard, begin) = std::sync::mpsc::channel();
    std::thread::spawn(move || heard.send(std::io::stdin().read_line(&mut String::new())));
    while begin.recv_timeout(Duration::from_millis(20)).is_err() {
        publisher.send("hello").unwrap();
    }
    for number in 0..stream.count {
        publisher.send_multipart(stream.message(number)).unwrap();
    }
    println!("sent");
    // It repairs what was lost until the receiver has all.
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

/// Subscribes, and compares.
fn subscribe(arguments: &[String]) {
    let [endpoint, stream] = arguments else { panic!("an endpoint and a stream") };
    let stream = self::stream(stream);
    let context = context();
    let subscriber = context.socket(SUB).unwrap();
    subscriber.set_rate(RATE).unwrap();
    subscriber.set_rcvhwm(0).unwrap();
    if endpoint.starts_with("norm") {
        subscriber.set_norm_buffer_size(16_384).unwrap();
    }
    subscriber.subscribe("").unwrap();
    subscriber.connect(endpoint).unwrap();
    assert_eq!(subscriber.recv().unwrap(), "hello");
    println!("in touch");
    let receive = || subscriber.recv_multipart().unwrap();
    let first = std::iter::repeat_with(receive).find(|message| *message != ["hello"]).unwrap();
    let start = Instant::now();
    assert!(first == stream.message(0), "the first message");
    for number in 1..stream.count {
        assert!(receive() == stream.message(number), "message {number} of {}", stream.count);
    }
    println!("took {}", start.elapsed().as_millis());
}

/// Moves a stream from one machine to another, and tells how long that took.
fn transmit(from: (&Machine, &str), to: (&Machine, &str), stream: &str) -> Duration {
    let mut subscriber = child::spawn_on(to.0, "subscribe", &[to.1, stream]);
    let mut publisher = child::spawn_on(from.0, "publish", &[from.1, stream]);
    subscriber.line_after("in touch");
    publisher.enter("begin");
    publisher.line_after("sent");
    let took = subscriber.line_after("took ").parse().unwrap();
    publisher.enter("end");
    child::assert_finished(&subscriber.outcome());
    child::assert_finished(&publisher.outcome());
    Duration::from_millis(took)
}

/// A test whose streams go over networks of their own.
fn on_a_network(test: impl FnOnce(&Network)) {
    child::role("publish", publish);
    child::role("subscribe", subscribe);
    match Network::new() {
        Ok(network) => test(&network),
        Err(lack) => skip(&lack),
    }
}

/// The endpoint of each machine. OpenPGM knows a card by its address without asking a name server, which there is none of.
fn endpoints(transport: &str) -> [String; 2] {
    [Network::LEFT, Network::RIGHT].map(|address| format!("{transport}://{address};239.192.77.1:5577"))
}

#[test]
fn epgm_loses_nothing_and_keeps_to_its_rate() {
    on_a_network(|network| {
        let [from, to] = endpoints("epgm");
        let took = transmit((network.left(), &from), (network.right(), &to), "many");
        let stream = stream("many");
        println!("{} messages in {took:?}", stream.count);
        // ZMQ_RATE is in kbit/s, that is in bit/ms, and is spent on headers too.
        let least = Duration::from_millis(u64::from(stream.count) * stream.sizes.start as u64 * 8 / RATE as u64);
        assert!(took > least * 9 / 10, "{took:?} is faster than the rate allows, {least:?}");
    });
}

#[test]
fn epgm_moves_large_messages_of_many_parts() {
    on_a_network(|network| {
        let [from, to] = endpoints("epgm");
        transmit((network.left(), &from), (network.right(), &to), "mixed");
    });
}

#[test]
fn pgm_moves_messages_over_ip_itself() {
    on_a_network(|network| {
        let [from, to] = endpoints("pgm");
        transmit((network.left(), &from), (network.right(), &to), "mixed");
    });
}

/// The datagrams that the machine had no room for.
fn dropped(machine: &Machine) -> u64 {
    let mut command = machine.command("cat");
    let snmp = String::from_utf8(command.arg("/proc/net/snmp").output().unwrap().stdout).unwrap();
    let mut rows = snmp.lines().filter_map(|line| line.strip_prefix("Udp: ")).map(|line| line.split(' '));
    let (names, mut values) = (rows.next().unwrap(), rows.next().unwrap());
    let value = names.zip(&mut values).find_map(|(name, value)| (name == "RcvbufErrors").then_some(value));
    value.unwrap().parse().unwrap()
}

#[test]
fn epgm_repairs_what_a_receiver_had_no_room_for() {
    on_a_network(|network| {
        let [from, to] = endpoints("epgm");
        let mut subscriber = child::spawn_on(network.right(), "subscribe", &[&to, "mixed"]);
        let mut publisher = child::spawn_on(network.left(), "publish", &[&from, "mixed"]);
        subscriber.line_after("in touch");
        subscriber.signal("STOP");
        publisher.enter("begin");
        wait_until("packets are dropped", || dropped(network.right()) > 0);
        subscriber.signal("CONT");
        subscriber.line_after("took ");
        publisher.enter("end");
        child::assert_finished(&subscriber.outcome());
        child::assert_finished(&publisher.outcome());
    });
}

#[test]
fn an_endpoint_that_cannot_be_opened_is_told_to_the_monitor() {
    child::run(|| {
        // No card has this address, and norm looks for its card when it opens it.
        for (endpoint, kind) in [("norm://1,no-such-card;239.192.77.2:5578", PUB), ("norm://239.192.77.2:1", SUB)] {
            let context = context();
            let socket = context.socket(kind).unwrap();
            let monitor = socket.monitor_socket(zmq::EVENT_ALL).unwrap();
            let limited = kind == SUB;
            if limited {
                // The I/O thread has what it needs by then.
                socket.bind("tcp://127.0.0.1:*").unwrap();
                assert_eq!(monitor.recv_timeout(LONG).unwrap().event, zmq::EVENT_LISTENING);
                // Nothing can be opened any more.
                zmq_tests::system::limit_descriptors(zmq_tests::system::open_descriptors() as u64);
            }
            socket.bind(endpoint).unwrap();
            assert_eq!(monitor.recv_timeout(LONG).unwrap().event, zmq::EVENT_BIND_FAILED, "{endpoint}");
        }
    });
}

/// A PGM data packet with this content, the `number`th of its sender.
fn packet(number: u32, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap();
    let mut packet = vec![0x1b, 0x58, 0x15, 0xc9, 4, 0, 0, 0, b'h', b'o', b's', b't', b'i', b'l'];
    packet.extend(length.to_be_bytes());
    packet.extend(number.to_be_bytes());
    packet.extend(number.to_be_bytes());
    packet.extend(content);
    let words = packet.chunks(2).map(|word| u32::from_be_bytes([0, 0, word[0], *word.get(1).unwrap_or(&0)]));
    let mut sum: u32 = words.sum();
    while sum > 0xffff {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    packet[6..8].copy_from_slice(&(!(sum as u16)).to_be_bytes());
    packet
}

#[test]
fn hostile_packets_do_no_harm_to_epgm() {
    child::role("attack", |arguments| {
        let socket = std::net::UdpSocket::bind((Network::LEFT, 0)).unwrap();
        let contents: [&[u8]; 5] = [b"", b"x", b"\x7f\xff after the end", b"\0\0\xff\0\0\0\0\0\0\0\0\x01", b"\0\0"];
        for (number, content) in (1..).zip(contents) {
            socket.send_to(&packet(number, content), &arguments[0]).unwrap();
        }
    });
    on_a_network(|network| {
        let [from, to] = endpoints("epgm");
        let mut subscriber = child::spawn_on(network.right(), "subscribe", &[&to, "mixed"]);
        let mut publisher = child::spawn_on(network.left(), "publish", &[&from, "mixed"]);
        subscriber.line_after("in touch");
        let attacker = child::spawn_on(network.left(), "attack", &["239.192.77.1:5577"]);
        child::assert_finished(&attacker.outcome());
        publisher.enter("begin");
        subscriber.line_after("took ");
        publisher.enter("end");
        child::assert_finished(&subscriber.outcome());
        child::assert_finished(&publisher.outcome());
    });
}

#[test]
fn norm_moves_messages_of_every_kind() {
    on_a_network(|network| {
        let [from, to] = [1, 2].map(|node| format!("norm://{node},cable;239.192.77.2:5578"));
        transmit((network.left(), &from), (network.right(), &to), "mixed");
    });
}
