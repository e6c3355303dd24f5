//! Plays one cell with one peer, once.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeValLike;

use crate::cells::{Cell, Growth, Transport, Work};
use crate::peers::{Peer, Place};
use crate::process::{Cast, Failure};

/// How long a run may take before it counts as hanging.
const LIMIT: Duration = Duration::from_secs(20);
/// The same where very much is made.
const LONG_LIMIT: Duration = Duration::from_secs(60);
/// Connections of one process, well below the usual limit of open files.
const CONNECTIONS_EACH: u64 = 2500;
/// Bytes of a message where the cell does not vary them.
const SIZE: u64 = 64;

/// What was measured, by name.
pub(crate) type Sample = BTreeMap<String, f64>;

/// Where ipc sockets are; removed in the end.
#[derive(Debug)]
pub(crate) struct Sockets(PathBuf);

impl Sockets {
    pub(crate) fn new() -> Result<Self, String> {
        let folder = std::env::temp_dir().join(format!("zmq-bench-{}", std::process::id()));
        fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        Ok(Self(folder))
    }

    /// An endpoint that nobody uses.
    fn endpoint(&self, transport: Transport) -> Result<String, Failure> {
        static NUMBER: AtomicU64 = AtomicU64::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        Ok(match transport {
            Transport::Inproc => "inproc://bench".to_owned(),
            Transport::Ipc => format!("ipc://{}/{number}", self.0.display()),
            Transport::Tcp => format!("tcp://127.0.0.1:{}", free_port(number)?),
        })
    }
}

/// A port that nobody has bound: not every library binds to one of the system's choice. It lies below those that the system
/// gives to connections, so that nobody gets it in the meantime.
fn free_port(number: u64) -> Result<u16, Failure> {
    let start = u64::from(std::process::id()) * 131 + number * 7;
    let candidates = (0..1000).filter_map(|step| u16::try_from(10_000 + (start + step) % 20_000).ok());
    let free = candidates.into_iter().find(|port| TcpListener::bind(("127.0.0.1", *port)).is_ok());
    free.ok_or_else(|| Failure::Failed("no port is free".into()))
}

impl Drop for Sockets {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Plays cells.
#[derive(Debug)]
pub(crate) struct Stage<'a> {
    pub(crate) place: &'a Place,
    pub(crate) sockets: &'a Sockets,
}

impl Stage<'_> {
    /// Plays `cell` with `count` messages (or what it counts); `lose` is the number of a message to leave out.
    pub(crate) fn play(&self, cell: &Cell, peer: &Peer, count: u64, lose: Option<u64>) -> Result<Sample, Failure> {
        let before = processor_time();
        let mut sample = self.perform(cell, peer, count, lose)?;
        sample.insert("cpu".into(), processor_time() - before);
        Ok(sample)
    }

    fn perform(&self, cell: &Cell, peer: &Peer, count: u64, lose: Option<u64>) -> Result<Sample, Failure> {
        let command = |role: &str, arguments: &[(&str, u64)]| {
            let mut command = peer.command(self.place);
            command.arg(role).args(arguments.iter().map(|(name, value)| format!("{name}={value}")));
            command
        };
        let size = ("size", cell_size(cell));
        let mut messages = vec![size, ("count", count)];
        messages.extend(lose.map(|number| ("lose", number)));
        match cell.work {
            Work::Throughput { transport: Transport::Inproc, .. } => self.alone(command("pipe", &messages)),
            Work::Throughput { transport, .. } => {
                self.two(transport, command("pull", &messages), command("push", &messages))
            }
            Work::Curve { .. } => {
                messages.push(("curve", 1));
                self.two(Transport::Tcp, command("pull", &messages), command("push", &messages))
            }
            Work::Close { transport, .. } => {
                messages.push(("leave", 1));
                let played = self.two(transport, command("pull", &messages), command("push", &messages));
                // What has not come long after the sender has gone will not come.
                played.map_err(|failure| match failure {
                    Failure::Late(_) => Failure::Lost(format!("lost: not all {count} messages have come")),
                    other => other,
                })
            }
            Work::Latency { transport: Transport::Inproc, .. } => self.alone(command("echo", &messages)),
            Work::Latency { transport, .. } => {
                self.ask(transport, command("rep", &messages), command("req", &messages))
            }
            Work::FanOut { subscribers } => {
                messages.push(("subscribers", subscribers));
                self.fan_out(command("pub", &messages), command("sub", &messages))
            }
            Work::Growth { what: Growth::Connections, count: connections } => {
                let clients = (0..connections.div_ceil(CONNECTIONS_EACH)).map(|index| {
                    let share = CONNECTIONS_EACH.min(connections - index * CONNECTIONS_EACH);
                    command("connect", &[("count", share)])
                });
                self.connections(command("accept", &[("count", connections)]), clients.collect())
            }
            Work::Growth { what, count } => self.alone(command(what.name(), &[("count", count)])),
        }
    }

    /// One process that does it all.
    fn alone(&self, mut command: Command) -> Result<Sample, Failure> {
        let mut cast = Cast::new(LIMIT);
        let number = cast.start(command.arg("endpoint=inproc://bench"))?;
        let sample = read(&cast.expect(number, "result ")?)?;
        cast.tell(number);
        cast.finish()?;
        Ok(sample)
    }

    /// A receiver that measures, and a sender that waits to be told.
    fn two(&self, transport: Transport, mut receiver: Command, mut sender: Command) -> Result<Sample, Failure> {
        let endpoint = format!("endpoint={}", self.sockets.endpoint(transport)?);
        let mut cast = Cast::new(LIMIT);
        let receiver = cast.start(receiver.arg(&endpoint))?;
        cast.expect(receiver, "ready")?;
        let sender = cast.start(sender.arg(&endpoint))?;
        let sample = read(&cast.expect(receiver, "result ")?)?;
        cast.tell(sender);
        cast.finish()?;
        Ok(sample)
    }

    /// One that replies, and one that asks and measures.
    fn ask(&self, transport: Transport, mut replier: Command, mut asker: Command) -> Result<Sample, Failure> {
        let endpoint = format!("endpoint={}", self.sockets.endpoint(transport)?);
        let mut cast = Cast::new(LIMIT);
        let replier = cast.start(replier.arg(&endpoint))?;
        cast.expect(replier, "ready")?;
        let asker = cast.start(asker.arg(&endpoint))?;
        let sample = read(&cast.expect(asker, "result ")?)?;
        cast.tell(replier);
        cast.finish()?;
        Ok(sample)
    }

    /// A publisher that begins when all subscribers are there; they measure.
    fn fan_out(&self, mut publisher: Command, mut subscribers: Command) -> Result<Sample, Failure> {
        let endpoint = format!("endpoint={}", self.sockets.endpoint(Transport::Tcp)?);
        let mut cast = Cast::new(LONG_LIMIT);
        let publisher = cast.start(publisher.arg(&endpoint))?;
        cast.expect(publisher, "ready")?;
        let subscribers = cast.start(subscribers.arg(&endpoint))?;
        cast.expect(subscribers, "ready")?;
        cast.tell(publisher);
        let sample = read(&cast.expect(subscribers, "result ")?)?;
        cast.tell(publisher);
        cast.finish()?;
        Ok(sample)
    }

    fn connections(&self, mut server: Command, mut clients: Vec<Command>) -> Result<Sample, Failure> {
        let endpoint = format!("endpoint={}", self.sockets.endpoint(Transport::Tcp)?);
        let mut cast = Cast::new(LONG_LIMIT);
        let server = cast.start(server.arg(&endpoint))?;
        cast.expect(server, "ready")?;
        let mut numbers = vec![server];
        for client in &mut clients {
            numbers.push(cast.start(client.arg(&endpoint))?);
        }
        let sample = read(&cast.expect(server, "result ")?)?;
        numbers.into_iter().for_each(|number| cast.tell(number));
        cast.finish()?;
        Ok(sample)
    }
}

fn cell_size(cell: &Cell) -> u64 {
    match cell.work {
        Work::Throughput { size, .. }
        | Work::Curve { size }
        | Work::Latency { size, .. }
        | Work::Close { size, .. } => size,
        Work::FanOut { .. } | Work::Growth { .. } => SIZE,
    }
}

/// What follows `result`: names and numbers.
fn read(line: &str) -> Result<Sample, Failure> {
    let pairs = line.split_whitespace().map(|word| {
        let (name, number) = word.split_once('=')?;
        Some((name.to_owned(), number.parse().ok().filter(|number: &f64| number.is_finite())?))
    });
    pairs.collect::<Option<Sample>>().ok_or_else(|| Failure::Failed(format!("`{line}` is no result")))
}

/// The processor time, in seconds, of all children that were waited for: what wait4 said of each, added up.
fn processor_time() -> f64 {
    let Ok(usage) = getrusage(UsageWho::RUSAGE_CHILDREN) else { return 0.0 };
    let microseconds = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Duration::from_micros(u64::try_from(microseconds).unwrap_or_default()).as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_names_and_numbers() {
        let sample = read("count=2 seconds=1.5e-3").expect("it is one");
        assert_eq!(sample.get("seconds"), Some(&0.0015));
        assert!(read("seconds=fast").is_err());
        assert!(read("seconds=inf").is_err());
    }
}
