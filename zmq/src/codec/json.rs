//! JSON.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;

impl Message {
    /// A message with a value as JSON: compact, in UTF-8; NaN and the infinities become `null`.
    ///
    /// # Errors
    /// [`Encode`](ErrorKind::Encode): a map whose keys are no text or numbers, or the value's own failure.
    pub fn from_json<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        match serde_json::to_vec(value) {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(Error::new(ErrorKind::Encode, "json", error.to_string())),
        }
    }

    /// The value that the message has as JSON.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode): no JSON (also NaN, which Python writes), more after its end, nested deeper than 128,
    /// or another value than asked for. The error has the bytes.
    ///
    /// # Examples
    /// ```
    /// let message = zmq::Message::from(r#"{"id": 7, "tags": ["a"]}"#);
    /// let value: zmq::Value = message.json()?;
    /// assert_eq!(value, zmq::json!({"id": 7, "tags": ["a"]}));
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn json<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        serde_json::from_slice(self).map_err(|error| Error::decode("json", error, self.to_vec()))
    }
}
