//! ZeroMQ for Rust.

pub use zmq_sys as sys;
