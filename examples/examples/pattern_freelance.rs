//! Freelance: a client that talks to several servers without a broker, and turns to the next when one falls silent.
//!
//! Type: `cargo run --example pattern_freelance`
//! See: two servers that vanish one after the other, and every request answered all the same.

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use zmq::{Context, Poller, Socket};
use zmq_examples::{bounded_context, join};

const SERVERS: usize = 3;
/// The servers that vanish.
const MORTALS: usize = SERVERS - 1;
/// How many requests the client has after the last of them is gone.
const AFTERWARDS: u32 = 14;
/// The first servers vanish after so many answers.
const LIFETIME: u32 = 8;
/// A server that said nothing for so long is not asked.
const TIME_TO_LIVE: Duration = Duration::from_millis(200);
const PING_INTERVAL: Duration = Duration::from_millis(50);
/// How long a request may take, over all servers.
const PATIENCE: Duration = Duration::from_secs(60);

const PING: &str = "PING";
const PONG: &str = "PONG";
const END: &str = "END";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let vanished = &AtomicUsize::new(0);
    thread::scope(|scope| {
        let mut endpoints = Vec::new();
        let mut servers = Vec::new();
        for number in 0..SERVERS {
            let socket = context.socket(zmq::ROUTER)?;
            let port = socket.bind_to_random_port("tcp://127.0.0.1")?;
            let endpoint = format!("tcp://127.0.0.1:{port}");
            endpoints.push(endpoint);
            let mortal = (number < MORTALS).then_some(vanished);
            servers.push(scope.spawn(move || serve(&socket, mortal)));
        }
        let mut client = Client::new(&context, &endpoints)?;
        let (mut requests, mut afterwards) = (0, 0);
        while afterwards < AFTERWARDS {
            afterwards += u32::from(vanished.load(Relaxed) == MORTALS);
            assert_eq!(client.ask(requests)?, format!("answer to {requests}"));
            requests += 1;
        }
        client.end()?;
        let mut answers = Vec::new();
        for server in servers {
            answers.push(join(server)?);
        }
        println!("answers of each server: {answers:?}");
        assert_eq!(answers[..MORTALS], [LIFETIME; MORTALS]);
        assert!(answers.iter().sum::<u32>() >= requests);
        Ok(())
    })
}

/// Answers pings and requests; a mortal server is silent after [`LIFETIME`] answers, and counted. Gives their number.
fn serve(socket: &Socket, mortal: Option<&AtomicUsize>) -> zmq::Result<u32> {
    let mut answers = 0;
    loop {
        let mut message = socket.recv_multipart()?;
        // A ROUTER says from whom a message is.
        let id = message.pop_front().unwrap_or_default();
        let body = message;
        if body == [END] {
            return Ok(answers);
        }
        if mortal.is_some() && answers == LIFETIME {
            continue;
        }
        if body == [PING] {
            socket.send_multipart([id, PONG.into()])?;
        } else {
            let [number] = body.try_into()?;
            let answer = format!("answer to {}", number.as_str()?);
            socket.send_multipart([id, number, answer.into()])?;
            answers += 1;
            if let (Some(vanished), LIFETIME) = (mortal, answers) {
                vanished.fetch_add(1, Relaxed);
            }
        }
    }
}

/// What the client knows of a server. Its endpoint is its routing id too.
struct Server {
    endpoint: String,
    expiry: Instant,
    next_ping: Instant,
}

struct Client {
    socket: Socket,
    servers: Vec<Server>,
}

impl Client {
    fn new(context: &Context, endpoints: &[String]) -> zmq::Result<Self> {
        let socket = context.socket(zmq::ROUTER)?;
        let mut servers = Vec::new();
        for endpoint in endpoints {
            // The next connection's routing id is ours to choose, so that the server can be addressed at once.
            socket.set_connect_routing_id(endpoint)?;
            socket.connect(endpoint)?;
            let now = Instant::now();
            servers.push(Server { endpoint: endpoint.clone(), expiry: now + TIME_TO_LIVE, next_ping: now });
        }
        Ok(Self { socket, servers })
    }

    /// Asks the first server that is alive; the next one if it dies meanwhile.
    fn ask(&mut self, number: u32) -> zmq::Result<String> {
        let number = number.to_string();
        let deadline = Instant::now() + PATIENCE;
        let mut asked = None;
        let mut poller = Poller::new();
        poller.register(&self.socket, zmq::POLLIN)?;
        loop {
            assert!(Instant::now() < deadline, "no server answers");
            let alive = self.servers.iter().position(|server| server.expiry > Instant::now());
            if alive.is_some() && alive != asked {
                let endpoint = &self.servers[alive.unwrap_or_default()].endpoint;
                self.socket.send_multipart([endpoint, &number])?;
                asked = alive;
            }
            self.ping()?;
            if !poller.poll(PING_INTERVAL / 2)?.contains(&self.socket) {
                continue;
            }
            let mut message = self.socket.recv_multipart()?;
            let from = message.pop_front().unwrap_or_default();
            for server in self.servers.iter_mut().filter(|server| from == server.endpoint) {
                server.expiry = Instant::now() + TIME_TO_LIVE;
            }
            // An answer to an earlier request may come late, from a server that was given up.
            if message.len() == 2 && message[0] == number {
                return Ok(message[1].as_str()?.to_owned());
            }
        }
    }

    fn ping(&mut self) -> zmq::Result<()> {
        let now = Instant::now();
        for server in self.servers.iter_mut().filter(|server| server.next_ping <= now) {
            self.socket.send_multipart([server.endpoint.as_str(), PING])?;
            server.next_ping = now + PING_INTERVAL;
        }
        Ok(())
    }

    fn end(&self) -> zmq::Result<()> {
        for server in &self.servers {
            self.socket.send_multipart([server.endpoint.as_str(), END])?;
        }
        Ok(())
    }
}
