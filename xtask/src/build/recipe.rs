//! The recipe of `zmq-sys`: what is compiled and how is written there once, for cargo and for this command.

#![allow(dead_code, unreachable_pub, reason = "the build script uses the rest")]

#[path = "../../../zmq-sys/build/compile.rs"]
pub(crate) mod compile;
#[path = "../../../zmq-sys/build/config.rs"]
pub(crate) mod config;
#[path = "../../../zmq-sys/build/features.rs"]
pub(crate) mod features;
#[path = "../../../zmq-sys/build/libraries.rs"]
pub(crate) mod libraries;
#[path = "../../../zmq-sys/build/platform.rs"]
pub(crate) mod platform;
#[cfg(test)]
#[path = "../../../zmq-sys/build/prefix.rs"]
pub(crate) mod prefix;
#[path = "../../../zmq-sys/build/source.rs"]
pub(crate) mod source;
#[cfg(test)]
#[path = "../../../zmq-sys/build/system.rs"]
pub(crate) mod system;
