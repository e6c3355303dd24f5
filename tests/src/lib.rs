//! Tests of what crosses a border: processes, languages, the C ABI, networks, faults.
//!
//! This library is what they share: the programs in [`c`], tests that run in a [`child`] process, child [`process`]es,
//! [`network`]s of two machines, the [`program`]s that are started as such, the [`python`] that runs half of them, and what
//! they need of the operating [`system`].

pub mod c;
pub mod child;
pub mod network;
#[cfg(doctest)]
mod pages;
pub mod process;
pub mod program;
pub mod python;
pub mod system;

use std::io::Write;

/// Reports that the rest of this test cannot run here, and why: `cargo xtask test` counts and lists it.
pub fn skip(why: &str) {
    let thread = std::thread::current();
    // Past the runner's capture, in one piece.
    let line = format!("\nskipped test {}: {why}\n", thread.name().unwrap_or("?"));
    // Whoever closed the output does not read it.
    let _ = std::io::stdout().write_all(line.as_bytes());
}
