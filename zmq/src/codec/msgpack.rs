//! MessagePack.

use std::fmt;

use serde::de::{self, Visitor};
use serde::{Deserialize, Deserializer, Serialize};

use super::MAX_DEPTH;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;

impl Message {
    /// A message with a value as MessagePack: structs as maps with their fields' names, as Python's `msgpack` writes them.
    ///
    /// # Errors
    /// [`Encode`](ErrorKind::Encode): a list of unknown length, or the value's own failure.
    pub fn from_msgpack<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        match rmp_serde::to_vec_named(value) {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(Error::new(ErrorKind::Encode, "msgpack", error.to_string())),
        }
    }

    /// The value that the message has as MessagePack.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode): no MessagePack, more after its end, nested deeper than 128, or another value than
    /// asked for. The error has the bytes.
    pub fn msgpack<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        let mut reader = rmp_serde::Deserializer::from_read_ref(self.as_bytes());
        reader.set_max_depth(MAX_DEPTH);
        let value = T::deserialize(&mut reader).map_err(|error| Error::decode("msgpack", error, self.to_vec()))?;
        match reader.deserialize_option(AnythingMore) {
            Ok(()) => Err(Error::decode("msgpack", "more bytes after the value's end", self.to_vec())),
            Err(_) => Ok(value),
        }
    }
}

/// Visited if there is another value. Does not read it.
struct AnythingMore;

impl<'de> Visitor<'de> for AnythingMore {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("anything")
    }

    fn visit_none<E: de::Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, _value: D) -> Result<(), D::Error> {
        Ok(())
    }
}
