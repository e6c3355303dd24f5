//! Messages with numbers: made by the sender, each in turn, and checked by the receiver.

use std::fmt;
use std::time::{Duration, Instant};

use crate::{Arguments, Outcome};

/// The messages to send. Each is the same buffer with another number at its start, so that a library has to copy it or to
/// allocate one for it, as it has to for a program whose messages differ.
#[derive(Debug)]
pub struct Payloads {
    buffer: Vec<u8>,
    next: u64,
    last: u64,
    lose: Option<u64>,
}

impl Payloads {
    /// As many as the arguments say, from 1.
    pub fn new(arguments: &Arguments) -> Self {
        Self { buffer: vec![0; arguments.size], next: 1, last: arguments.count, lose: arguments.lose }
    }

    /// The next, or `None` after the last.
    #[allow(clippy::should_implement_trait, reason = "what it gives borrows it")]
    #[inline]
    pub fn next(&mut self) -> Option<&[u8]> {
        if self.lose == Some(self.next) {
            self.next += 1;
        }
        if self.next > self.last {
            return None;
        }
        self.buffer[..8].copy_from_slice(&self.next.to_le_bytes());
        self.next += 1;
        Some(&self.buffer)
    }

    /// The message that only says that the connection works; its number is 0.
    pub(crate) fn probe(&mut self) -> &[u8] {
        self.buffer[..8].fill(0);
        &self.buffer
    }
}

/// Checks what arrives: every number once and in turn, every length; and takes the time from the first to the last.
#[derive(Debug)]
pub struct Check {
    size: usize,
    expected: u64,
    last: u64,
    started: Option<Instant>,
    ended: Option<Instant>,
    probes: u64,
}

impl Check {
    /// For as many as the arguments say.
    pub fn new(arguments: &Arguments) -> Self {
        Self { size: arguments.size, expected: 1, last: arguments.count, started: None, ended: None, probes: 0 }
    }

    /// Whether the last has not come yet.
    #[inline]
    pub fn expects_more(&self) -> bool {
        self.expected <= self.last
    }

    /// How many have not come yet.
    pub fn missing(&self) -> u64 {
        self.last + 1 - self.expected
    }

    /// Takes note of a message.
    ///
    /// # Errors
    /// It is not the one that had to come.
    #[inline]
    pub fn take(&mut self, message: &[u8]) -> Outcome {
        match message.first_chunk() {
            Some(number) if u64::from_le_bytes(*number) == self.expected && message.len() == self.size => {
                if self.expected == 1 {
                    self.started = Some(Instant::now());
                }
                if self.expected == self.last {
                    self.ended = Some(Instant::now());
                }
                self.expected += 1;
                Ok(())
            }
            _ => self.refuse(message),
        }
    }

    #[cold]
    fn refuse(&mut self, message: &[u8]) -> Outcome {
        let number = message.first_chunk().map(|number| u64::from_le_bytes(*number));
        if number == Some(0) && self.expected == 1 {
            self.probes += 1;
            return Ok(());
        }
        Err(Lost { expected: self.expected, size: self.size, number, length: message.len() }.into())
    }

    /// How many messages without a number have come before the first with one.
    pub(crate) fn probes(&self) -> u64 {
        self.probes
    }

    pub(crate) fn started(&self) -> Option<Instant> {
        self.started
    }

    pub(crate) fn ended(&self) -> Option<Instant> {
        self.ended
    }
}

/// The message that came instead of the one expected.
#[derive(Debug)]
pub(crate) struct Lost {
    expected: u64,
    size: usize,
    number: Option<u64>,
    length: usize,
}

impl fmt::Display for Lost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { expected, size, number, length } = self;
        write!(f, "lost: message {expected} of {size} bytes was to come, and ")?;
        match number {
            Some(number) => write!(f, "number {number} of {length} bytes came"),
            None => write!(f, "one of {length} bytes came"),
        }
    }
}

impl std::error::Error for Lost {}

/// The times of round trips.
#[derive(Debug)]
pub struct RoundTrips {
    last: Instant,
    skip: u64,
    nanoseconds: Vec<u64>,
}

impl RoundTrips {
    /// For so many, of which the first tenth, but not more than 1,000, only warms up.
    pub fn new(count: u64) -> Self {
        let capacity = usize::try_from(count).unwrap_or_default();
        Self { last: Instant::now(), skip: (count / 10).min(1000), nanoseconds: Vec::with_capacity(capacity) }
    }

    /// The first begins.
    pub fn start(&mut self) {
        self.last = Instant::now();
    }

    /// One has ended and the next begins.
    #[inline]
    pub fn lap(&mut self) {
        let now = Instant::now();
        if self.skip > 0 {
            self.skip -= 1;
        } else {
            self.nanoseconds.push(u64::try_from((now - self.last).as_nanos()).unwrap_or(u64::MAX));
        }
        self.last = now;
    }

    /// The mean, the median and the 99th percentile.
    pub(crate) fn summary(&mut self) -> (f64, f64, f64) {
        self.nanoseconds.sort_unstable();
        let seconds = |nanoseconds: u64| Duration::from_nanos(nanoseconds).as_secs_f64();
        let at = |share: usize| {
            let index = (self.nanoseconds.len() * share / 100).min(self.nanoseconds.len().saturating_sub(1));
            self.nanoseconds.get(index).map_or(0.0, |value| seconds(*value))
        };
        let mean = seconds(self.nanoseconds.iter().sum()) / self.nanoseconds.len().max(1) as f64;
        (mean, at(50), at(99))
    }
}
