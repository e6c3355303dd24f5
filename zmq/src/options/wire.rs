//! How values cross the border: to the bytes that libzmq takes for an option, and back.

use std::borrow::Cow;
use std::time::Duration;

use zeroize::{Zeroize, Zeroizing};

use super::guard;
use super::info::ValueKind;
use super::number::SocketOption;
use super::sets::{GssapiNameType, Mechanism, NormMode, ReconnectStop, RouterNotify};
use super::value::{OptionValue, Value};
use crate::errno::Errno;
use crate::error::{Error, ErrorKind, Result};
use crate::flags::PollEvents;
use crate::keys::{PublicKey, SecretKey};
use crate::socket::Socket;
use crate::timeout::Timeout;

pub(super) const SET: &str = "zmq_setsockopt";
pub(super) const GET: &str = "zmq_getsockopt";

/// Sets an option to the bytes that libzmq expects. The only way to `zmq_setsockopt` for a value from outside.
pub(super) fn set(socket: &Socket, option: SocketOption, value: &[u8]) -> Result<()> {
    guard::socket_option(option, value)?;
    socket.core().set(option.raw(), value).map_err(|error| explain(error, option, socket, Some(value)))
}

/// As [`set`], to a value of any kind. What was made of it on the way may be a secret, and is wiped.
pub(super) fn set_any(socket: &Socket, option: SocketOption, value: OptionValue<'_>) -> Result<()> {
    let bytes = encode(option, value)?;
    let result = set(socket, option, &bytes);
    if let Cow::Owned(mut bytes) = bytes {
        bytes.zeroize();
    }
    result
}

/// The bytes of an option that has exactly `N`.
pub(super) fn get<const N: usize>(socket: &Socket, option: SocketOption) -> Result<[u8; N]> {
    let mut buffer = [UNWRITTEN; N];
    match socket.core().get(option.raw(), &mut buffer) {
        Ok(_) => Ok(buffer),
        // libzmq 4.3.5 writes the value, and then falls through to its error.
        Err(_) if option == SocketOption::BUSY_POLL && buffer != [UNWRITTEN; N] => Ok(buffer),
        Err(error) => Err(explain(error, option, socket, None)),
    }
}

/// As a number it is negative, which `BUSY_POLL` never is.
const UNWRITTEN: u8 = 0xa5;

/// The bytes of an option that has any number of them. libzmq refuses a buffer that is too small, as it does an option
/// that it does not know, so the buffer grows until the answer no longer can be about its size.
pub(super) fn get_bytes(socket: &Socket, option: SocketOption) -> Result<Vec<u8>> {
    let mut size = 256;
    loop {
        let mut buffer = vec![0; size];
        match socket.core().get(option.raw(), &mut buffer) {
            Ok(len) => {
                buffer.truncate(len);
                return Ok(buffer);
            }
            Err(error) if error.errno() == Errno::EINVAL && size < 1 << 20 => size *= 16,
            Err(error) => return Err(explain(error, option, socket, None)),
        }
    }
}

/// As [`get_bytes`], without the NUL that ends text in C.
pub(super) fn get_text(socket: &Socket, option: SocketOption) -> Result<Vec<u8>> {
    let mut bytes = get_bytes(socket, option)?;
    if bytes.last() == Some(&0) {
        bytes.pop();
    }
    Ok(bytes)
}

/// Says which option of which socket, where libzmq says only that something is not valid. `value` is what should be set.
#[cold]
fn explain(error: Error, option: SocketOption, socket: &Socket, value: Option<&[u8]>) -> Error {
    if error.errno() != Errno::EINVAL {
        return error;
    }
    let kind = socket.socket_type();
    let detail = match option.info() {
        None => format!("there is no {option}"),
        Some(row) if value.is_some() && !row.writable => format!("{option} can only be read"),
        Some(row) if value.is_none() && !row.readable => format!("{option} can only be set"),
        Some(row) if (value.is_some() || !row.writable) && !row.accepts.contains(kind) => {
            format!("a {kind} socket has no {option}")
        }
        Some(row) if row.draft && !crate::has("draft") => {
            format!("{option} is a draft option, and this libzmq was built without those")
        }
        Some(row) if row.needs().is_some_and(|need| !crate::has(need)) => {
            format!("this libzmq was built without {}, and so without {option}", row.needs().unwrap_or_default())
        }
        Some(row) => match value {
            Some(value) => format!("{option} takes {}, not {}", limits(option, row.kind), shown(row.kind, value)),
            None => format!("this libzmq, {}, has no {option}", crate::zmq_version()),
        },
    };
    error.with_detail(detail)
}

/// What libzmq takes for an option: its kind, and where that is not all, within which limits.
fn limits(option: SocketOption, kind: ValueKind) -> String {
    let limits = match option {
        SocketOption::ROUTING_ID | SocketOption::CONNECT_ROUTING_ID => "of 1 to 255 bytes",
        SocketOption::PLAIN_USERNAME | SocketOption::PLAIN_PASSWORD => "of 1 to 255 bytes",
        SocketOption::ZAP_DOMAIN => "of at most 255 bytes",
        SocketOption::SNDHWM | SocketOption::RCVHWM => "from 0 (no limit) on",
        SocketOption::HEARTBEAT_TTL => "up to 6553599 ms",
        _ => "within the limits that zmq_setsockopt(3) names",
    };
    format!("{kind} {limits}")
}

/// A number as it is; of all else, which may be a secret, only how long it is.
fn shown(kind: ValueKind, value: &[u8]) -> String {
    let is_number = !matches!(kind, ValueKind::Bytes | ValueKind::Text | ValueKind::PublicKey | ValueKind::SecretKey);
    match (value.try_into().map(i32::from_ne_bytes), value.try_into().map(i64::from_ne_bytes)) {
        (Ok(number), _) if is_number => number.to_string(),
        (_, Ok(number)) if is_number => number.to_string(),
        _ => format!("{} bytes", value.len()),
    }
}

/// What an option's typed setter takes.
pub(super) trait Writable {
    fn write(self, socket: &Socket, option: SocketOption) -> Result<()>;
}

/// What an option's typed getter gives.
pub(super) trait Readable: Sized {
    fn read(socket: &Socket, option: SocketOption) -> Result<Self>;
}

macro_rules! as_they_are {
    ($($number:ty),*) => {$(
        impl Writable for $number {
            fn write(self, socket: &Socket, option: SocketOption) -> Result<()> {
                set(socket, option, &self.to_ne_bytes())
            }
        }

        impl Readable for $number {
            fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
                get(socket, option).map(Self::from_ne_bytes)
            }
        }
    )*};
}

as_they_are!(i32, u32, i64, u64);

macro_rules! as_int {
    ($($type:ty: $to:expr, $from:expr;)*) => {$(
        impl Writable for $type {
            fn write(self, socket: &Socket, option: SocketOption) -> Result<()> {
                let to: fn(Self) -> i32 = $to;
                to(self).write(socket, option)
            }
        }

        impl Readable for $type {
            fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
                let from: fn(i32) -> Self = $from;
                i32::read(socket, option).map(from)
            }
        }
    )*};
}

as_int! {
    bool: Self::into, |number| number != 0;
    Timeout: Self::as_millis, Self::from;
    PollEvents: |events| events.bits().into(), |bits| Self::from_bits_retain(i16::try_from(bits).unwrap_or_default());
    Mechanism: Self::raw, Self::from_raw;
    GssapiNameType: Self::raw, Self::from_raw;
    NormMode: Self::raw, Self::from_raw;
    ReconnectStop: |set| set.bits(), Self::from_bits_retain;
    RouterNotify: |set| set.bits(), Self::from_bits_retain;
}

impl Readable for Option<Duration> {
    fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
        Timeout::read(socket, option).map(Timeout::duration)
    }
}

impl Readable for Duration {
    fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
        Timeout::read(socket, option).map(|time| time.duration().unwrap_or_default())
    }
}

impl Writable for &[u8] {
    fn write(self, socket: &Socket, option: SocketOption) -> Result<()> {
        set(socket, option, self)
    }
}

impl Readable for Vec<u8> {
    fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
        get_bytes(socket, option)
    }
}

impl Writable for &str {
    fn write(self, socket: &Socket, option: SocketOption) -> Result<()> {
        set(socket, option, self.as_bytes())
    }
}

impl Readable for String {
    fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
        Self::from_utf8(get_text(socket, option)?)
            .map_err(|error| Error::decode(GET, format!("{option} is not UTF-8"), error.into_bytes()))
    }
}

macro_rules! keys {
    ($($key:ident)*) => {$(
        /// libzmq is given the 32 bytes, never the text.
        impl Writable for $key {
            fn write(self, socket: &Socket, option: SocketOption) -> Result<()> {
                set(socket, option, self.as_bytes())
            }
        }

        impl Readable for $key {
            fn read(socket: &Socket, option: SocketOption) -> Result<Self> {
                Ok(Self::from(*Zeroizing::new(get(socket, option)?)))
            }
        }
    )*};
}

keys! { PublicKey SecretKey }

/// The bytes that libzmq takes for a value of an option. Of an option that is not in the table, as pyzmq does it: numbers
/// as C's `int`, the rest as it is.
pub(super) fn encode<'a>(option: SocketOption, value: OptionValue<'a>) -> Result<Cow<'a, [u8]>> {
    let kind = option.info().map(|row| row.kind);
    match (kind, value.0) {
        (Some(ValueKind::Int64), Value::Int(number)) => number_bytes(option, number, i64::to_ne_bytes),
        (Some(ValueKind::Uint64), Value::Int(number)) => number_bytes(option, number, u64::to_ne_bytes),
        (Some(ValueKind::Id), Value::Int(number)) => number_bytes(option, number, u32::to_ne_bytes),
        (Some(kind), Value::Int(number)) if takes_int(kind) => number_bytes(option, number, i32::to_ne_bytes),
        (Some(ValueKind::Millis | ValueKind::Wait) | None, Value::Time(time)) => {
            Ok(time.as_millis().to_ne_bytes().to_vec().into())
        }
        (None, Value::Int(number)) => number_bytes(option, number, i32::to_ne_bytes),
        (None | Some(ValueKind::Bytes | ValueKind::Text), Value::Bytes(bytes)) => Ok(bytes),
        (None | Some(ValueKind::Bytes | ValueKind::Text), Value::Text(text)) => Ok(text_bytes(text)),
        (Some(ValueKind::PublicKey | ValueKind::SecretKey), Value::Bytes(bytes)) => key_bytes(option, bytes),
        (Some(ValueKind::PublicKey | ValueKind::SecretKey), Value::Text(text)) => key_bytes(option, text_bytes(text)),
        (Some(kind), value) => {
            let given = match value {
                Value::Int(_) => "a number",
                Value::Time(_) => "a time",
                Value::Bytes(_) => "bytes",
                Value::Text(_) => "text",
            };
            Err(Error::new(ErrorKind::InvalidInput, SET, format!("{option} takes {kind}, not {given}")))
        }
    }
}

/// The value of an option as libzmq gives it: a number, or bytes.
pub(super) fn decode(socket: &Socket, option: SocketOption) -> Result<OptionValue<'static>> {
    Ok(match option.info().map(|row| row.kind) {
        Some(ValueKind::Int64) => i64::read(socket, option)?.into(),
        Some(ValueKind::Uint64) => u64::read(socket, option)?.into(),
        Some(ValueKind::Id) => u32::read(socket, option)?.into(),
        Some(ValueKind::Bytes) => get_bytes(socket, option)?.into(),
        Some(ValueKind::Text) => get_text(socket, option)?.into(),
        Some(ValueKind::PublicKey | ValueKind::SecretKey) => get::<32>(socket, option)?.to_vec().into(),
        _ => i32::read(socket, option)?.into(),
    })
}

fn takes_int(kind: ValueKind) -> bool {
    !matches!(kind, ValueKind::Bytes | ValueKind::Text | ValueKind::PublicKey | ValueKind::SecretKey)
}

fn number_bytes<T: TryFrom<i128>, const N: usize>(
    option: SocketOption,
    number: i128,
    bytes: fn(T) -> [u8; N],
) -> Result<Cow<'static, [u8]>> {
    match T::try_from(number) {
        Ok(number) => Ok(bytes(number).to_vec().into()),
        Err(_) => {
            let detail = format!("{option} takes a number of {} bits, {number} is none", 8 * N);
            Err(Error::new(ErrorKind::InvalidInput, SET, detail))
        }
    }
}

/// The 32 bytes of a key, which may come as text.
fn key_bytes(option: SocketOption, bytes: Cow<'_, [u8]>) -> Result<Cow<'_, [u8]>> {
    if bytes.len() == 32 {
        return Ok(bytes);
    }
    match SecretKey::try_from(&*bytes) {
        Ok(key) => Ok(key.as_bytes().to_vec().into()),
        Err(_) => {
            let detail = format!("{option} takes {}, not {} bytes", ValueKind::SecretKey, bytes.len());
            Err(Error::new(ErrorKind::InvalidInput, SET, detail))
        }
    }
}

fn text_bytes(text: Cow<'_, str>) -> Cow<'_, [u8]> {
    match text {
        Cow::Borrowed(text) => text.as_bytes().into(),
        Cow::Owned(text) => text.into_bytes().into(),
    }
}
