//! The calls of a socket that take any option, and those that stand for two.

use super::number::SocketOption;
use super::value::OptionValue;
use super::wire::{self, GET};
use crate::error::{Error, ErrorKind, Result};
use crate::socket::Socket;

/// pyzmq's option for both high-water marks; libzmq has none of that number.
#[doc(alias = "ZMQ_HWM")]
pub const HWM: SocketOption = SocketOption::from_raw(1);

impl Socket {
    /// Sets any option to any value that it takes: a number, a `bool`, a time, bytes or text.
    ///
    /// Most options concern connections made later; set them before `bind` and `connect`.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): libzmq does not know the option, the socket type does not have it, or
    /// it does not take that value. The error's text says which.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let socket = context.socket(zmq::SUB)?;
    /// socket.setsockopt(zmq::SUBSCRIBE, b"A")?;
    /// socket.setsockopt(zmq::RCVTIMEO, 500)?;
    /// socket.setsockopt(zmq::LINGER, std::time::Duration::from_secs(1))?;
    /// assert_eq!(socket.getsockopt(zmq::LINGER)?, 1000);
    /// assert!(socket.setsockopt(zmq::LINGER, "long").is_err());
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_setsockopt(3)
    #[doc(alias = "zmq_setsockopt")]
    pub fn setsockopt<'a>(&self, option: SocketOption, value: impl Into<OptionValue<'a>>) -> Result<()> {
        let value = value.into();
        if option == HWM {
            self.setsockopt(SocketOption::SNDHWM, value.clone())?;
            return self.setsockopt(SocketOption::RCVHWM, value);
        }
        wire::set_any(self, option, value)
    }

    /// The value of any option that can be read: a number, or bytes.
    ///
    /// # Errors
    /// [`InvalidInput`](ErrorKind::InvalidInput): libzmq does not know the option, the socket type does not have it, or
    /// it can only be set.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let socket = context.socket(zmq::REQ)?;
    /// socket.setsockopt(zmq::IDENTITY, b"me\0")?;
    /// assert_eq!(socket.getsockopt(zmq::IDENTITY)?, b"me\0");
    /// assert_eq!(socket.getsockopt(zmq::RCVHWM)?.as_i32(), Some(1000));
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_getsockopt(3)
    #[doc(alias = "zmq_getsockopt")]
    pub fn getsockopt(&self, option: SocketOption) -> Result<OptionValue<'static>> {
        if option == HWM { self.hwm().map(Into::into) } else { wire::decode(self, option) }
    }

    /// Sets an option that is bytes or text.
    ///
    /// # Errors
    /// As [`setsockopt`](Self::setsockopt).
    pub fn setsockopt_string(&self, option: SocketOption, text: impl AsRef<str>) -> Result<()> {
        self.setsockopt(option, text.as_ref())
    }

    /// Another name of [`setsockopt_string`](Self::setsockopt_string).
    pub fn set_string(&self, option: SocketOption, text: impl AsRef<str>) -> Result<()> {
        self.setsockopt_string(option, text)
    }

    /// The text of an option that is bytes or text.
    ///
    /// # Errors
    /// - As [`getsockopt`](Self::getsockopt), and [`InvalidInput`](ErrorKind::InvalidInput) for a number.
    /// - [`Decode`](ErrorKind::Decode): the value is not UTF-8; the error has the bytes.
    pub fn getsockopt_string(&self, option: SocketOption) -> Result<String> {
        let value = self.getsockopt(option)?;
        match value.as_bytes() {
            None => Err(Error::new(ErrorKind::InvalidInput, GET, format!("{option} is a number, not text"))),
            Some(bytes) => String::from_utf8(bytes.to_vec())
                .map_err(|error| Error::decode(GET, format!("{option} is not UTF-8"), error.into_bytes())),
        }
    }

    /// Another name of [`getsockopt_string`](Self::getsockopt_string).
    pub fn get_string(&self, option: SocketOption) -> Result<String> {
        self.getsockopt_string(option)
    }

    /// The high-water mark: that for sending.
    pub fn hwm(&self) -> Result<i32> {
        self.sndhwm()
    }

    /// Sets both high-water marks, how many messages wait for, or from, one peer; 0: no limit.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let socket = context.socket(zmq::DEALER)?;
    /// socket.set_hwm(10)?;
    /// assert_eq!((socket.sndhwm()?, socket.rcvhwm()?), (10, 10));
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn set_hwm(&self, messages: i32) -> Result<()> {
        self.setsockopt(HWM, messages)
    }

    /// Another name of [`routing_id`](Self::routing_id).
    pub fn identity(&self) -> Result<Vec<u8>> {
        self.routing_id()
    }

    /// Another name of [`set_routing_id`](Self::set_routing_id).
    pub fn set_identity(&self, id: impl AsRef<[u8]>) -> Result<()> {
        self.set_routing_id(id)
    }
}
