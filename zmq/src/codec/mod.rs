//! Values in and out of bytes.
//!
//! What comes from a peer is not trusted: reading takes memory and time in proportion to the message, and no deeper
//! recursion than [`MAX_DEPTH`].

pub(crate) mod encoding;
#[cfg(feature = "json")]
pub(crate) mod json;
#[cfg(feature = "msgpack")]
pub(crate) mod msgpack;
#[cfg(feature = "pickle")]
pub(crate) mod pickle;

/// How deep lists and maps may be nested in what is received. serde_json has the same limit, built in.
#[cfg(any(feature = "msgpack", feature = "pickle"))]
const MAX_DEPTH: usize = 128;
