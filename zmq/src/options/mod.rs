//! Options of sockets and contexts. One table (`table/`) makes the constants, the accessors, their docs and their tests.

#[macro_use]
mod define;

mod defaults;
mod guard;
mod info;
mod number;
mod sets;
mod socket;
mod table;
#[cfg(feature = "draft")]
mod thread_name;
mod use_fd;
mod value;
mod wire;

pub(crate) use defaults::Defaults;
pub use info::{Accepts, DefaultValue, OptionInfo, ValueKind};
pub use number::{ContextOption, SocketOption};
pub use sets::*;
pub use socket::HWM;
pub use table::*;
pub use value::OptionValue;
