//! [`SocketOption`] and [`ContextOption`]: an option's number, with its name where it has one.

use std::fmt;

use super::info::OptionInfo;
use super::table;

/// An option of a socket. Numbers that this crate does not know are kept, and libzmq judges them.
///
/// # Examples
/// ```
/// assert_eq!(zmq::SocketOption::from_raw(17), zmq::LINGER);
/// assert_eq!(zmq::LINGER.to_string(), "LINGER");
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct SocketOption(i32);

/// An option of a context. Numbers that this crate does not know are kept, and libzmq judges them.
///
/// libzmq counts these apart from socket options: 42 is `IPV6` for both, and 70, `BLOCKY`, is a context option only.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContextOption(i32);

macro_rules! numbers {
    ($($name:ident in $rows:expr;)*) => {$(
        impl $name {
            /// The option of that number.
            pub const fn from_raw(number: i32) -> Self {
                Self(number)
            }

            /// libzmq's number.
            pub const fn raw(self) -> i32 {
                self.0
            }

            /// What the table says about it; `None` for a number that is not in it.
            pub fn info(self) -> Option<&'static OptionInfo> {
                Self::all().find(|row| row.number == self.0)
            }

            /// Every row of the table.
            pub fn all() -> impl Iterator<Item = &'static OptionInfo> {
                $rows.iter().copied().flatten()
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.info() {
                    Some(row) => f.write_str(row.name),
                    None => write!(f, "option {}", self.0),
                }
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.info() {
                    Some(row) => f.write_str(row.name),
                    None => write!(f, concat!(stringify!($name), "({})"), self.0),
                }
            }
        }
    )*};
}

numbers! {
    SocketOption in table::SOCKET_ROWS;
    ContextOption in table::CONTEXT_ROWS;
}
