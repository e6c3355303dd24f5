//! libzmq's C API, exactly as it is: declarations only, no logic and no opinions.
//!
//! `bindings` and `draft` are generated from `zmq.h` by `cargo xtask bindings`. Constants of the draft API are always there, since
//! most of them mean something to a library without it too; its functions are there with the feature `draft`.
#![allow(non_camel_case_types, non_snake_case, missing_docs)]

#[cfg(feature = "curve")]
extern crate libsodium_sys as _;

mod bindings;
mod build_info;
#[cfg(feature = "draft")]
mod draft;
mod types;

pub use bindings::*;
pub use build_info::{BUILD_INFO, BuildInfo, Source};
#[cfg(feature = "draft")]
pub use draft::*;
pub use types::*;
