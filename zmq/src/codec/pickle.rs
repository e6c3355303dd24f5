//! Python's pickle, as data.
//!
//! Writing is serde-pickle's. Reading is done here: that crate cannot read an object that a list holds twice, which Python
//! writes every day, and what a stranger sends makes it recurse and allocate without bound.

mod lines;
mod machine;
mod reader;

use std::borrow::Cow;
use std::cell::Cell;
use std::fmt;

use serde::{Deserialize, Serialize, de};
use serde_pickle::SerOptions;

use self::machine::Pickle;
use self::reader::Reader;
use crate::error::{Error, ErrorKind, Result};
use crate::message::Message;

impl Message {
    /// A message with a value as a pickle that every Python 3 reads: structs as dicts, tuples as tuples, options as `None`
    /// or the value.
    ///
    /// # Errors
    /// [`Encode`](ErrorKind::Encode): the value's own failure.
    pub fn from_pyobj<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        match serde_pickle::to_vec(&value, SerOptions::new()) {
            Ok(bytes) => Ok(bytes.into()),
            Err(error) => Err(Error::new(ErrorKind::Encode, "pyobj", error.to_string())),
        }
    }

    /// The value that the message has as a pickle, of any protocol: None, booleans, integers of up to 128 bits, floats,
    /// text, bytes, lists, tuples, dicts and sets.
    ///
    /// Nothing is imported, called or executed. An object that occurs in several places becomes as many values.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode): no pickle, one that names a class or a function, more after its end, nested deeper
    /// than 128, one that refers to itself or repeats its parts beyond measure, or another value than asked for. The error
    /// has the bytes.
    ///
    /// # Examples
    /// ```
    /// let message = zmq::Message::from_pyobj(&("status", 7))?;
    /// let (word, number): (&str, i32) = message.pyobj()?;
    /// assert_eq!((word, number), ("status", 7));
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn pyobj<'a, T: Deserialize<'a>>(&'a self) -> Result<T> {
        read(self).map_err(|refusal| Error::decode("pyobj", refusal, self.to_vec()))
    }
}

fn read<'a, T: Deserialize<'a>>(bytes: &'a [u8]) -> Result<T, Refusal> {
    let pickle = Pickle::parse(bytes)?;
    let budget = Cell::new(0);
    T::deserialize(Reader::new(&pickle, &budget)?)
}

/// Why a pickle is not read.
#[derive(Debug)]
pub(super) struct Refusal(Cow<'static, str>);

impl From<&'static str> for Refusal {
    fn from(text: &'static str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Refusal {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Refusal {}

impl de::Error for Refusal {
    fn custom<T: fmt::Display>(text: T) -> Self {
        text.to_string().into()
    }
}
