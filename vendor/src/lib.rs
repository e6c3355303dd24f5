//! Where libzmq's source comes from: the upstream tree inside the pinned package `zeromq-src`, and this project's patch
//! series over it.
//!
//! [`prepare`] lays both into a folder for a build script to compile. No upstream file is part of this repository: cargo
//! downloads the package and verifies it, [`locate`] finds where, and `upstream.fnv` says which bytes must be there.

mod apply;
mod checksums;
mod error;
mod layout;
mod locate;
mod patches;
mod prepare;
mod tree;

pub use checksums::Checksums;
pub use error::Error;
pub use locate::{SOURCE_DIR, locate};
pub use patches::{Patch, patches};
pub use prepare::{PREPARED_DIR, PrepareOptions, Prepared, SERIES, prepare, prepare_whole};
pub use tree::{Extent, Tree};

/// What this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;
