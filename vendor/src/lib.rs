//! The source of libzmq.
