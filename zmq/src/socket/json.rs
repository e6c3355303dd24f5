//! Values as JSON.

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Socket;
use crate::error::{Result, SendError};
use crate::flags::Flags;
use crate::message::Message;

impl Socket {
    /// Sends a value as JSON, in one frame.
    ///
    /// # Errors
    /// As [`send`](Self::send) and [`Message::from_json`]: nothing was sent.
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// # a.bind("inproc://json")?;
    /// # b.connect("inproc://json")?;
    /// a.send_json(&zmq::json!({"work": "square", "number": 7}))?;
    /// let job: zmq::Value = b.recv_json()?;
    /// assert_eq!(job["number"], 7);
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn send_json<T: Serialize + ?Sized>(&self, value: &T) -> Result<(), SendError> {
        self.send_json_with(value, Flags::empty())
    }

    /// As [`send_json`](Self::send_json), with flags.
    ///
    /// # Errors
    /// As [`send_json`](Self::send_json).
    pub fn send_json_with<T: Serialize + ?Sized>(&self, value: &T, flags: Flags) -> Result<(), SendError> {
        self.send_with(Message::from_json(value)?, flags)
    }

    /// Receives one frame of JSON.
    ///
    /// # Errors
    /// As [`recv`](Self::recv) and [`Message::json`], whose error has the bytes.
    pub fn recv_json<T: DeserializeOwned>(&self) -> Result<T> {
        self.recv_json_with(Flags::empty())
    }

    /// As [`recv_json`](Self::recv_json), with flags.
    ///
    /// # Errors
    /// As [`recv_json`](Self::recv_json).
    pub fn recv_json_with<T: DeserializeOwned>(&self, flags: Flags) -> Result<T> {
        self.recv_with(flags)?.json()
    }
}
