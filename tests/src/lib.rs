//! Tests of what crosses a border: processes, languages, the C ABI, networks, faults.
//!
//! This library is what they share: child [`process`]es, the [`program`]s that are started as such, and the
//! [`python`] that runs half of them.

pub mod process;
pub mod program;
pub mod python;
