//! Values in and out of bytes.

pub(crate) mod encoding;
