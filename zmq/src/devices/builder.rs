//! [`Device`]: a proxy whose sockets are made for you.

use std::sync::Arc;
use std::time::Instant;

use crate::background::Background;
use crate::context::Context;
use crate::device::DeviceType;
use crate::error::Result;
use crate::message::Message;
use crate::options::{OptionValue, SocketOption};
use crate::socket::Socket;
use crate::socket_type::{DEALER, PUB, PULL, PUSH, ROUTER, SocketType, XPUB, XSUB};
use crate::timeout::Timeout;

use super::handle::DeviceHandle;
use super::monitored::monitored;
use super::relay::Relay;
use super::statistics::Counters;
use super::steer::steer;

/// A device to be: which sockets it has, where they are bound and connected, and with which options.
///
/// [`run`](Self::run) runs it on this thread, [`start`](Self::start) in the background. It passes messages on whole, both
/// ways, and survives peers that come and go. Its sockets are made in [`Context::instance`] unless
/// [`with_context`](Self::with_context) says otherwise.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let mut device = zmq::devices::Device::queue().with_context(&context);
/// device.bind_in("inproc://device-clients").bind_out("inproc://device-workers");
/// let running = device.start()?;
///
/// let (client, worker) = (context.socket(zmq::REQ)?, context.socket(zmq::REP)?);
/// client.connect("inproc://device-clients")?;
/// worker.connect("inproc://device-workers")?;
/// client.send("Hello")?;
/// assert_eq!(worker.recv()?, "Hello");
/// worker.send("World")?;
/// assert_eq!(client.recv()?, "World");
/// assert_eq!(running.statistics().frontend.received.messages, 1);
/// running.stop()?;
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Device {
    frontend: Side,
    /// `None`: the frontend is both.
    backend: Option<Side>,
    monitor: Option<Side>,
    prefixes: Option<[Message; 2]>,
    context: Option<Context>,
}

/// One socket to be.
#[derive(Clone, Debug)]
struct Side {
    kind: SocketType,
    options: Vec<(SocketOption, OptionValue<'static>)>,
    binds: Vec<String>,
    connects: Vec<String>,
}

/// The sockets, made.
struct Sockets {
    frontend: Socket,
    backend: Option<Socket>,
    monitor: Option<Socket>,
}

/// Where the sockets were bound; wildcards are resolved.
#[derive(Clone, Debug, Default)]
pub(super) struct Endpoints {
    pub(super) frontend: Vec<String>,
    pub(super) backend: Vec<String>,
    pub(super) monitor: Vec<String>,
}

impl Device {
    /// A device between sockets of these types.
    pub fn new(frontend: SocketType, backend: SocketType) -> Self {
        Self::with_sides(Side::new(frontend), Some(Side::new(backend)))
    }

    /// The usual sockets of a device of that kind: see [`queue`](Self::queue), [`forwarder`](Self::forwarder) and
    /// [`streamer`](Self::streamer).
    pub fn of_type(kind: DeviceType) -> Self {
        match kind {
            DeviceType::Queue => Self::queue(),
            DeviceType::Forwarder => Self::forwarder(),
            DeviceType::Streamer => Self::streamer(),
        }
    }

    /// Shares requests among workers: a ROUTER for the clients in front, a DEALER for the workers behind.
    pub fn queue() -> Self {
        Self::new(ROUTER, DEALER)
    }

    /// Forwards publications: an XSUB for the publishers in front, an XPUB for the subscribers behind.
    pub fn forwarder() -> Self {
        Self::new(XSUB, XPUB)
    }

    /// Streams tasks: a PULL for the producers in front, a PUSH for the workers behind.
    pub fn streamer() -> Self {
        Self::new(PULL, PUSH)
    }

    /// One socket that sends back what it gets.
    pub fn echo(kind: SocketType) -> Self {
        Self::with_sides(Side::new(kind), None)
    }

    fn with_sides(frontend: Side, backend: Option<Side>) -> Self {
        Self { frontend, backend, monitor: None, prefixes: None, context: None }
    }

    /// Makes the sockets in that context.
    pub fn with_context(mut self, context: &Context) -> Self {
        self.context = Some(context.clone());
        self
    }

    /// Adds a socket that gets a copy of every message. PUB is the usual type.
    pub fn with_monitor(mut self, kind: SocketType) -> Self {
        self.monitor = Some(Side::new(kind));
        self
    }

    /// Puts a frame before each copy that tells where the message came from: the frontend, or the backend. A device with
    /// two ROUTER sockets then lets their peers name each other, as [`monitored_queue`](super::monitored_queue) does.
    pub fn with_prefixes(mut self, in_prefix: impl Into<Message>, out_prefix: impl Into<Message>) -> Self {
        self.prefixes = Some([in_prefix.into(), out_prefix.into()]);
        self.monitor.get_or_insert_with(|| Side::new(PUB));
        self
    }

    /// Binds the frontend there.
    pub fn bind_in(&mut self, endpoint: impl Into<String>) -> &mut Self {
        self.frontend.binds.push(endpoint.into());
        self
    }

    /// Connects the frontend to there.
    pub fn connect_in(&mut self, endpoint: impl Into<String>) -> &mut Self {
        self.frontend.connects.push(endpoint.into());
        self
    }

    /// Sets an option of the frontend, before it is bound and connected.
    pub fn setsockopt_in<'a>(&mut self, option: SocketOption, value: impl Into<OptionValue<'a>>) -> &mut Self {
        self.frontend.options.push((option, value.into().into_owned()));
        self
    }

    /// Binds the backend there. Of an echo device: the one socket.
    pub fn bind_out(&mut self, endpoint: impl Into<String>) -> &mut Self {
        self.backend_side().binds.push(endpoint.into());
        self
    }

    /// Connects the backend to there. Of an echo device: the one socket.
    pub fn connect_out(&mut self, endpoint: impl Into<String>) -> &mut Self {
        self.backend_side().connects.push(endpoint.into());
        self
    }

    /// Sets an option of the backend, before it is bound and connected. Of an echo device: the one socket.
    pub fn setsockopt_out<'a>(&mut self, option: SocketOption, value: impl Into<OptionValue<'a>>) -> &mut Self {
        self.backend_side().options.push((option, value.into().into_owned()));
        self
    }

    /// Binds the monitor there. A device without one gets a PUB.
    pub fn bind_mon(&mut self, endpoint: impl Into<String>) -> &mut Self {
        self.monitor_side().binds.push(endpoint.into());
        self
    }

    /// Connects the monitor to there. A device without one gets a PUB.
    pub fn connect_mon(&mut self, endpoint: impl Into<String>) -> &mut Self {
        self.monitor_side().connects.push(endpoint.into());
        self
    }

    /// Sets an option of the monitor, before it is bound and connected. A device without one gets a PUB.
    pub fn setsockopt_mon<'a>(&mut self, option: SocketOption, value: impl Into<OptionValue<'a>>) -> &mut Self {
        self.monitor_side().options.push((option, value.into().into_owned()));
        self
    }

    /// Runs the device on this thread, until the context is shut down.
    ///
    /// # Errors
    /// What [`Context::socket`], [`Socket::setsockopt`], [`Socket::bind`] and [`Socket::connect`] may say. The end of the
    /// context is none.
    pub fn run(&self) -> Result<()> {
        let (sockets, _) = self.make(&self.context()?)?;
        let counters = Counters::default();
        let mut relay = self.relay(&sockets, &counters);
        loop {
            match relay.step(None, Timeout::FOREVER) {
                Err(error) if error.is_terminated() => return Ok(()),
                result => drop(result?),
            }
        }
    }

    /// Runs the device on a thread of its own. Returns when its sockets are bound.
    ///
    /// # Errors
    /// As [`run`](Self::run), and what the system says if there is no thread.
    pub fn start(&self) -> Result<DeviceHandle> {
        let context = self.context()?;
        let (sockets, endpoints) = self.make(&context)?;
        let counters = Arc::new(Counters::default());
        let (device, shared) = (self.clone(), counters.clone());
        let serve = move |control: &Socket| device.serve(&sockets, control, &shared);
        let thread = Background::start(&context, "zmq-device", serve)?;
        Ok(DeviceHandle::new(thread, counters, endpoints))
    }

    fn serve(&self, sockets: &Sockets, control: &Socket, counters: &Counters) -> Result<()> {
        let mut relay = self.relay(sockets, counters);
        steer(&mut relay, control, counters)?;
        sockets.drain(&mut relay)
    }

    fn relay<'a>(&self, sockets: &'a Sockets, counters: &'a Counters) -> Relay<'a> {
        let backend = sockets.backend();
        let relay = Relay::new(&sockets.frontend, backend, sockets.monitor.as_ref(), counters);
        match &self.prefixes {
            Some(prefixes) => monitored(relay, &sockets.frontend, backend).with_prefixes(prefixes.clone()),
            None => relay,
        }
    }

    /// Makes the sockets, in pyzmq's order: options, then what is bound, then what is connected.
    fn make(&self, context: &Context) -> Result<(Sockets, Endpoints)> {
        let make = |side: Option<&Side>| side.map(|side| side.make(context)).transpose();
        let sockets = Sockets {
            frontend: self.frontend.make(context)?,
            backend: make(self.backend.as_ref())?,
            monitor: make(self.monitor.as_ref())?,
        };
        let bind = |side: Option<&Side>, socket: Option<&Socket>| match (side, socket) {
            (Some(side), Some(socket)) => side.bind(socket),
            _ => Ok(Vec::new()),
        };
        let endpoints = Endpoints {
            frontend: self.frontend.bind(&sockets.frontend)?,
            backend: bind(self.backend.as_ref(), sockets.backend.as_ref())?,
            monitor: bind(self.monitor.as_ref(), sockets.monitor.as_ref())?,
        };
        self.frontend.connect(&sockets.frontend)?;
        for (side, socket) in [(&self.backend, &sockets.backend), (&self.monitor, &sockets.monitor)] {
            if let (Some(side), Some(socket)) = (side, socket) {
                side.connect(socket)?;
            }
        }
        Ok((sockets, endpoints))
    }

    fn context(&self) -> Result<Context> {
        self.context.clone().map_or_else(Context::instance, Ok)
    }

    fn backend_side(&mut self) -> &mut Side {
        self.backend.as_mut().unwrap_or(&mut self.frontend)
    }

    fn monitor_side(&mut self) -> &mut Side {
        self.monitor.get_or_insert_with(|| Side::new(PUB))
    }
}

impl Side {
    fn new(kind: SocketType) -> Self {
        Self { kind, options: Vec::new(), binds: Vec::new(), connects: Vec::new() }
    }

    fn make(&self, context: &Context) -> Result<Socket> {
        let socket = context.socket(self.kind)?;
        for (option, value) in &self.options {
            socket.setsockopt(*option, value.clone())?;
        }
        Ok(socket)
    }

    fn bind(&self, socket: &Socket) -> Result<Vec<String>> {
        let bind = |endpoint: &String| {
            socket.bind(endpoint)?;
            socket.last_endpoint()
        };
        self.binds.iter().map(bind).collect()
    }

    fn connect(&self, socket: &Socket) -> Result<()> {
        self.connects.iter().try_for_each(|endpoint| socket.connect(endpoint))
    }
}

impl Sockets {
    fn backend(&self) -> &Socket {
        self.backend.as_ref().unwrap_or(&self.frontend)
    }

    /// Passes on what has arrived, for no longer than the sockets linger.
    fn drain(&self, relay: &mut Relay<'_>) -> Result<()> {
        let lingers = [self.frontend.linger()?, self.backend().linger()?];
        let deadline = lingers
            .into_iter()
            .collect::<Option<Vec<_>>>()
            .and_then(|lingers| Instant::now().checked_add(lingers.into_iter().max().unwrap_or_default()));
        relay.set_receiving(true);
        relay.pass()?;
        relay.set_receiving(false);
        while relay.is_holding() && deadline.is_none_or(|deadline| Instant::now() < deadline) {
            relay.step(None, Timeout::until(deadline))?;
        }
        Ok(())
    }
}
