//! What the socket types and options do, with real messages.

mod connections;
mod flow;
mod pubsub;
mod routing;
mod security;

use std::net::TcpStream;
use std::time::Duration;

use zmq::{Context, Message, Socket, SocketType};

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

/// Two sockets, connected over tcp.
fn pair(context: &Context, bound: SocketType, connected: SocketType) -> (Socket, Socket) {
    let (a, b) = (bind(context, bound), context.socket(connected).unwrap());
    b.connect(&a.last_endpoint().unwrap()).unwrap();
    (a, b)
}

fn bind(context: &Context, kind: SocketType) -> Socket {
    let socket = context.socket(kind).unwrap();
    socket.bind("tcp://127.0.0.1:*").unwrap();
    socket
}

/// A plain connection to where a socket is bound, whose reads end some day.
fn dial(socket: &Socket) -> TcpStream {
    let stream = TcpStream::connect(socket.last_endpoint().unwrap().strip_prefix("tcp://").unwrap()).unwrap();
    stream.set_read_timeout(Some(LONG)).unwrap();
    stream
}

/// Waits until the monitor has told of that event.
fn await_event(monitor: &zmq::Monitor, event: zmq::MonitorEvents) {
    while monitor.recv_timeout(LONG).unwrap().event != event {}
}

/// The parts of the next message.
fn parts(socket: &Socket) -> Vec<Vec<u8>> {
    socket.recv_multipart().unwrap().into_vecs()
}

/// A message of one part, as text.
fn text(message: Message) -> String {
    message.as_str().unwrap().to_owned()
}
