//! The loop of every device: whole messages from one socket to another, both ways, and a copy of each to a third.

use crate::error::{ErrorKind, Result};
use crate::flags::{POLLIN, POLLOUT, PollEvents};
use crate::message::Message;
use crate::multipart::Multipart;
use crate::poll::{PollItem, poll};
use crate::socket::Socket;
use crate::timeout::Timeout;

use super::statistics::{Counter, Counters};

/// Two sockets, or one that is both, and who listens in.
pub(super) struct Relay<'a> {
    lanes: Vec<Lane<'a>>,
    capture: Option<&'a Socket>,
    is_receiving: bool,
}

/// One direction. It holds the message that was received and is not yet with everyone who gets it.
struct Lane<'a> {
    from: &'a Socket,
    to: &'a Socket,
    prefix: Option<Message>,
    swaps_envelope: bool,
    received: &'a Counter,
    sent: &'a Counter,
    held: Option<Held>,
}

struct Held {
    message: Multipart,
    is_captured: bool,
}

/// How many messages one direction passes on before the other, and the control, have their turn.
const BURST: usize = 1000;

impl<'a> Relay<'a> {
    pub(super) fn new(
        frontend: &'a Socket,
        backend: &'a Socket,
        capture: Option<&'a Socket>,
        counters: &'a Counters,
    ) -> Self {
        let lane = |from, to, received, sent| Lane {
            from,
            to,
            prefix: None,
            swaps_envelope: false,
            received,
            sent,
            held: None,
        };
        let there = lane(frontend, backend, &counters.frontend_received, &counters.backend_sent);
        let back = lane(backend, frontend, &counters.backend_received, &counters.frontend_sent);
        let lanes = if std::ptr::eq(frontend, backend) { vec![there] } else { vec![there, back] };
        Self { lanes, capture, is_receiving: true }
    }

    /// Puts a frame before what the capture socket gets, one for each direction.
    pub(super) fn with_prefixes(mut self, prefixes: [Message; 2]) -> Self {
        for (lane, prefix) in self.lanes.iter_mut().zip(prefixes) {
            lane.prefix = Some(prefix);
        }
        self
    }

    /// Swaps the first two frames, so that a ROUTER's peer can name a peer of the other ROUTER.
    pub(super) fn with_swapped_envelopes(mut self) -> Self {
        for lane in &mut self.lanes {
            lane.swaps_envelope = true;
        }
        self
    }

    /// Receives no more, or again. What was received is passed on in any case.
    pub(super) fn set_receiving(&mut self, is_receiving: bool) {
        self.is_receiving = is_receiving;
    }

    /// Whether a message waits for someone who cannot take it yet.
    pub(super) fn is_holding(&self) -> bool {
        self.lanes.iter().any(|lane| lane.held.is_some())
    }

    /// Waits until there is something to do, and does it. Tells whether `control` has a command.
    pub(super) fn step(&mut self, control: Option<&Socket>, timeout: Timeout) -> Result<bool> {
        let mut items: Vec<_> = control.map(|control| PollItem::new(control, POLLIN)).into_iter().collect();
        items.extend(self.lanes.iter().filter_map(|lane| {
            let (socket, events) = lane.waits_for(self.capture, self.is_receiving)?;
            Some(PollItem::new(socket, events))
        }));
        poll(&mut items, timeout)?;
        let is_commanded = control.is_some() && items.first().is_some_and(PollItem::is_readable);
        self.pass()?;
        Ok(is_commanded)
    }

    /// Passes on what is there, without waiting.
    pub(super) fn pass(&mut self) -> Result<()> {
        self.lanes.iter_mut().try_for_each(|lane| lane.pass(self.capture, self.is_receiving))
    }
}

impl<'a> Lane<'a> {
    fn waits_for(&self, capture: Option<&'a Socket>, is_receiving: bool) -> Option<(&'a Socket, PollEvents)> {
        match (&self.held, capture) {
            (Some(held), Some(capture)) if !held.is_captured => Some((capture, POLLOUT)),
            (Some(_), _) => Some((self.to, POLLOUT)),
            (None, _) => is_receiving.then_some((self.from, POLLIN)),
        }
    }

    fn pass(&mut self, capture: Option<&Socket>, is_receiving: bool) -> Result<()> {
        for _ in 0..BURST {
            let held = match self.held.take() {
                Some(held) => held,
                None if is_receiving => match self.receive()? {
                    Some(message) => Held { message, is_captured: false },
                    None => return Ok(()),
                },
                None => return Ok(()),
            };
            self.held = self.hand_over(held, capture)?;
            if self.held.is_some() {
                return Ok(());
            }
        }
        Ok(())
    }

    fn receive(&mut self) -> Result<Option<Multipart>> {
        let mut message = match self.from.try_recv_multipart() {
            Ok(Some(message)) => message,
            Ok(None) => return Ok(None),
            // A socket that only sends, or whose turn it is to send.
            Err(error) if matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::State) => return Ok(None),
            Err(error) => return Err(error),
        };
        self.received.add(size(&message));
        if self.swaps_envelope && message.len() > 1 {
            message.swap(0, 1);
        }
        Ok(Some(message))
    }

    /// Gives the message to the capture socket and to the other side, and gives back what one of them cannot take yet.
    fn hand_over(&self, mut held: Held, capture: Option<&Socket>) -> Result<Option<Held>> {
        if let (Some(capture), false) = (capture, held.is_captured) {
            let copy = self.prefix.iter().chain(held.message.iter()).cloned();
            match capture.try_send_multipart(copy) {
                Ok(()) => held.is_captured = true,
                Err(error) if error.is_again() => return Ok(Some(held)),
                Err(error) => return Err(error.into()),
            }
        }
        // A connection that breaks within a message takes the frames so far with it: these are copies, by reference.
        let whole = (held.message.len() > 1).then(|| held.message.clone());
        let bytes = size(&held.message);
        match self.to.try_send_multipart(held.message) {
            Ok(()) => {
                self.sent.add(bytes);
                Ok(None)
            }
            // With `router_mandatory`: nobody of that name is there any more, and nobody waits for it.
            Err(error) if error.kind() == ErrorKind::Unreachable => Ok(None),
            Err(error) if matches!(error.kind(), ErrorKind::Again | ErrorKind::State) => {
                Ok(Some(Held { message: error.into_parts(), is_captured: true }))
            }
            Err(error) => match whole {
                Some(message) if error.kind() == ErrorKind::PartialSend => {
                    Ok(Some(Held { message, is_captured: true }))
                }
                _ => Err(error.into()),
            },
        }
    }
}

fn size(message: &Multipart) -> usize {
    message.iter().map(|part| part.len()).sum()
}
