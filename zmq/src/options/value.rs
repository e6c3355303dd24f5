//! [`OptionValue`]: a value of any option, for the calls that take any option.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use crate::flags::PollEvents;
use crate::keys::{PublicKey, SecretKey};
use crate::socket_type::SocketType;
use crate::timeout::Timeout;

use super::sets::{GssapiNameType, Mechanism, NormMode, ReconnectStop, RouterNotify};

/// A value of an option: a number (also `bool`), a time, bytes or text.
///
/// Made from all of these by `into()`, and compares with them. What was read borrows nothing: `OptionValue<'static>`.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let socket = context.socket(zmq::SUB)?;
/// socket.setsockopt(zmq::SUBSCRIBE, "netherlands")?;
/// socket.setsockopt(zmq::LINGER, 0)?;
/// assert_eq!(socket.getsockopt(zmq::LINGER)?, 0);
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Clone)]
pub struct OptionValue<'a>(pub(super) Value<'a>);

#[derive(Clone)]
pub(super) enum Value<'a> {
    /// Wide enough for both `i64` and `u64`.
    Int(i128),
    Time(Timeout),
    Bytes(Cow<'a, [u8]>),
    Text(Cow<'a, str>),
}

impl OptionValue<'_> {
    /// The number, if it is one that fits; a time in milliseconds.
    pub fn as_i32(&self) -> Option<i32> {
        i32::try_from(self.number()?).ok()
    }

    /// The number, if it is one that fits; a time in milliseconds.
    pub fn as_i64(&self) -> Option<i64> {
        i64::try_from(self.number()?).ok()
    }

    /// The number, if it is one that fits; a time in milliseconds.
    pub fn as_u64(&self) -> Option<u64> {
        u64::try_from(self.number()?).ok()
    }

    /// Whether the number is not 0, if it is a number.
    pub fn as_bool(&self) -> Option<bool> {
        self.number().map(|number| number != 0)
    }

    /// The bytes, also of text; `None` for a number.
    pub fn as_bytes(&self) -> Option<&[u8]> {
        match &self.0 {
            Value::Bytes(bytes) => Some(bytes),
            Value::Text(text) => Some(text.as_bytes()),
            Value::Int(_) | Value::Time(_) => None,
        }
    }

    /// The text, also of bytes that are UTF-8.
    pub fn as_str(&self) -> Option<&str> {
        std::str::from_utf8(self.as_bytes()?).ok()
    }

    /// The same value, borrowing nothing.
    pub fn into_owned(self) -> OptionValue<'static> {
        OptionValue(match self.0 {
            Value::Int(number) => Value::Int(number),
            Value::Time(time) => Value::Time(time),
            Value::Bytes(bytes) => Value::Bytes(bytes.into_owned().into()),
            Value::Text(text) => Value::Text(text.into_owned().into()),
        })
    }

    fn number(&self) -> Option<i128> {
        match self.0 {
            Value::Int(number) => Some(number),
            Value::Time(time) => Some(time.as_millis().into()),
            Value::Bytes(_) | Value::Text(_) => None,
        }
    }
}

macro_rules! from_numbers {
    ($($number:ty),*) => {$(
        impl From<$number> for OptionValue<'_> {
            fn from(number: $number) -> Self {
                Self(Value::Int(number.into()))
            }
        }
    )*};
}

from_numbers!(i8, i16, i32, i64, u8, u16, u32, u64, bool);

macro_rules! from_sizes {
    ($($number:ty),*) => {$(
        impl From<$number> for OptionValue<'_> {
            fn from(number: $number) -> Self {
                // No machine's size has more than 128 bits.
                Self(Value::Int(number as i128))
            }
        }
    )*};
}

from_sizes!(usize, isize);

macro_rules! from_named {
    ($($type:ty: $number:ident;)*) => {$(
        impl From<$type> for OptionValue<'_> {
            fn from(value: $type) -> Self {
                Self(Value::Int(value.$number().into()))
            }
        }
    )*};
}

from_named! {
    SocketType: raw;
    PollEvents: bits;
    Mechanism: raw;
    GssapiNameType: raw;
    NormMode: raw;
    ReconnectStop: bits;
    RouterNotify: bits;
}

macro_rules! from_times {
    ($($time:ty),*) => {$(
        impl From<$time> for OptionValue<'_> {
            fn from(time: $time) -> Self {
                Self(Value::Time(time.into()))
            }
        }
    )*};
}

from_times!(Duration, Option<Duration>, Timeout);

impl<'a> From<&'a [u8]> for OptionValue<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Self(Value::Bytes(bytes.into()))
    }
}

impl<'a, const N: usize> From<&'a [u8; N]> for OptionValue<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl<'a> From<&'a PublicKey> for OptionValue<'a> {
    fn from(key: &'a PublicKey) -> Self {
        key.as_bytes().into()
    }
}

impl<'a> From<&'a SecretKey> for OptionValue<'a> {
    fn from(key: &'a SecretKey) -> Self {
        key.as_bytes().into()
    }
}

impl From<PublicKey> for OptionValue<'_> {
    fn from(key: PublicKey) -> Self {
        key.as_bytes().to_vec().into()
    }
}

impl<'a> From<&'a Vec<u8>> for OptionValue<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        bytes.as_slice().into()
    }
}

impl From<Vec<u8>> for OptionValue<'_> {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Value::Bytes(bytes.into()))
    }
}

impl<'a> From<&'a str> for OptionValue<'a> {
    fn from(text: &'a str) -> Self {
        Self(Value::Text(text.into()))
    }
}

impl<'a> From<&'a String> for OptionValue<'a> {
    fn from(text: &'a String) -> Self {
        text.as_str().into()
    }
}

impl From<String> for OptionValue<'_> {
    fn from(text: String) -> Self {
        Self(Value::Text(text.into()))
    }
}

/// Whether they are the same to libzmq: a time is its milliseconds, text its bytes.
impl PartialEq<OptionValue<'_>> for OptionValue<'_> {
    fn eq(&self, other: &OptionValue<'_>) -> bool {
        self.number() == other.number() && self.as_bytes() == other.as_bytes()
    }
}

impl Eq for OptionValue<'_> {}

macro_rules! equals_number {
    ($($number:ty),*) => {$(
        impl PartialEq<$number> for OptionValue<'_> {
            fn eq(&self, other: &$number) -> bool {
                self.number() == Some((*other).into())
            }
        }
    )*};
}

equals_number!(i32, i64, u32, u64, bool);

macro_rules! equals_bytes {
    ($([$($generic:tt)*] $type:ty;)*) => {$(
        impl<$($generic)*> PartialEq<$type> for OptionValue<'_> {
            fn eq(&self, other: &$type) -> bool {
                self.as_bytes() == Some(other.as_ref())
            }
        }
    )*};
}

equals_bytes! {
    [] [u8];
    [] &[u8];
    [const N: usize] [u8; N];
    [const N: usize] &[u8; N];
    [] Vec<u8>;
    [] PublicKey;
    [] SecretKey;
}

macro_rules! equals_text {
    ($($type:ty),*) => {$(
        impl PartialEq<$type> for OptionValue<'_> {
            fn eq(&self, other: &$type) -> bool {
                self.as_bytes() == Some(other.as_bytes())
            }
        }
    )*};
}

equals_text!(str, &str, String);

/// The number, or the bytes as text where they are.
impl fmt::Debug for OptionValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Int(number) => fmt::Debug::fmt(number, f),
            Value::Time(time) => fmt::Debug::fmt(&time.as_millis(), f),
            Value::Bytes(bytes) => write!(f, "b\"{}\"", bytes.escape_ascii()),
            Value::Text(text) => fmt::Debug::fmt(text, f),
        }
    }
}
