//! [`DeviceHandle`]: a device that runs in the background.

use std::fmt;
use std::sync::Arc;

use crate::background::Background;
use crate::error::Result;
use crate::timeout::Timeout;

use super::builder::Endpoints;
use super::statistics::{Counters, Statistics};

/// A device that runs on a thread of its own, until it is stopped, its context is shut down, or the handle is dropped.
///
/// Stopping passes on what the device has received, for no longer than its sockets linger.
#[must_use = "the device stops when its handle is dropped"]
pub struct DeviceHandle {
    thread: Background,
    counters: Arc<Counters>,
    endpoints: Endpoints,
}

impl DeviceHandle {
    pub(super) fn new(thread: Background, counters: Arc<Counters>, endpoints: Endpoints) -> Self {
        Self { thread, counters, endpoints }
    }

    /// Where the frontend is bound, in the order of the calls; wildcards are resolved.
    pub fn endpoints_in(&self) -> &[String] {
        &self.endpoints.frontend
    }

    /// Where the backend is bound, in the order of the calls; wildcards are resolved.
    pub fn endpoints_out(&self) -> &[String] {
        &self.endpoints.backend
    }

    /// Where the monitor is bound, in the order of the calls; wildcards are resolved.
    pub fn endpoints_mon(&self) -> &[String] {
        &self.endpoints.monitor
    }

    /// What has been passed on so far.
    pub fn statistics(&self) -> Statistics {
        self.counters.statistics()
    }

    /// Receives no more until [`resume`](Self::resume); peers' messages wait, up to the high-water marks.
    ///
    /// # Errors
    /// [`Terminated`](crate::ErrorKind::Terminated): the device has ended.
    pub fn pause(&self) -> Result<()> {
        self.thread.command("PAUSE")
    }

    /// Receives again.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    pub fn resume(&self) -> Result<()> {
        self.thread.command("RESUME")
    }

    /// Whether it has ended.
    pub fn is_done(&self) -> bool {
        !self.thread.is_running()
    }

    /// Stops the device and waits for its end.
    ///
    /// # Errors
    /// Why it had ended before, if that was an error.
    pub fn stop(mut self) -> Result<()> {
        self.thread.stop()
    }

    /// Waits until the device ends by itself: when its context is shut down, or it fails.
    ///
    /// # Errors
    /// Why it ended; the end of the context is no error.
    pub fn join(mut self) -> Result<()> {
        self.thread.join()
    }

    /// Waits until the device ends by itself, but not for longer than `timeout`: milliseconds, a `Duration`, or `None` for
    /// ever. Tells whether it has ended.
    ///
    /// # Errors
    /// As [`join`](Self::join), once.
    pub fn join_timeout(&mut self, timeout: impl Into<Timeout>) -> Result<bool> {
        self.thread.join_timeout(timeout.into())
    }
}

impl fmt::Debug for DeviceHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DeviceHandle")
            .field("endpoints", &self.endpoints)
            .field("statistics", &self.statistics())
            .field("is_done", &self.is_done())
            .finish()
    }
}
