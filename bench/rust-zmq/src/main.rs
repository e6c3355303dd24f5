//! The benchmark's roles over the crate `zmq`: slices are sent, and received into one message that is used again.

use std::process::ExitCode;

use bench_peer::blocking::{BlockingLibrary, BlockingSocket, run};
use bench_peer::{Arguments, Check, Kind, Outcome, Unsupported};

fn main() -> ExitCode {
    run(Library(zmq::Context::new()))
}

#[derive(Clone)]
struct Library(zmq::Context);

impl BlockingLibrary for Library {
    type Socket = Socket;

    fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<Socket> {
        if arguments.curve {
            return Err(Unsupported("the crate's libzmq is built without CURVE").into());
        }
        let socket = self.0.socket(match kind {
            Kind::Push => zmq::PUSH,
            Kind::Pull => zmq::PULL,
            Kind::Req => zmq::REQ,
            Kind::Rep => zmq::REP,
            Kind::Pub => zmq::PUB,
            Kind::Sub => zmq::SUB,
        })?;
        if matches!(kind, Kind::Pub | Kind::Sub) {
            socket.set_sndhwm(0)?;
            socket.set_rcvhwm(0)?;
        }
        Ok(Socket { socket, message: zmq::Message::new() })
    }
}

struct Socket {
    socket: zmq::Socket,
    message: zmq::Message,
}

impl BlockingSocket for Socket {
    fn bind(&mut self, endpoint: &str) -> Outcome {
        Ok(self.socket.bind(endpoint)?)
    }

    fn connect(&mut self, endpoint: &str) -> Outcome {
        Ok(self.socket.connect(endpoint)?)
    }

    fn subscribe(&mut self) -> Outcome {
        Ok(self.socket.set_subscribe(b"")?)
    }

    fn send(&mut self, payload: &[u8]) -> Outcome {
        Ok(self.socket.send(payload, 0)?)
    }

    fn receive(&mut self, check: &mut Check) -> Outcome {
        self.socket.recv(&mut self.message, 0)?;
        check.take(&self.message)
    }

    fn echo(&mut self) -> Outcome {
        let message = self.socket.recv_msg(0)?;
        Ok(self.socket.send(message, 0)?)
    }
}
