//! S20: safe calls with odd arguments, in odd orders, on sockets of every type, never end the process, panic or hang.
//!
//! What happens is decided by a seed, which the failing child has printed: `ZMQ_TESTS_SEEDS=7..8` repeats it, and
//! `ZMQ_TESTS_SEEDS=0..100000` goes on for a night. `ZMQ_TESTS_TRACE=1` prints every call before it is made.

use std::time::Duration;

use zmq::{Context, ContextOption, Flags, Message, PollEvents, Poller, Socket, SocketOption, SocketType};
use zmq_tests::child;

/// Few enough for every run of the tests; each seed is some hundred calls.
const SEEDS: std::ops::Range<u64> = 0..96;
/// How many seeds one child tries, so that its start does not cost more than its work.
const A_CHILD: usize = 16;
const CALLS: usize = 250;

#[test]
fn s20_odd_calls_in_odd_orders_on_every_socket_type_do_no_harm() {
    child::role("torture", |seeds| seeds.iter().for_each(|seed| torture(seed.parse().unwrap())));
    let seeds: Vec<String> = seeds().map(|seed| seed.to_string()).collect();
    for batch in seeds.chunks(A_CHILD) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        let outcome = child::spawn_within(Duration::from_secs(600), "torture", &batch).outcome();
        child::assert_finished(&outcome);
    }
}

fn seeds() -> std::ops::Range<u64> {
    let asked = std::env::var("ZMQ_TESTS_SEEDS").ok();
    let asked = asked.as_deref().and_then(|range| range.split_once(".."));
    asked.map_or(SEEDS, |(first, end)| first.parse().unwrap()..end.parse().unwrap())
}

fn torture(seed: u64) {
    println!("seed {seed}");
    let mut world = World::new(seed);
    for _ in 0..CALLS {
        world.step();
    }
    world.end();
}

struct World {
    random: Random,
    contexts: Vec<Context>,
    sockets: Vec<Socket>,
    messages: Vec<Message>,
    poller: Poller,
    trace: bool,
}

/// Every type that libzmq may know, and some that it does not.
const TYPES: std::ops::Range<i32> = -1..22;
/// In milliseconds: long enough to wait at all.
const BLINK: i32 = 1;

impl World {
    fn new(seed: u64) -> Self {
        Self {
            random: Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1),
            contexts: vec![new_context()],
            sockets: Vec::new(),
            messages: vec![Message::new()],
            poller: Poller::new(),
            trace: std::env::var_os("ZMQ_TESTS_TRACE").is_some(),
        }
    }

    fn step(&mut self) {
        let action = self.random.below(26);
        match action {
            0 | 1 => self.make_socket(),
            2 => self.make_context(),
            3 => self.set_context(),
            4..=6 => self.set_option(),
            7 => self.get_option(),
            8 | 9 => self.bind(),
            10..=12 => self.connect(),
            13 => self.undo(),
            14..=16 => self.send(),
            17 => self.send_multipart(),
            18..=20 => self.receive(),
            21 => self.poll(),
            22 => self.register(),
            23 => self.close(),
            24 => self.end_context(),
            _ => self.keep_message(),
        }
    }

    fn say(&self, what: impl FnOnce() -> String) {
        if self.trace {
            println!("{}", what());
        }
    }

    fn socket(&mut self) -> Option<&Socket> {
        let index = self.random.below(self.sockets.len().max(1));
        self.sockets.get(index)
    }

    fn make_socket(&mut self) {
        let index = self.random.below(self.contexts.len());
        let kind = SocketType::from_raw(self.random.between(TYPES.start, TYPES.end));
        self.say(|| format!("socket {kind:?}"));
        if let Ok(socket) = self.contexts[index].socket(kind)
            && self.random.below(8) > 0
        {
            self.sockets.push(socket);
        }
    }

    fn make_context(&mut self) {
        if self.contexts.len() < 3 {
            self.contexts.push(new_context());
        }
    }

    fn set_context(&mut self) {
        let index = self.random.below(self.contexts.len());
        let option = ContextOption::from_raw(self.random.between(-1, 12));
        let value = if option == ContextOption::IO_THREADS { self.random.between(-1, 4) } else { self.random.number() };
        self.say(|| format!("context {option:?} = {value}"));
        let _ = self.contexts[index].set(option, value);
        let _ = self.contexts[index].get(option);
    }

    fn set_option(&mut self) {
        let option = self.option();
        let (kind, number, bytes) = (self.random.below(5), self.random.number(), self.random.bytes());
        let text = format!("{}", self.random.number());
        self.say(|| format!("set {option:?}, kind {kind}: {number}, {} bytes {:?}", bytes.len(), bytes.get(..40)));
        let Some(socket) = self.socket() else { return };
        let _ = match kind {
            0 | 1 => socket.setsockopt(option, number),
            2 => socket.setsockopt(option, i64::from(number) << 16),
            3 => socket.setsockopt(option, text),
            _ => socket.setsockopt(option, bytes),
        };
    }

    fn get_option(&mut self) {
        let option = self.option();
        self.say(|| format!("get {option:?}"));
        if let Some(socket) = self.socket() {
            let _ = (socket.getsockopt(option), socket.getsockopt_string(option));
        }
    }

    /// Any number, but not that of the linger, which rightly makes the end wait.
    fn option(&mut self) -> SocketOption {
        let option = SocketOption::from_raw(self.random.between(-1, 130));
        if option == SocketOption::LINGER { SocketOption::EVENTS } else { option }
    }

    fn bind(&mut self) {
        let endpoint = self.endpoint();
        self.say(|| format!("bind {endpoint:?}"));
        if let Some(socket) = self.socket() {
            let _ = socket.bind(&endpoint);
        }
    }

    fn connect(&mut self) {
        let endpoint = self.endpoint();
        self.say(|| format!("connect {endpoint:?}"));
        if let Some(socket) = self.socket() {
            let _ = socket.connect(&endpoint);
        }
    }

    fn undo(&mut self) {
        let endpoint = self.endpoint();
        let unbind = self.random.below(2) == 0;
        self.say(|| format!("unbind or disconnect {endpoint:?}"));
        if let Some(socket) = self.socket() {
            let _ = if unbind { socket.unbind(&endpoint) } else { socket.disconnect(&endpoint) };
        }
    }

    /// Where some other socket is, a name in the process, or nonsense.
    fn endpoint(&mut self) -> String {
        const OTHERS: [&str; 16] = [
            "tcp://127.0.0.1:*",
            "tcp://127.0.0.1:1",
            "tcp://[::1]:*",
            "ipc://*",
            "ipc://@zmq-tests-torture-{process}",
            "inproc://a",
            "inproc://b",
            "inproc://never-bound",
            "inproc://",
            "udp://127.0.0.1:0",
            "udp://127.0.0.1:5",
            "tipc://{5560,0,0}",
            "ws://127.0.0.1:*",
            "tcp://",
            "nonsense://x",
            "",
        ];
        if self.random.below(2) == 0
            && let Some(Ok(endpoint)) = self.socket().map(Socket::last_endpoint)
        {
            return endpoint;
        }
        // Not that of another process that is tortured meanwhile.
        OTHERS[self.random.below(OTHERS.len())].replace("{process}", &std::process::id().to_string())
    }

    fn send(&mut self) {
        let flags = Flags::DONTWAIT | Flags::from_bits_retain(self.random.number() & 0xff);
        let message = match self.random.below(4) {
            0 => self.messages[self.random.below(self.messages.len())].clone(),
            1 => Message::new(),
            _ => self.random.bytes().into(),
        };
        let waits = self.random.below(8) == 0;
        self.say(|| format!("send {message:?} {flags:?}"));
        if let Some(socket) = self.socket() {
            let _ = if waits { socket.send_timeout(message, BLINK) } else { socket.send_with(message, flags) };
        }
    }

    fn send_multipart(&mut self) {
        let count = self.random.below(5);
        let parts: Vec<Vec<u8>> = (0..count).map(|_| self.random.bytes()).collect();
        self.say(|| format!("send {count} parts"));
        if let Some(socket) = self.socket() {
            let _ = socket.try_send_multipart(parts);
        }
    }

    fn receive(&mut self) {
        let how = self.random.below(5);
        self.say(|| format!("receive {how}"));
        let Some(socket) = self.socket() else { return };
        let received = match how {
            0 => socket.try_recv().ok().flatten(),
            1 => socket.try_recv_multipart().ok().flatten().and_then(|mut parts| parts.pop()),
            2 => socket.recv_timeout(BLINK).ok(),
            3 => {
                let _ = socket.recv_into_with(&mut [0; 5], Flags::DONTWAIT);
                None
            }
            _ => socket.recv_with(Flags::DONTWAIT | Flags::SNDMORE).ok(),
        };
        if let Some(message) = received {
            let _ = (message.property("Socket-Type"), message.more(), message.as_str(), message.src_fd());
            self.messages.push(message);
            self.messages.truncate(20);
        }
    }

    fn poll(&mut self) {
        let events = PollEvents::from_bits_retain(self.random.number() as i16);
        self.say(|| format!("poll {events:?}"));
        let _ = self.poller.poll(BLINK);
        if let Some(socket) = self.socket() {
            let _ = socket.poll(BLINK, events);
        }
    }

    fn register(&mut self) {
        let events = PollEvents::from_bits_retain(self.random.number() as i16);
        let index = self.random.below(self.sockets.len().max(1));
        self.say(|| format!("register {events:?}"));
        if let Some(socket) = self.sockets.get(index) {
            let _ = match self.random.below(3) {
                0 => self.poller.unregister(socket),
                _ => self.poller.register(socket, events),
            };
        }
        if self.poller.len() > 20 {
            self.poller = Poller::new();
        }
    }

    fn close(&mut self) {
        let index = self.random.below(self.sockets.len().max(1));
        let how = self.random.below(4);
        self.say(|| format!("close {how}"));
        let Some(socket) = self.sockets.get(index) else { return };
        match how {
            0 => drop(socket.close()),
            1 => drop(socket.close_linger(0)),
            _ => drop(self.sockets.swap_remove(index)),
        }
    }

    fn end_context(&mut self) {
        let index = self.random.below(self.contexts.len());
        let how = self.random.below(12);
        self.say(|| format!("end a context {how}"));
        match how {
            0 => self.contexts[index].shutdown().unwrap(),
            1 => self.contexts[index].destroy(0).unwrap(),
            2 => self.contexts[index].set_default(SocketOption::LINGER, self.random.between(0, 5)).unwrap(),
            _ => return,
        }
        if self.contexts[index].is_closed() {
            let ended = std::mem::replace(&mut self.contexts[index], new_context());
            self.bury(ended);
        }
    }

    fn keep_message(&mut self) {
        let copy = self.messages[self.random.below(self.messages.len())].clone();
        self.messages.push(copy);
        if self.messages.len() > 20 {
            self.messages.drain(..10);
        }
    }

    /// Ends a context whose sockets others still hold.
    fn bury(&mut self, context: Context) {
        context.destroy(0).unwrap();
        self.sockets.retain(|socket| *socket.context() != context);
        self.say(|| "term".into());
        context.term().unwrap();
    }

    fn end(mut self) {
        while let Some(context) = self.contexts.pop() {
            self.bury(context);
        }
    }
}

/// One whose end waits for nobody.
fn new_context() -> Context {
    let context = Context::new().unwrap();
    context.set_linger(0).unwrap();
    context
}

/// Xorshift: good enough for odd numbers.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() >> 11) as usize % end
    }

    fn between(&mut self, first: i32, end: i32) -> i32 {
        first + self.below((end - first) as usize) as i32
    }

    /// Numbers at which things break.
    fn number(&mut self) -> i32 {
        match self.below(8) {
            0 => [i32::MIN, i32::MAX, i32::MIN + 1, i32::MAX - 1][self.below(4)],
            1 => [255, 256, 65_535, 65_536, 1_000_000, 1 << 24][self.below(6)],
            2 => -self.between(0, 10),
            _ => self.between(0, 5),
        }
    }

    /// Sizes at which things break: nothing, a number's, a key's, one more than fits.
    fn bytes(&mut self) -> Vec<u8> {
        let size =
            [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 32, 33, 34, 40, 41, 200, 255, 256, 257, 8_192, 70_000][self.below(21)];
        match self.below(3) {
            0 => vec![0; size],
            1 => b"zmq:tests;1234567890.*@/{}[]%eth0 ".iter().copied().cycle().take(size).collect(),
            _ => (0..size).map(|_| self.next() as u8).collect(),
        }
    }
}
