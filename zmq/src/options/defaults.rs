//! Options that new sockets of a context get.

use std::fmt;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::number::SocketOption;
use super::socket::HWM;
use super::value::OptionValue;
use super::wire;
use crate::context::Context;
use crate::error::Result;
use crate::socket::Socket;
use crate::timeout::Timeout;

/// The default options of one context, in the order in which they were first set.
#[derive(Default)]
pub(crate) struct Defaults(Mutex<Vec<(SocketOption, OptionValue<'static>)>>);

impl Defaults {
    /// Sets what the socket takes. Its type may not have some of them: no reason not to make it.
    pub(crate) fn apply(&self, socket: &Socket) {
        for (option, value) in self.lock().iter() {
            let _ = socket.setsockopt(*option, value.clone());
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<(SocketOption, OptionValue<'static>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The options, without the values: one may be a secret key.
impl fmt::Debug for Defaults {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.lock().iter().map(|(option, _)| option)).finish()
    }
}

/// Default options of new sockets.
impl Context {
    /// Sets an option on every socket that is made from now on. Sockets whose type does not have it do without.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): the option does not take a value of that kind.
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
        let mut defaults = self.defaults.lock();
        match defaults.iter_mut().find(|(set, _)| *set == option) {
            Some((_, old)) => *old = value,
            None => defaults.push((option, value)),
        }
        Ok(())
    }

    /// The value that new sockets get for that option; `None` if libzmq's default holds.
    pub fn get_default(&self, option: SocketOption) -> Option<OptionValue<'static>> {
        self.defaults.lock().iter().find(|(set, _)| *set == option).map(|(_, value)| value.clone())
    }

    /// Leaves that option of new sockets to libzmq again. Does nothing if it was not set.
    pub fn unset_default(&self, option: SocketOption) {
        self.defaults.lock().retain(|(set, _)| *set != option);
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
}
