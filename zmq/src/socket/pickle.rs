//! Values as Python's pickle.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Socket;
use crate::error::{Result, SendError};
use crate::flags::Flags;
use crate::message::Message;

impl Socket {
    /// Sends a value as a pickle, in one frame: a Python peer's `recv_pyobj()` reads it.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`Message::from_pyobj`]: nothing was sent.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// # a.bind("inproc://pyobj")?;
    /// # b.connect("inproc://pyobj")?;
    /// a.send_pyobj(&("square", 7))?;
    /// let (work, number): (String, u32) = b.recv_pyobj()?;
    /// assert_eq!((work.as_str(), number), ("square", 7));
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn send_pyobj<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), SendError> {
        self.send_pyobj_with(value, Flags::empty())
    }

    /// As [`send_pyobj`](Self::send_pyobj), with flags.
    ///
    /// # Errors
    /// As [`send_pyobj`](Self::send_pyobj).
    pub fn send_pyobj_with<T: Serialize + ?Sized>(&self, value: &T, flags: Flags) -> Result<(), SendError> {
        self.send_with(Message::from_pyobj(value)?, flags)
    }

    /// Receives one frame with a pickle, such as a Python peer's `send_pyobj()` sends. Nothing in it is executed.
    ///
    /// # Errors
    /// As [`recv`](Self::recv) and [`Message::pyobj`], whose error has the bytes.
    pub fn recv_pyobj<T: DeserializeOwned>(&self) -> Result<T> {
        self.recv_pyobj_with(Flags::empty())
    }

    /// As [`recv_pyobj`](Self::recv_pyobj), with flags.
    ///
    /// # Errors
    /// As [`recv_pyobj`](Self::recv_pyobj).
    pub fn recv_pyobj_with<T: DeserializeOwned>(&self, flags: Flags) -> Result<T> {
        self.recv_with(flags)?.pyobj()
    }
}
