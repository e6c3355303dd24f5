//! What `cargo xtask build-libzmq` installs is what C programs, pkg-config and CMake expect of a libzmq.
#![cfg(target_os = "linux")]

mod builders;
mod cc;
mod checks;
mod made;
