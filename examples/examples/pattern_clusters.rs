//! Inter-broker routing: two clusters of clients and workers, whose brokers give each other the work they cannot do.
//!
//! Each broker publishes how many of its workers are free. One that has no free worker of its own sends a request to the
//! other cluster if there is one; the answer comes back the same way.
//!
//! Type: `cargo run --example pattern_clusters`
//! See: how much of the busy cluster's work the idle cluster did; it ends by itself.

use std::collections::VecDeque;
use std::sync::Barrier;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

use zmq::{Context, Message, Multipart, Poller, Socket};
use zmq_examples::{bounded_context, join};

const CLIENTS: u32 = 8;
const REQUESTS_EACH: u32 = 10;
const WORK: Duration = Duration::from_millis(2);
const READY: &str = "READY";
/// How often a broker tells the other one how many of its workers are free, even if nothing changes.
const STATE_INTERVAL: Duration = Duration::from_millis(20);

/// A cluster's name, and how many clients and workers it has.
const CLUSTERS: [(&str, u32, u32); 2] = [("busy", CLIENTS, 1), ("idle", 1, 4)];

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let mut brokers = Vec::new();
    for (name, ..) in CLUSTERS {
        brokers.push(Broker::new(&context, name)?);
    }
    for (one, other) in [(0, 1), (1, 0)] {
        brokers[one].join_peer(&brokers[other])?;
    }
    let end = &AtomicBool::new(false);
    let start = &Barrier::new(CLUSTERS.iter().map(|cluster| cluster.1 as usize).sum());
    let (introduced, introductions) = channel();
    let mut frontends = Vec::new();
    for broker in &brokers {
        frontends.push(broker.clients.last_endpoint()?);
    }

    thread::scope(|scope| {
        let context = &context;
        let (mut running, mut clients) = (Vec::new(), Vec::new());
        for (broker, (name, _, worker_count)) in brokers.into_iter().zip(CLUSTERS) {
            let (backend, introduced) = (broker.workers.last_endpoint()?, introduced.clone());
            running.push(scope.spawn(move || broker.run(end, introduced)));
            for _ in 0..worker_count {
                let backend = backend.clone();
                scope.spawn(move || work(context, &backend, name));
            }
        }
        drop(introduced);
        // A broker that has failed says nothing, and is joined below.
        introductions.iter().take(CLUSTERS.len()).for_each(drop);
        for (frontend, (name, client_count, _)) in frontends.iter().zip(CLUSTERS) {
            for _ in 0..client_count {
                clients.push((name, scope.spawn(move || ask(context, frontend, start))));
            }
        }
        let (mut shifted, mut total) = (0, 0);
        for (home, client) in clients {
            let workers = join(client)?;
            total += workers.len();
            shifted += workers.iter().filter(|worker| *worker != home).count();
        }
        end.store(true, Relaxed);
        running.into_iter().try_for_each(join)?;
        // The workers wait for work until their context ends.
        context.shutdown()?;
        println!("{shifted} of {total} requests were answered by the other cluster");
        assert_eq!(total, ((CLIENTS + 1) * REQUESTS_EACH) as usize);
        assert!(shifted > 0, "no load was shifted");
        Ok(())
    })
}

/// A cluster's broker. All its routes begin with the routing ids of those on the way.
struct Broker {
    name: &'static str,
    /// The peer's name, once it is known.
    peer: &'static str,
    clients: Socket,
    workers: Socket,
    /// Where the peer's requests come from, and its answers go to.
    cloud_frontend: Socket,
    /// Where our requests go, and the answers come from.
    cloud_backend: Socket,
    state: Socket,
    peer_state: Socket,
    free: VecDeque<Message>,
    peer_free: usize,
}

impl Broker {
    fn new(context: &Context, name: &'static str) -> zmq::Result<Self> {
        let bound = |kind| -> zmq::Result<Socket> {
            let socket = context.socket(kind)?;
            socket.set_routing_id(name)?;
            // A route that is not there is an error, and not a request that is lost.
            if kind == zmq::ROUTER {
                socket.set_router_mandatory(true)?;
            }
            socket.bind("tcp://127.0.0.1:*")?;
            Ok(socket)
        };
        let cloud_backend = context.socket(zmq::ROUTER)?;
        cloud_backend.set_routing_id(name)?;
        cloud_backend.set_router_mandatory(true)?;
        let peer_state = context.socket(zmq::SUB)?;
        peer_state.subscribe("")?;
        Ok(Self {
            name,
            peer: "",
            clients: bound(zmq::ROUTER)?,
            workers: bound(zmq::ROUTER)?,
            cloud_frontend: bound(zmq::ROUTER)?,
            cloud_backend,
            state: bound(zmq::PUB)?,
            peer_state,
            free: VecDeque::new(),
            peer_free: 0,
        })
    }

    fn join_peer(&self, peer: &Self) -> zmq::Result<()> {
        assert_ne!(self.name, peer.name);
        // What a late subscriber misses is said again soon.
        self.peer_state.connect(&peer.state.last_endpoint()?)?;
        // The route is known before the connection is made.
        self.cloud_backend.set_connect_routing_id(peer.name)?;
        self.cloud_backend.connect(&peer.cloud_frontend.last_endpoint()?)?;
        Ok(())
    }

    /// Says once that the peer is known to have free workers.
    fn run(mut self, end: &AtomicBool, introduced: Sender<()>) -> zmq::Result<()> {
        let mut introduced = Some(introduced);
        self.peer = CLUSTERS.iter().map(|cluster| cluster.0).find(|name| *name != self.name).unwrap_or_default();
        let mut poller = Poller::new();
        for socket in [&self.workers, &self.cloud_backend, &self.peer_state] {
            poller.register(socket, zmq::POLLIN)?;
        }
        while !end.load(Relaxed) {
            let ready = poller.poll(STATE_INTERVAL)?;
            let before = self.free.len();
            if ready.contains(&self.workers) {
                let mut message = self.workers.recv_multipart()?;
                self.free.extend(message.pop_front());
                message.pop_front();
                self.answer(message)?;
            }
            if ready.contains(&self.cloud_backend) {
                let mut message = self.cloud_backend.recv_multipart()?;
                message.pop_front();
                self.answer(message)?;
            }
            if ready.contains(&self.peer_state) {
                self.peer_free = self.peer_state.recv_json()?;
                if self.peer_free > 0
                    && let Some(introduced) = introduced.take()
                {
                    // Nobody listens any more once the other broker has failed.
                    let _ = introduced.send(());
                }
            }
            self.dispatch()?;
            if ready.is_empty() || self.free.len() != before {
                self.state.send_json(&self.free.len())?;
            }
        }
        Ok(())
    }

    /// Passes on an answer: to a client of ours, or to the peer if that is whose request it was.
    fn answer(&self, message: Multipart) -> zmq::Result<()> {
        if message == [READY] {
            return Ok(());
        }
        let to_peer = message.first().is_some_and(|id| id == self.peer);
        let socket = if to_peer { &self.cloud_frontend } else { &self.clients };
        Ok(socket.send_multipart(message)?)
    }

    /// Gives requests to our workers, the peer's first; to the peer what we have no worker for.
    fn dispatch(&mut self) -> zmq::Result<()> {
        while let Some(worker) = self.free.pop_front() {
            let request = match self.cloud_frontend.try_recv_multipart()? {
                None => self.clients.try_recv_multipart()?,
                request => request,
            };
            let Some(request) = request else {
                self.free.push_front(worker);
                return Ok(());
            };
            let mut task = zmq::multipart![worker, ""];
            task.extend(request);
            self.workers.send_multipart(task)?;
        }
        while self.peer_free > 0 {
            let Some(request) = self.clients.try_recv_multipart()? else { return Ok(()) };
            self.peer_free -= 1;
            let mut task = Multipart::from([self.peer]);
            task.extend(request);
            self.cloud_backend.send_multipart(task)?;
        }
        Ok(())
    }
}

/// Works until the context ends; each answer is the name of its cluster.
fn work(context: &Context, backend: &str, cluster: &str) -> zmq::Result<()> {
    let socket = context.socket(zmq::REQ)?;
    socket.set_rcvtimeo(None)?;
    socket.connect(backend)?;
    socket.send(READY)?;
    loop {
        let request = match socket.recv_multipart() {
            Err(error) if error == zmq::ETERM => return Ok(()),
            request => request?,
        };
        thread::sleep(WORK);
        // A request from the other cluster has two hops in its envelope; the last empty frame ends it.
        let (mut answer, _) = request.split_envelope();
        answer.push(cluster);
        socket.send_multipart(answer)?;
    }
}

/// Begins when all do. Gives the cluster that answered each request.
fn ask(context: &Context, frontend: &str, start: &Barrier) -> zmq::Result<Vec<String>> {
    let socket = context.socket(zmq::REQ)?;
    socket.connect(frontend)?;
    start.wait();
    let mut clusters = Vec::new();
    for number in 0..REQUESTS_EACH {
        socket.send(format!("request {number}"))?;
        clusters.push(socket.recv_string()?);
    }
    Ok(clusters)
}
