//! libzmq's C API, exactly as it is: declarations only, no logic and no opinions.
#![allow(non_camel_case_types, non_snake_case, missing_docs)]

#[cfg(feature = "curve")]
extern crate libsodium_sys as _;

mod bindings;
mod build_info;

pub use bindings::*;
pub use build_info::{BUILD_INFO, BuildInfo, Source};
