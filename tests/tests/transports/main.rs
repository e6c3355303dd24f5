//! Each transport and each security mechanism, with real messages.
//!
//! What needs a library of the system's is tested with the feature `all-transports`: `cargo xtask test --only transports`.

#[cfg(feature = "all-transports")]
mod datagrams;
#[cfg(feature = "all-transports")]
mod gssapi;
#[cfg(feature = "all-transports")]
mod kernel;
mod local;
mod mechanisms;
#[cfg(feature = "all-transports")]
mod multicast;
mod tcp;
#[cfg(feature = "all-transports")]
mod websocket;

use std::time::Duration;

use zmq::{Context, PAIR, Socket};

/// Far longer than anything here takes.
const LONG: Duration = Duration::from_secs(120);

/// A context that does not outlive its test.
fn context() -> Context {
    let context = Context::new().unwrap();
    context.set_linger(0).unwrap();
    context.set_rcvtimeo(LONG).unwrap();
    context.set_sndtimeo(LONG).unwrap();
    context
}

/// Two sockets that talk over a connection: the one that binds, and the one that connects to where that is.
fn meet(context: &Context, endpoint: &str) -> (Socket, Socket) {
    let (bound, connected) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
    bound.bind(endpoint).unwrap();
    connected.connect(&bound.last_endpoint().unwrap()).unwrap();
    (bound, connected)
}

/// Sends messages of many sizes and parts both ways, and compares what arrives.
fn converse(a: &Socket, b: &Socket) {
    // Around what fits into a message itself, a frame's short length, a buffer, a batch; and much more.
    let sizes = [0, 1, 32, 33, 34, 125, 126, 127, 255, 256, 8_191, 8_192, 8_193, 65_535, 65_536, 65_537, 1 << 20];
    let message = |size: usize, seed: usize| -> Vec<u8> { (0..size).map(|i| (i * 31 + seed) as u8).collect() };
    for (from, to) in [(a, b), (b, a)] {
        for (seed, size) in sizes.into_iter().enumerate() {
            from.send(message(size, seed)).unwrap();
            assert!(to.recv().unwrap() == message(size, seed), "{size} bytes");
        }
        let parts: Vec<Vec<u8>> = sizes.into_iter().map(|size| message(size, 7)).collect();
        from.send_multipart(&parts).unwrap();
        assert!(to.recv_multipart().unwrap().into_vecs() == parts, "many parts");
        // More than one batch, and less than the high-water marks.
        for number in 0..900_u32 {
            from.send_multipart([number.to_be_bytes().to_vec(), message(number as usize, 3)]).unwrap();
        }
        for number in 0..900_u32 {
            let parts = to.recv_multipart().unwrap();
            assert!(parts[0] == number.to_be_bytes() && parts[1] == message(number as usize, 3), "message {number}");
        }
    }
}

/// Waits until the monitor has told of one of those events.
#[cfg(feature = "all-transports")]
fn await_event(monitor: &zmq::Monitor, events: zmq::MonitorEvents) {
    while !events.contains(monitor.recv_timeout(LONG).unwrap().event) {}
}
