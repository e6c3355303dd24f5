//! Values that a function of the caller's turns into frames, and back.

use super::Socket;
use super::multipart::SendMultipartError;
use crate::error::Error;
use crate::message::Message;
use crate::multipart::Multipart;

impl Socket {
    /// Sends the frames that `serialize` makes of a value.
    ///
    /// # Errors
    /// As [`send_multipart`](Self::send_multipart).
    ///
    /// # Examples
    /// ```
    /// # let context = zmq::Context::new()?;
    /// # let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// # a.bind("inproc://serialized")?;
    /// # b.connect("inproc://serialized")?;
    /// a.send_serialized(&("x", 7_u8), |(name, value)| [name.to_string(), value.to_string()])?;
    ///
    /// let value: u8 = b.recv_serialized(|parts| {
    ///     let [_name, value] = parts.try_into()?;
    ///     value.as_str()?.parse().map_err(Box::<dyn std::error::Error>::from)
    /// })?;
    /// assert_eq!(value, 7);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn send_serialized<T, I>(&self, value: &T, serialize: impl FnOnce(&T) -> I) -> Result<(), SendMultipartError>
    where
        T: ?Sized,
        I: IntoIterator<Item: Into<Message>>,
    {
        self.send_multipart(serialize(value))
    }

    /// Receives a message and gives its frames to `deserialize`.
    ///
    /// # Errors
    /// As [`recv`](Self::recv), and what `deserialize` fails with; the message has been received then.
    pub fn recv_serialized<T, E: From<Error>>(
        &self,
        deserialize: impl FnOnce(Multipart) -> Result<T, E>,
    ) -> Result<T, E> {
        deserialize(self.recv_multipart()?)
    }
}
