//! [`DeviceHandle`]: a device that runs in the background.

use std::fmt;
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::error::{Error, ErrorKind, Result};
use crate::socket::Socket;

use super::builder::Endpoints;
use super::statistics::{Counters, Statistics};

/// A device that runs on a thread of its own, until it is stopped, its context is shut down, or the handle is dropped.
///
/// Stopping passes on what the device has received, for no longer than its sockets linger.
#[must_use = "the device stops when its handle is dropped"]
pub struct DeviceHandle {
    thread: Option<JoinHandle<Result<()>>>,
    commander: Socket,
    counters: Arc<Counters>,
    endpoints: Endpoints,
}

impl DeviceHandle {
    pub(super) fn new(
        thread: JoinHandle<Result<()>>,
        commander: Socket,
        counters: Arc<Counters>,
        endpoints: Endpoints,
    ) -> Self {
        Self { thread: Some(thread), commander, counters, endpoints }
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
    /// [`Terminated`](ErrorKind::Terminated): the device's context was shut down.
    pub fn pause(&self) -> Result<()> {
        self.command("PAUSE")
    }

    /// Receives again.
    ///
    /// # Errors
    /// As [`pause`](Self::pause).
    pub fn resume(&self) -> Result<()> {
        self.command("RESUME")
    }

    /// Whether it has ended.
    pub fn is_done(&self) -> bool {
        self.thread.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Stops the device and waits for its end.
    ///
    /// # Errors
    /// Why it had ended before, if that was an error.
    pub fn stop(mut self) -> Result<()> {
        self.terminate();
        self.join()
    }

    /// Waits until the device ends by itself: when its context is shut down, or it fails.
    ///
    /// # Errors
    /// Why it ended; the end of the context is no error.
    pub fn join(mut self) -> Result<()> {
        self.wait()
    }

    fn wait(&mut self) -> Result<()> {
        match self.thread.take().map(JoinHandle::join) {
            None => Ok(()),
            Some(Ok(result)) => result,
            Some(Err(_)) => Err(Error::new(ErrorKind::Other, "Device", "the device's thread panicked")),
        }
    }

    fn command(&self, command: &'static str) -> Result<()> {
        self.commander.try_send(command).map_err(Error::from)
    }

    fn terminate(&mut self) {
        // Refused where the device is at its end already, and in a forked child.
        if self.command("TERMINATE").is_err_and(|error| error.kind() == ErrorKind::Forked) {
            // A child has no such thread, and its number may be another's.
            std::mem::forget(self.thread.take());
        }
    }
}

impl Drop for DeviceHandle {
    fn drop(&mut self) {
        if self.thread.is_some() {
            self.terminate();
            // Who wants to know calls `stop` or `join`.
            let _ = self.wait();
        }
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
