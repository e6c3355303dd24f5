//! The broker: knows the workers of each service, and the requests that wait for one.

use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::Instant;

use zmq::{Context, Message, Multipart, Socket};

use crate::protocol::{
    CLIENT, DISCONNECT, DISCOVERY, END, HEARTBEAT, HEARTBEAT_INTERVAL, LIVENESS, READY, REPLY, REQUEST, WORKER,
};

pub(crate) struct Broker<'a> {
    socket: Socket,
    services: HashMap<String, Service>,
    /// By routing id.
    workers: HashMap<Message, Worker>,
    lost: &'a AtomicUsize,
    ended: bool,
}

#[derive(Default)]
struct Service {
    /// Each with its client's envelope.
    requests: VecDeque<Multipart>,
    free: VecDeque<Message>,
}

struct Worker {
    service: String,
    expiry: Instant,
}

impl<'a> Broker<'a> {
    /// Counts the workers that it loses.
    pub(crate) fn new(context: &Context, lost: &'a AtomicUsize) -> zmq::Result<Self> {
        let socket = context.socket(zmq::ROUTER)?;
        socket.bind("tcp://127.0.0.1:*")?;
        // The last answer has to be heard.
        socket.set_linger(1000)?;
        Ok(Self { socket, services: HashMap::new(), workers: HashMap::new(), lost, ended: false })
    }

    pub(crate) fn endpoint(&self) -> zmq::Result<String> {
        self.socket.last_endpoint()
    }

    /// Serves until a client ends it.
    pub(crate) fn run(&mut self) -> zmq::Result<()> {
        let mut next_heartbeat = Instant::now() + HEARTBEAT_INTERVAL;
        while !self.ended {
            if !self.socket.poll(HEARTBEAT_INTERVAL, zmq::POLLIN)?.is_empty() {
                let message = self.socket.recv_multipart()?;
                self.receive(message)?;
            }
            self.bury();
            if Instant::now() >= next_heartbeat {
                for id in self.workers.keys() {
                    self.tell(id, HEARTBEAT, Multipart::new())?;
                }
                next_heartbeat = Instant::now() + HEARTBEAT_INTERVAL;
            }
        }
        for id in self.workers.keys() {
            self.tell(id, DISCONNECT, Multipart::new())?;
        }
        Ok(())
    }

    fn receive(&mut self, mut message: Multipart) -> zmq::Result<()> {
        let sender = message.pop_front().unwrap_or_default();
        message.pop_front();
        let protocol = message.pop_front().unwrap_or_default();
        let first = message.pop_front().unwrap_or_default();
        if protocol == CLIENT {
            self.request(sender, first.as_str()?, message)
        } else if protocol == WORKER {
            self.hear(sender, &first, message)
        } else {
            println!("broker: passes over a message of {protocol:?}");
            Ok(())
        }
    }

    /// A client's request.
    fn request(&mut self, client: Message, service: &str, body: Multipart) -> zmq::Result<()> {
        match service {
            DISCOVERY => {
                let known = body.first().and_then(|name| self.services.get(name.as_str().ok()?));
                let present = known.is_some_and(|service| !service.free.is_empty());
                self.reply(client, service, ["", if present { "200" } else { "404" }].into())
            }
            END => {
                self.ended = true;
                self.reply(client, service, ["", "200"].into())
            }
            _ => {
                let mut request = zmq::multipart![client, ""];
                request.extend(body);
                self.services.entry(service.to_owned()).or_default().requests.push_back(request);
                self.dispatch(service)
            }
        }
    }

    /// What a worker says.
    fn hear(&mut self, id: Message, command: &Message, mut body: Multipart) -> zmq::Result<()> {
        if command == READY {
            let service = body.pop_front().unwrap_or_default().as_str()?.to_owned();
            self.workers.insert(id.clone(), Worker { service: service.clone(), expiry: Instant::now() + LIVENESS });
            return self.release(id, &service);
        }
        let Some(worker) = self.workers.get_mut(&id) else {
            // Given up before: it has to register again.
            return self.tell(&id, DISCONNECT, Multipart::new());
        };
        worker.expiry = Instant::now() + LIVENESS;
        let service = worker.service.clone();
        if command == REPLY {
            let client = body.pop_front().unwrap_or_default();
            self.reply(client, &service, body)?;
            return self.release(id, &service);
        }
        if command == DISCONNECT {
            self.forget(&id);
        }
        Ok(())
    }

    fn release(&mut self, id: Message, service: &str) -> zmq::Result<()> {
        self.services.entry(service.to_owned()).or_default().free.push_back(id);
        self.dispatch(service)
    }

    fn dispatch(&mut self, name: &str) -> zmq::Result<()> {
        self.bury();
        let Some(service) = self.services.get_mut(name) else { return Ok(()) };
        let count = service.free.len().min(service.requests.len());
        let tasks: Vec<_> = service.free.drain(..count).zip(service.requests.drain(..count)).collect();
        tasks.into_iter().try_for_each(|(worker, request)| self.tell(&worker, REQUEST, request))
    }

    fn reply(&self, client: Message, service: &str, body: Multipart) -> zmq::Result<()> {
        let mut reply = zmq::multipart![client, "", CLIENT, service];
        // The empty frame between envelope and body.
        reply.extend(body.into_iter().skip(1));
        Ok(self.socket.send_multipart(reply)?)
    }

    fn tell(&self, worker: &Message, command: &[u8], body: Multipart) -> zmq::Result<()> {
        let mut message = zmq::multipart![worker, "", WORKER, command];
        message.extend(body);
        Ok(self.socket.send_multipart(message)?)
    }

    /// Gives up the workers that were silent for too long.
    fn bury(&mut self) {
        let now = Instant::now();
        let silent: Vec<_> =
            self.workers.iter().filter(|(_, worker)| worker.expiry <= now).map(|(id, _)| id.clone()).collect();
        for id in silent {
            println!("broker: a worker is gone");
            self.lost.fetch_add(1, Relaxed);
            self.forget(&id);
        }
    }

    fn forget(&mut self, id: &Message) {
        let worker = self.workers.remove(id);
        if let Some(service) = worker.and_then(|worker| self.services.get_mut(&worker.service)) {
            service.free.retain(|free| free != id);
        }
    }
}
