//! What is set on a context for what comes: the options of new sockets, and what its threads shall be like.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use zmq_sys::{BUILD_INFO, Source};

use super::number::{ContextOption, SocketOption};
use super::socket::HWM;
use super::value::OptionValue;
use super::wire;
use crate::context::Context;
use crate::error::Result;
use crate::raw::context::forked;
use crate::raw::rehearse::{self, Threads};
use crate::socket::Socket;
use crate::timeout::Timeout;

/// The default options of one context's sockets, in the order in which they were first set, and its start.
#[derive(Default)]
pub(crate) struct Defaults {
    options: Mutex<Vec<(SocketOption, OptionValue<'static>)>>,
    start: Mutex<Start>,
}

/// What the context's first socket will start.
#[derive(Debug)]
struct Start {
    io_threads: i32,
    threads: Threads,
    rehearsed: bool,
}

impl Default for Start {
    fn default() -> Self {
        Self { io_threads: 1, threads: Threads::default(), rehearsed: false }
    }
}

impl Defaults {
    /// Sets what the socket takes. Its type may not have some of them: no reason not to make it.
    pub(crate) fn apply(&self, socket: &Socket) {
        for (option, value) in self.options().iter() {
            let _ = socket.setsockopt(*option, value.clone());
        }
    }

    /// The context has taken this value.
    pub(crate) fn remember(&self, option: ContextOption, value: i32) {
        let mut start = self.start();
        match option {
            ContextOption::IO_THREADS => start.io_threads = value,
            ContextOption::THREAD_PRIORITY => start.threads.priority = Some(value),
            ContextOption::THREAD_SCHED_POLICY => start.threads.policy = Some(value),
            ContextOption::THREAD_AFFINITY_CPU_ADD => drop(start.threads.processors.insert(value)),
            ContextOption::THREAD_AFFINITY_CPU_REMOVE => drop(start.threads.processors.remove(&value)),
            _ => return,
        }
        start.rehearsed = false;
    }

    /// Before a socket is made, which starts the threads if it is the first: asks the system for what libzmq would end
    /// the process without.
    pub(crate) fn rehearse(&self) -> Result<()> {
        const CALL: &str = "zmq_socket";
        let mut start = self.start();
        if start.rehearsed {
            return Ok(());
        }
        if start.threads != Threads::default() {
            start.threads.rehearse(CALL).map_err(|error| {
                error.with_detail("the system refuses the policy, priority or processors set for the context's threads")
            })?;
        }
        if BUILD_INFO.source != Source::Vendored {
            // A mailbox and a poller for each I/O thread and the reaper, one more for the socket; patched in ours.
            let threads = usize::try_from(start.io_threads).unwrap_or_default() + 1;
            rehearse::descriptors(2 * threads + 1, CALL)?;
        }
        start.rehearsed = true;
        Ok(())
    }

    fn options(&self) -> MutexGuard<'_, Vec<(SocketOption, OptionValue<'static>)>> {
        self.options.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start(&self) -> MutexGuard<'_, Start> {
        self.start.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The options, without the values: one may be a secret key.
impl fmt::Debug for Defaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.options().iter().map(|(option, _)| option)).finish()
    }
}

/// Default options of new sockets.
impl Context {
    /// Sets an option on every socket that is made from now on. Sockets whose type does not have it do without.
    ///
    /// # Errors
    /// - [`InvalidInput`](crate::ErrorKind::InvalidInput): the option does not take a value of that kind.
    /// - [`Forked`](crate::ErrorKind::Forked): the context belongs to the parent process.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// context.set_default(zmq::LINGER, 0)?;
    /// context.set_default(zmq::SUBSCRIBE, "")?;
    /// assert_eq!(context.socket(zmq::PUB)?.getsockopt(zmq::LINGER)?, 0);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn set_default<'a>(&self, option: SocketOption, value: impl Into<OptionValue<'a>>) -> Result<()> {
        let value = value.into();
        let kind_of = if option == HWM { SocketOption::SNDHWM } else { option };
        wire::encode(kind_of, value.clone())?;
        let value = value.into_owned();
        let mut defaults = self.default_options().ok_or_else(|| forked(wire::SET))?;
        match defaults.iter_mut().find(|(set, _)| *set == option) {
            Some((_, old)) => *old = value,
            None => defaults.push((option, value)),
        }
        Ok(())
    }

    /// The value that new sockets get for that option; `None` if libzmq's default holds.
    pub fn get_default(&self, option: SocketOption) -> Option<OptionValue<'static>> {
        self.default_options()?.iter().find(|(set, _)| *set == option).map(|(_, value)| value.clone())
    }

    /// Leaves that option of new sockets to libzmq again. Does nothing if it was not set.
    pub fn unset_default(&self, option: SocketOption) {
        if let Some(mut defaults) = self.default_options() {
            defaults.retain(|(set, _)| *set != option);
        }
    }

    /// Another name of [`set_default`](Self::set_default).
    pub fn setsockopt<'a>(&self, option: SocketOption, value: impl Into<OptionValue<'a>>) -> Result<()> {
        self.set_default(option, value)
    }

    /// Another name of [`get_default`](Self::get_default).
    pub fn getsockopt(&self, option: SocketOption) -> Option<OptionValue<'static>> {
        self.get_default(option)
    }

    /// How long new sockets, once closed, keep what they have sent; `None`: until it is delivered.
    ///
    /// Bounds what the end of the context waits for.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// context.set_linger(0)?;
    /// let socket = context.socket(zmq::PUSH)?;
    /// socket.connect("tcp://127.0.0.1:1")?;
    /// socket.send("to nobody")?; // and yet the program ends
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn set_linger(&self, linger: impl Into<Timeout>) -> Result<()> {
        self.set_default(SocketOption::LINGER, linger.into())
    }

    /// How long receives on new sockets wait; `None`: for ever.
    pub fn set_rcvtimeo(&self, timeout: impl Into<Timeout>) -> Result<()> {
        self.set_default(SocketOption::RCVTIMEO, timeout.into())
    }

    /// How long sends on new sockets wait; `None`: for ever.
    pub fn set_sndtimeo(&self, timeout: impl Into<Timeout>) -> Result<()> {
        self.set_default(SocketOption::SNDTIMEO, timeout.into())
    }

    /// Both high-water marks of new sockets; 0: no limit.
    pub fn set_hwm(&self, messages: i32) -> Result<()> {
        self.set_default(HWM, messages)
    }

    /// `None` in a forked child, where a thread of the parent may hold the lock for ever.
    fn default_options(&self) -> Option<MutexGuard<'_, Vec<(SocketOption, OptionValue<'static>)>>> {
        (!self.raw.is_forked()).then(|| self.defaults.options())
    }
}
