//! Pings a server; when no answer comes in time, makes a new socket and tries again.
//!
//! A REQ socket whose request was lost can neither send nor receive: it has to be closed.
//!
//! Type: `cargo run --example ping_client`, with or without `ping_server` running.
//! Arguments: `connect=tcp://localhost:5555`, `timeout_ms=5555`, `tries=` (endless).
//! See: `ping test success`, after a `no response` for every try while the server is not there.

use zmq_examples::{ENDLESS, number, text};

struct PingPort {
    url: String,
    tries: u64,
    socket: zmq::Socket,
    poller: zmq::Poller,
}

impl PingPort {
    fn new() -> zmq::Result<Self> {
        let url = text("connect", "tcp://localhost:5555");
        let tries = number("tries", ENDLESS);
        let socket = zmq::Context::new()?.socket(zmq::REQ)?;
        socket.connect(&url)?;
        let mut poller = zmq::Poller::new();
        poller.register(&socket, zmq::POLLIN)?;
        Ok(Self { url, tries, socket, poller })
    }

    fn ping(&mut self) -> zmq::Result<()> {
        self.socket.send_string("ping test")?;
        self.tries -= 1;
        if !self.poller.poll(number("timeout_ms", 5555))?.is_empty() {
            let resp = self.socket.recv_string()?;
            println!("{resp}");
        } else {
            println!("no response from {}", self.url);
            self.socket.setsockopt(zmq::LINGER, 0)?;
            self.socket.close()?;
            self.poller.unregister(&self.socket)?;
            if self.tries == 0 {
                return Ok(());
            }
            println!("--- reconnecting ---");
            self.socket = zmq::Context::new()?.socket(zmq::REQ)?;
            self.socket.connect(&self.url)?;
            self.poller = zmq::Poller::new();
            self.poller.register(&self.socket, zmq::POLLIN)?;
            self.ping()?;
        }
        Ok(())
    }
}

fn main() -> zmq::Result<()> {
    let mut obj = PingPort::new()?;
    obj.ping()
}
