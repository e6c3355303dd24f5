//! [`Timers`]: what is to be done again and again, in the loop of one thread.

use std::collections::HashMap;
use std::fmt;

use crate::error::{Error, ErrorKind, Result};
use crate::raw::timers::RawTimers;
use crate::timeout::Timeout;

/// Timers of one thread: each calls its handler every so many milliseconds, while [`execute`](Self::execute) runs.
///
/// Nothing happens by itself: a loop polls for as long as [`timeout`](Self::timeout) says, and then executes. Handlers
/// may borrow what lives longer than the timers, such as sockets. They get the timers, so that a handler can cancel its
/// own timer, which makes it fire once, or add others.
///
/// # Examples
/// ```
/// use std::cell::Cell;
/// let mut poller = zmq::Poller::new();
/// let beats = Cell::new(0);
/// let mut timers = zmq::Timers::new()?;
/// timers.add(10, |timers, id| {
///     beats.set(beats.get() + 1);
///     if beats.get() == 3 {
///         // It is there: it has just fired.
///         let _ = timers.cancel(id);
///     }
/// })?;
/// # let (context, socket); context = zmq::Context::new()?; socket = context.socket(zmq::PULL)?;
/// # poller.register(&socket, zmq::POLLIN)?;
/// while !timers.is_empty() {
///     poller.poll(timers.timeout()?)?;
///     timers.execute()?;
/// }
/// assert_eq!(beats.get(), 3);
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_timers(3)
#[doc(alias("zmq_timers_new", "zmq_timers_destroy"))]
pub struct Timers<'a> {
    raw: RawTimers,
    /// `None` while it runs.
    handlers: HashMap<i32, Option<Handler<'a>>>,
}

type Handler<'a> = Box<dyn FnMut(&mut Timers<'a>, TimerId) + 'a>;

/// One of the timers of a [`Timers`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TimerId(i32);

impl<'a> Timers<'a> {
    /// No timers yet.
    ///
    /// # Errors
    /// [`OutOfMemory`](ErrorKind::OutOfMemory).
    pub fn new() -> Result<Self> {
        Ok(Self { raw: RawTimers::new()?, handlers: HashMap::new() })
    }

    /// Adds a timer that calls `handler` every `interval`: milliseconds, or a `Duration`. The first time is one interval
    /// from now.
    ///
    /// A handler that panics is not called again.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): an interval of 0, or for ever.
    #[doc(alias = "zmq_timers_add")]
    pub fn add(
        &mut self,
        interval: impl Into<Timeout>,
        handler: impl FnMut(&mut Timers<'a>, TimerId) + 'a,
    ) -> Result<TimerId> {
        let id = self.raw.add(millis("zmq_timers_add", interval.into())?)?;
        self.handlers.insert(id, Some(Box::new(handler)));
        Ok(TimerId(id))
    }

    /// Takes a timer away.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): there is no such timer here.
    #[doc(alias = "zmq_timers_cancel")]
    pub fn cancel(&mut self, timer: TimerId) -> Result<()> {
        self.require(timer, "zmq_timers_cancel")?;
        self.raw.cancel(timer.0)?;
        self.handlers.remove(&timer.0);
        Ok(())
    }

    /// Gives a timer another interval, which begins now.
    ///
    /// # Errors
    /// As [`add`](Self::add) and [`cancel`](Self::cancel).
    #[doc(alias = "zmq_timers_set_interval")]
    pub fn set_interval(&mut self, timer: TimerId, interval: impl Into<Timeout>) -> Result<()> {
        const CALL: &str = "zmq_timers_set_interval";
        self.require(timer, CALL)?;
        self.raw.set_interval(timer.0, millis(CALL, interval.into())?)
    }

    /// Begins a timer's interval anew.
    ///
    /// # Errors
    /// As [`cancel`](Self::cancel).
    #[doc(alias = "zmq_timers_reset")]
    pub fn reset(&mut self, timer: TimerId) -> Result<()> {
        self.require(timer, "zmq_timers_reset")?;
        self.raw.reset(timer.0)
    }

    /// How long it is to the next call of a handler: what a poll may wait. For ever if there is no timer.
    ///
    /// # Errors
    /// None that is known.
    #[doc(alias = "zmq_timers_timeout")]
    pub fn timeout(&self) -> Result<Timeout> {
        self.raw.timeout()
    }

    /// Calls the handlers whose time has come, each once, and tells how many that were.
    ///
    /// # Errors
    /// None that is known.
    #[doc(alias = "zmq_timers_execute")]
    pub fn execute(&mut self) -> Result<usize> {
        let mut calls = 0;
        for id in self.raw.execute()? {
            // An earlier handler may have cancelled it, or may be it, if it executes the timers itself.
            let Some(mut handler) = self.handlers.get_mut(&id).and_then(Option::take) else { continue };
            handler(self, TimerId(id));
            calls += 1;
            if let Some(place) = self.handlers.get_mut(&id) {
                *place = Some(handler);
            }
        }
        Ok(calls)
    }

    /// libzmq forgets a timer that was cancelled only when its time comes.
    fn require(&self, timer: TimerId, call: &'static str) -> Result<()> {
        let refuse = || Err(Error::new(ErrorKind::InvalidInput, call, "there is no such timer"));
        if self.handlers.contains_key(&timer.0) { Ok(()) } else { refuse() }
    }

    /// How many timers there are.
    pub fn len(&self) -> usize {
        self.handlers.len()
    }

    /// Whether there is no timer.
    pub fn is_empty(&self) -> bool {
        self.handlers.is_empty()
    }
}

/// An interval of 0 would keep libzmq in its loop for ever.
fn millis(call: &'static str, interval: Timeout) -> Result<usize> {
    let millis = usize::try_from(interval.as_millis()).ok().filter(|&millis| millis > 0);
    millis.ok_or_else(|| Error::new(ErrorKind::InvalidInput, call, "an interval is at least a millisecond, and ends"))
}

impl fmt::Debug for Timers<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timers").field("len", &self.len()).field("timeout", &self.timeout()).finish()
    }
}
