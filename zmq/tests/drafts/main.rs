//! The draft API, against itself: every socket type, sharing between threads, single peers, options, monitors.
#![cfg(feature = "draft")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test fails by panicking")]

#[path = "../harness/mod.rs"]
mod harness;
mod options;
mod peers;
mod shared;
mod torture;
mod types;

use zmq::{Context, Result, Socket, SocketType};

use harness::LONG;

/// A socket that does not block for ever.
fn socket(context: &Context, kind: SocketType) -> Result<Socket> {
    let socket = context.socket(kind)?;
    socket.set_linger(0)?;
    socket.set_rcvtimeo(LONG)?;
    socket.set_sndtimeo(LONG)?;
    Ok(socket)
}

/// Two sockets of one context, connected by tcp.
fn over_tcp(server: SocketType, client: SocketType) -> Result<(Socket, Socket)> {
    let context = Context::new()?;
    let (server, client) = (socket(&context, server)?, socket(&context, client)?);
    server.bind("tcp://127.0.0.1:*")?;
    client.connect(&server.last_endpoint()?)?;
    Ok((server, client))
}
