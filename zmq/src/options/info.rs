//! [`OptionInfo`]: one row of the option table.

use std::fmt;

use crate::socket_type::SocketType;

/// What is known of one option: the table's row.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct OptionInfo {
    /// The name, without `ZMQ_`.
    pub name: &'static str,
    /// libzmq's number.
    pub number: i32,
    /// What its values are.
    pub kind: ValueKind,
    /// The unit of its values, empty where there is none.
    pub unit: &'static str,
    /// Whether it can be read.
    pub readable: bool,
    /// Whether it can be set.
    pub writable: bool,
    /// The value that a new socket or context has, where that is always the same and can be read or is documented.
    pub default: DefaultValue,
    /// The socket types that accept it to be set, or, if it can only be read, to be read.
    pub accepts: Accepts,
    /// Whether libzmq counts it to its draft API.
    pub draft: bool,
}

impl OptionInfo {
    /// What libzmq must have been built with to know the option, as [`has`](crate::has) calls it.
    pub fn needs(&self) -> Option<&'static str> {
        let (group, _) = self.name.split_once('_')?;
        ["curve", "gssapi", "norm", "wss", "vmci"].into_iter().find(|need| need.eq_ignore_ascii_case(group))
    }
}

/// The socket types that an option is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Accepts {
    /// Every socket type; it may be without effect on some.
    All,
    /// These; libzmq refuses it on the others.
    Only(&'static [SocketType]),
}

impl Accepts {
    /// Whether a socket of that type accepts the option.
    pub fn contains(self, kind: SocketType) -> bool {
        match self {
            Self::All => true,
            Self::Only(kinds) => kinds.contains(&kind),
        }
    }
}

/// The value that an option starts with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum DefaultValue {
    /// There is none, or it depends on the socket.
    None,
    /// A number; 0 and 1 for false and true.
    Int(i64),
    /// Empty bytes or text.
    Empty,
    /// A key of zeros.
    ZeroKey,
}

/// What the values of an option are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ValueKind {
    /// `i32`.
    Int,
    /// `u32`.
    Id,
    /// `i64`.
    Int64,
    /// `u64`.
    Uint64,
    /// `bool`, to C the number 0 or 1.
    Bool,
    /// Milliseconds, without a value for "for ever".
    Millis,
    /// Milliseconds, where -1 means for ever, or never.
    Wait,
    /// Any bytes.
    Bytes,
    /// Text; to C without a NUL on the way in, with one on the way out.
    Text,
    /// A CURVE public key: 32 bytes, or 40 characters of Z85.
    PublicKey,
    /// A CURVE secret key: 32 bytes, or 40 characters of Z85.
    SecretKey,
    /// A file descriptor.
    Fd,
    /// [`PollEvents`](crate::PollEvents).
    PollEvents,
    /// A [`SocketType`].
    SocketType,
    /// A [`Mechanism`](crate::Mechanism).
    Mechanism,
    /// A [`GssapiNameType`](crate::GssapiNameType).
    GssapiNameType,
    /// A [`NormMode`](crate::NormMode).
    NormMode,
    /// [`RouterNotify`](crate::RouterNotify).
    RouterNotify,
    /// [`ReconnectStop`](crate::ReconnectStop).
    ReconnectStop,
}

/// What to give for such a value.
impl fmt::Display for ValueKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Bool => "true or false",
            Self::Millis | Self::Wait => "a time or a number of milliseconds",
            Self::Bytes => "bytes or text",
            Self::Text => "text",
            Self::PublicKey | Self::SecretKey => "a key: 32 bytes, or 40 characters of Z85",
            _ => "a number",
        })
    }
}
