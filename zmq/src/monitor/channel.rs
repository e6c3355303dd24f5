//! [`MonitorChannel`]: the events of a [`Monitor`] from a channel, which a thread fills.

use std::ops::Deref;
use std::sync::mpsc::{self, Receiver, Sender};

use super::{Happening, Monitor, MonitorEvent};
use crate::background::Background;
use crate::error::Result;
use crate::flags::POLLIN;
use crate::poll::{PollItem, poll};
use crate::socket::Socket;

/// The events of one socket as a [`Receiver`], for who waits on channels. It holds events without a limit.
///
/// The channel ends after [`Happening::MonitorStopped`] or with the context. Its drop ends the reports and the thread.
///
/// # Examples
/// ```
/// use zmq::{Happening, MonitorEvents};
/// let context = zmq::Context::new()?;
/// let server = context.socket(zmq::REP)?;
/// let events = server.monitor_socket(MonitorEvents::ALL)?.into_channel()?;
/// server.bind("tcp://127.0.0.1:*")?;
/// let event = events.recv().expect("the socket is open");
/// assert!(matches!(event.happening, Happening::Listening { .. }));
/// drop(server);
/// assert_eq!(events.iter().last().map(|event| event.happening), Some(Happening::MonitorStopped));
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Debug)]
pub struct MonitorChannel {
    events: Receiver<MonitorEvent>,
    _thread: Background,
}

impl Monitor {
    /// Receives the events on a thread of its own, into a channel.
    ///
    /// # Errors
    /// As [`Context::socket`](crate::Context::socket), and no thread is left.
    pub fn into_channel(self) -> Result<MonitorChannel> {
        let context = self.socket().context().clone();
        let (sender, events) = mpsc::channel();
        let thread = Background::start(&context, "zmq-monitor", move |control| self.forward(control, &sender))?;
        Ok(MonitorChannel { events, _thread: thread })
    }

    /// Until the last event, or anything comes from the control socket.
    fn forward(&self, control: &Socket, sender: &Sender<MonitorEvent>) -> Result<()> {
        loop {
            let mut items = [PollItem::new(control, POLLIN), PollItem::new(self.socket(), POLLIN)];
            poll(&mut items, None)?;
            let [command, _] = &items;
            if command.is_readable() {
                return Ok(());
            }
            while let Some(event) = self.try_recv()? {
                let is_last = event.happening == Happening::MonitorStopped;
                if sender.send(event).is_err() || is_last {
                    return Ok(());
                }
            }
        }
    }
}

impl Deref for MonitorChannel {
    type Target = Receiver<MonitorEvent>;

    fn deref(&self) -> &Self::Target {
        &self.events
    }
}
