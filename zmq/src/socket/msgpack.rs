//! Values as MessagePack.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Socket;
use crate::error::{Result, SendError};
use crate::flags::Flags;
use crate::message::Message;

impl Socket {
    /// Sends a value as MessagePack, in one frame.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`Message::from_msgpack`]: nothing was sent.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// # a.bind("inproc://msgpack")?;
    /// # b.connect("inproc://msgpack")?;
    /// a.send_msgpack(&("square", 7))?;
    /// let (work, number): (String, u32) = b.recv_msgpack()?;
    /// assert_eq!((work.as_str(), number), ("square", 7));
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn send_msgpack<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), SendError> {
        self.send_msgpack_with(value, Flags::empty())
    }

    /// As [`send_msgpack`](Self::send_msgpack), with flags.
    ///
    /// # Errors
    /// As [`send_msgpack`](Self::send_msgpack).
    pub fn send_msgpack_with<T: Serialize + ?Sized>(&self, value: &T, flags: Flags) -> Result<(), SendError> {
        self.send_with(Message::from_msgpack(value)?, flags)
    }

    /// Receives one frame of MessagePack.
    ///
    /// # Errors
    /// As [`recv`](Self::recv) and [`Message::msgpack`], whose error has the bytes.
    pub fn recv_msgpack<T: DeserializeOwned>(&self) -> Result<T> {
        self.recv_msgpack_with(Flags::empty())
    }

    /// As [`recv_msgpack`](Self::recv_msgpack), with flags.
    ///
    /// # Errors
    /// As [`recv_msgpack`](Self::recv_msgpack).
    pub fn recv_msgpack_with<T: DeserializeOwned>(&self, flags: Flags) -> Result<T> {
        self.recv_with(flags)?.msgpack()
    }
}
