//! The benchmark's roles over this project's Rust API: message by message, or with `BENCH_WAY=batch` in the environment by
//! `send_batch` and `recv_batch`; with `BENCH_WAY=io-thread`, libzmq's thread does all I/O.

use std::process::ExitCode;

use bench_peer::blocking::{BlockingLibrary, BlockingSocket, run};
use bench_peer::{
    Arguments, CLIENT_PUBLIC, CLIENT_SECRET, Check, Kind, Outcome, Payloads, SERVER_PUBLIC, SERVER_SECRET,
};

/// Messages received at once at the most.
const BATCH: u64 = 256;

fn main() -> ExitCode {
    match library() {
        Ok(library) => run(library),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn library() -> zmq::Result<Library> {
    let way = std::env::var("BENCH_WAY").unwrap_or_default();
    let context = zmq::Context::new()?;
    if way == "io-thread" {
        context.set_caller_io(false)?;
    }
    Ok(Library { context, in_batches: way == "batch" })
}

#[derive(Clone)]
struct Library {
    context: zmq::Context,
    in_batches: bool,
}

impl BlockingLibrary for Library {
    type Socket = Socket;

    fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<Socket> {
        let socket = self.context.socket(match kind {
            Kind::Push => zmq::PUSH,
            Kind::Pull => zmq::PULL,
            Kind::Req => zmq::REQ,
            Kind::Rep => zmq::REP,
            Kind::Pub => zmq::PUB,
            Kind::Sub => zmq::SUB,
        })?;
        if matches!(kind, Kind::Pub | Kind::Sub) {
            socket.setsockopt(zmq::SNDHWM, 0)?;
            socket.setsockopt(zmq::RCVHWM, 0)?;
        }
        if arguments.curve && matches!(kind, Kind::Pull | Kind::Rep | Kind::Pub) {
            socket.setsockopt(zmq::CURVE_SERVER, true)?;
            socket.setsockopt(zmq::CURVE_SECRETKEY, SERVER_SECRET)?;
        } else if arguments.curve {
            socket.setsockopt(zmq::CURVE_SERVERKEY, SERVER_PUBLIC)?;
            socket.setsockopt(zmq::CURVE_PUBLICKEY, CLIENT_PUBLIC)?;
            socket.setsockopt(zmq::CURVE_SECRETKEY, CLIENT_SECRET)?;
        }
        Ok(Socket { socket, in_batches: self.in_batches, batch: Vec::new() })
    }
}

struct Socket {
    socket: zmq::Socket,
    in_batches: bool,
    batch: Vec<zmq::Message>,
}

impl BlockingSocket for Socket {
    fn bind(&mut self, endpoint: &str) -> Outcome {
        Ok(self.socket.bind(endpoint)?)
    }

    fn connect(&mut self, endpoint: &str) -> Outcome {
        Ok(self.socket.connect(endpoint)?)
    }

    fn subscribe(&mut self) -> Outcome {
        Ok(self.socket.setsockopt(zmq::SUBSCRIBE, "")?)
    }

    fn send(&mut self, payload: &[u8]) -> Outcome {
        Ok(self.socket.send(payload).map_err(zmq::Error::from)?)
    }

    fn receive(&mut self, check: &mut Check) -> Outcome {
        check.take(&self.socket.recv()?)
    }

    fn echo(&mut self) -> Outcome {
        Ok(self.socket.send(self.socket.recv()?).map_err(zmq::Error::from)?)
    }

    fn send_all(&mut self, payloads: &mut Payloads) -> Outcome {
        if self.in_batches {
            let messages = std::iter::from_fn(|| payloads.next().map(zmq::Message::from));
            self.socket.send_batch(messages).map_err(zmq::Error::from)?;
            return Ok(());
        }
        while let Some(payload) = payloads.next() {
            self.send(payload)?;
        }
        Ok(())
    }

    fn receive_all(&mut self, check: &mut Check) -> Outcome {
        while check.expects_more() {
            if self.in_batches {
                let most = usize::try_from(check.missing().min(BATCH))?;
                self.socket.recv_batch(&mut self.batch, most)?;
                for message in self.batch.drain(..) {
                    check.take(&message)?;
                }
            } else {
                self.receive(check)?;
            }
        }
        Ok(())
    }
}
