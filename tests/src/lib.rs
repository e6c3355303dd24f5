//! Tests of what crosses a border: processes, languages, the C ABI, networks, faults.
//!
//! This library is what they share: the programs in [`c`], tests that run in a [`child`] process, child [`process`]es, the [`program`]s that are
//! started as such, the [`python`] that runs half of them, and what they need of the operating [`system`].

pub mod c;
pub mod child;
pub mod process;
pub mod program;
pub mod python;
pub mod system;

#[cfg(doctest)]
mod pages;
