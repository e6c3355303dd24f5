//! What a device has passed on so far.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, Result};
use crate::message::Message;
use crate::multipart::Multipart;

/// How much a device has passed on, counted at its two sockets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Statistics {
    /// At the frontend.
    pub frontend: Traffic,
    /// At the backend.
    pub backend: Traffic,
}

/// What went through one socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// What came in.
    pub received: Volume,
    /// What went out.
    pub sent: Volume,
}

/// An amount of messages. A multipart message counts once, with the bytes of all its frames.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Volume {
    /// How many messages.
    pub messages: u64,
    /// How many bytes.
    pub bytes: u64,
}

impl Statistics {
    /// Reads the reply to the command `STATISTICS` of [`proxy_steerable`](super::proxy_steerable): eight numbers.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode): not such a reply.
    pub fn parse(reply: &[Message]) -> Result<Self> {
        let numbers: Option<Vec<u64>> =
            reply.iter().map(|frame| frame.as_bytes().try_into().ok().map(u64::from_ne_bytes)).collect();
        let Some([a, b, c, d, e, f, g, h]) = numbers.and_then(|numbers| <[u64; 8]>::try_from(numbers).ok()) else {
            let bytes = reply.iter().flat_map(|frame| frame.as_bytes().to_vec()).collect();
            return Err(Error::decode("Statistics::parse", "eight frames of eight bytes make the statistics", bytes));
        };
        let traffic = |received: [u64; 2], sent: [u64; 2]| Traffic {
            received: Volume { messages: received[0], bytes: received[1] },
            sent: Volume { messages: sent[0], bytes: sent[1] },
        };
        Ok(Self { frontend: traffic([a, b], [c, d]), backend: traffic([e, f], [g, h]) })
    }

    /// The eight numbers, each in a frame, as [`parse`](Self::parse) reads them.
    pub(super) fn frames(&self) -> Multipart {
        let Self { frontend, backend } = self;
        let volumes = [frontend.received, frontend.sent, backend.received, backend.sent];
        let numbers = volumes.iter().flat_map(|volume| [volume.messages, volume.bytes]);
        numbers.map(|number| Message::from(number.to_ne_bytes())).collect()
    }
}

/// The numbers while they grow, for another thread to read.
#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) frontend_received: Counter,
    pub(super) frontend_sent: Counter,
    pub(super) backend_received: Counter,
    pub(super) backend_sent: Counter,
}

impl Counters {
    pub(super) fn statistics(&self) -> Statistics {
        Statistics {
            frontend: Traffic { received: self.frontend_received.volume(), sent: self.frontend_sent.volume() },
            backend: Traffic { received: self.backend_received.volume(), sent: self.backend_sent.volume() },
        }
    }
}

#[derive(Debug, Default)]
pub(super) struct Counter {
    messages: AtomicU64,
    bytes: AtomicU64,
}

impl Counter {
    pub(super) fn add(&self, bytes: usize) {
        self.messages.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn volume(&self) -> Volume {
        Volume { messages: self.messages.load(Ordering::Relaxed), bytes: self.bytes.load(Ordering::Relaxed) }
    }
}
