//! Safe code cannot do harm: a test for each hole that was found in peers of this library (S1 to S19), and for each
//! promise about sharing, ends of life and forks.
//!
//! Signals, S12, are in `pyzmq_spec/test_retry_eintr.rs`.
//! What the compiler refuses is in `compile_fail.rs`; S20, the assertions of libzmq, in `bad_input.rs` and `torture.rs`.

mod callbacks;
mod ends;
mod forks;
mod holes;

use zmq::{Context, Socket, SocketType};

/// Two connected sockets of a context.
fn pair(context: &Context, bound: SocketType, connected: SocketType) -> zmq::Result<(Socket, Socket)> {
    let (a, b) = (context.socket(bound)?, context.socket(connected)?);
    a.bind("tcp://127.0.0.1:*")?;
    b.connect(&a.last_endpoint()?)?;
    Ok((a, b))
}
