//! Clone: many processes share one table of keys and values, and those who come late get what they missed.
//!
//! The server gives every change a number and publishes it. A client asks for a snapshot, passes over the changes that it
//! has already, and asks again when a number is missing: its subscription may have come later than its question.
//!
//! Type: `cargo run --example pattern_clone`
//! See: three clients that change the table at the same time, one that comes late, and that all have the same in the end.

use std::collections::BTreeMap;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use zmq::{Context, Poller, Socket};
use zmq_examples::{bounded_context, join};

const CLIENTS: u64 = 3;
const CHANGES_EACH: u64 = 50;
const CHANGES: u64 = CLIENTS * CHANGES_EACH;
const KEYS: u64 = 20;
/// How often the server says where it is when nothing changes.
const HEARTBEAT: Duration = Duration::from_millis(20);
/// What a client says when it has all changes.
const DONE: &str = "done";

type Table = BTreeMap<String, String>;

/// What the server publishes; the number is that of the last change.
#[derive(Serialize, Deserialize)]
struct Update {
    number: u64,
    /// Nothing in a heartbeat.
    change: Option<(String, String)>,
}

/// The table after the change of this number.
#[derive(Default, Serialize, Deserialize)]
struct Snapshot {
    number: u64,
    table: Table,
}

struct Endpoints {
    snapshots: String,
    updates: String,
    collector: String,
}

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let server = Server::new(&context)?;
    let endpoints = server.endpoints()?;

    thread::scope(|scope| {
        let (context, endpoints) = (&context, &endpoints);
        let server = scope.spawn(move || server.run());
        let early: Vec<_> = (0..CLIENTS).map(|id| scope.spawn(move || share(context, endpoints, Some(id)))).collect();
        let mut copies = Vec::new();
        for client in early {
            copies.push(join(client)?);
        }
        copies.push(share(context, endpoints, None)?);
        let original = join(server)?;
        assert_eq!(original.len() as u64, KEYS);
        assert!(copies.iter().all(|copy| *copy == original), "a copy differs");
        println!("{} copies of {KEYS} keys are the same after {CHANGES} changes", copies.len());
        Ok(())
    })
}

struct Server {
    snapshots: Socket,
    updates: Socket,
    collector: Socket,
    state: Snapshot,
}

impl Server {
    fn new(context: &Context) -> zmq::Result<Self> {
        let bound = |kind| -> zmq::Result<Socket> {
            let socket = context.socket(kind)?;
            socket.bind("tcp://127.0.0.1:*")?;
            Ok(socket)
        };
        let (snapshots, updates, collector) = (bound(zmq::ROUTER)?, bound(zmq::PUB)?, bound(zmq::REP)?);
        Ok(Self { snapshots, updates, collector, state: Snapshot::default() })
    }

    fn endpoints(&self) -> zmq::Result<Endpoints> {
        Ok(Endpoints {
            snapshots: self.snapshots.last_endpoint()?,
            updates: self.updates.last_endpoint()?,
            collector: self.collector.last_endpoint()?,
        })
    }

    /// Gives the table when all clients have all of it.
    fn run(mut self) -> zmq::Result<Table> {
        let mut poller = Poller::new();
        poller.register(&self.snapshots, zmq::POLLIN)?;
        poller.register(&self.collector, zmq::POLLIN)?;
        let mut done = 0;
        while done < CLIENTS + 1 {
            let ready = poller.poll(HEARTBEAT)?;
            if ready.contains(&self.collector) {
                let message = self.collector.recv()?;
                if message == DONE {
                    done += 1;
                } else {
                    let (key, value): (String, String) = message.json()?;
                    self.state.number += 1;
                    self.state.table.insert(key.clone(), value.clone());
                    self.publish(Some((key, value)))?;
                }
                self.collector.send("")?;
            }
            if ready.contains(&self.snapshots) {
                let [client, _] = self.snapshots.recv_multipart()?.try_into()?;
                self.snapshots.send_multipart([client, zmq::Message::from_json(&self.state)?])?;
            }
            if ready.is_empty() {
                self.publish(None)?;
            }
        }
        Ok(self.state.table)
    }

    fn publish(&self, change: Option<(String, String)>) -> zmq::Result<()> {
        Ok(self.updates.send_json(&Update { number: self.state.number, change })?)
    }
}

/// Keeps a copy of the table, and changes the original if it has an id. Gives the copy with all changes in it.
fn share(context: &Context, endpoints: &Endpoints, id: Option<u64>) -> zmq::Result<Table> {
    let updates = context.socket(zmq::SUB)?;
    updates.subscribe("")?;
    updates.connect(&endpoints.updates)?;
    let collector = context.socket(zmq::REQ)?;
    collector.connect(&endpoints.collector)?;
    let snapshots = context.socket(zmq::DEALER)?;
    snapshots.connect(&endpoints.snapshots)?;

    let mut copy = snapshot(&snapshots)?;
    let mut turns = 0..id.map_or(0, |_| CHANGES_EACH);
    while copy.number < CHANGES {
        if let (Some(turn), Some(id)) = (turns.next(), id) {
            let key = format!("key {}", (turn * 7 + id) % KEYS);
            collector.send_json(&(key, format!("change {turn} of client {id}")))?;
            collector.recv()?;
        }
        let update: Update = updates.recv_json()?;
        match update.change {
            Some((key, value)) if update.number == copy.number + 1 => {
                copy.table.insert(key, value);
                copy.number += 1;
            }
            _ if update.number > copy.number => copy = snapshot(&snapshots)?,
            _ => {}
        }
    }
    collector.send(DONE)?;
    collector.recv()?;
    Ok(copy.table)
}

fn snapshot(snapshots: &Socket) -> zmq::Result<Snapshot> {
    snapshots.send("snapshot")?;
    snapshots.recv()?.json()
}
