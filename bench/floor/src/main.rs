//! The benchmark's roles over plain sockets, without a messaging library: what the system allows.
//!
//! A message is its length in 8 bytes and its bytes, through buffers of 64 KiB, over one connection with calls that block;
//! over inproc it is a `Vec` in a channel of the standard library that holds as many messages as a ZeroMQ pipe by default.

use std::fs::File;
use std::io::{BufReader, BufWriter, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::fd::OwnedFd;
use std::os::unix::net::{UnixListener, UnixStream};
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};

use bench_peer::blocking::{BlockingLibrary, BlockingSocket, run};
use bench_peer::{Arguments, Check, Kind, Outcome, Payloads, Unsupported};

const BUFFER: usize = 65536;
/// As in libzmq by default, of the sender and the receiver together.
const QUEUE: usize = 2000;

fn main() -> ExitCode {
    let (sender, receiver) = sync_channel(QUEUE);
    let channel = Channel { sender: Some(sender), receiver: Some(receiver) };
    run(Floor(Arc::new(Mutex::new(channel))))
}

#[derive(Clone)]
struct Floor(Arc<Mutex<Channel>>);

/// The ends of inproc that are not taken yet.
struct Channel {
    sender: Option<SyncSender<Vec<u8>>>,
    receiver: Option<Receiver<Vec<u8>>>,
}

impl BlockingLibrary for Floor {
    type Socket = Socket;

    fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<Socket> {
        if arguments.curve {
            return Err(Unsupported("CURVE").into());
        }
        if matches!(kind, Kind::Pub | Kind::Sub) {
            return Err(Unsupported("PUB and SUB").into());
        }
        Ok(Socket { floor: self.clone(), end: End::None, message: Vec::new() })
    }
}

struct Socket {
    floor: Floor,
    end: End,
    message: Vec<u8>,
}

enum End {
    None,
    Tcp(TcpListener),
    Unix(UnixListener),
    Stream(BufReader<File>, BufWriter<File>),
    Sender(SyncSender<Vec<u8>>),
    Receiver(Receiver<Vec<u8>>),
}

fn stream(connection: OwnedFd) -> Outcome<End> {
    let file = File::from(connection);
    let reader = BufReader::with_capacity(BUFFER, file.try_clone()?);
    Ok(End::Stream(reader, BufWriter::with_capacity(BUFFER, file)))
}

fn tcp(connection: TcpStream) -> Outcome<End> {
    connection.set_nodelay(true)?;
    stream(connection.into())
}

impl Socket {
    fn accept(&mut self) -> Outcome {
        match &self.end {
            End::Tcp(listener) => self.end = tcp(listener.accept()?.0)?,
            End::Unix(listener) => self.end = stream(listener.accept()?.0.into())?,
            _ => {}
        }
        Ok(())
    }

    fn write(&mut self, payload: &[u8]) -> Outcome {
        match &mut self.end {
            End::Stream(_, writer) => {
                writer.write_all(&(payload.len() as u64).to_le_bytes())?;
                Ok(writer.write_all(payload)?)
            }
            End::Sender(sender) => Ok(sender.send(payload.to_vec())?),
            _ => Err("this end does not send".into()),
        }
    }

    fn flush(&mut self) -> Outcome {
        match &mut self.end {
            End::Stream(_, writer) => Ok(writer.flush()?),
            _ => Ok(()),
        }
    }

    fn read(&mut self) -> Outcome {
        self.accept()?;
        match &mut self.end {
            End::Stream(reader, _) => {
                let mut length = [0; 8];
                reader.read_exact(&mut length)?;
                self.message.resize(usize::try_from(u64::from_le_bytes(length))?, 0);
                reader.read_exact(&mut self.message)?;
            }
            End::Receiver(receiver) => self.message = receiver.recv()?,
            _ => return Err("this end does not receive".into()),
        }
        Ok(())
    }
}

impl BlockingSocket for Socket {
    fn bind(&mut self, endpoint: &str) -> Outcome {
        self.end = match endpoint.split_once("://") {
            Some(("tcp", address)) => End::Tcp(TcpListener::bind(address)?),
            Some(("ipc", path)) => End::Unix(UnixListener::bind(path)?),
            _ => {
                let mut channel = self.floor.0.lock().unwrap_or_else(PoisonError::into_inner);
                End::Receiver(channel.receiver.take().ok_or("the channel has its receiver")?)
            }
        };
        Ok(())
    }

    fn connect(&mut self, endpoint: &str) -> Outcome {
        self.end = match endpoint.split_once("://") {
            Some(("tcp", address)) => tcp(TcpStream::connect(address)?)?,
            Some(("ipc", path)) => stream(UnixStream::connect(path)?.into())?,
            _ => {
                let mut channel = self.floor.0.lock().unwrap_or_else(PoisonError::into_inner);
                End::Sender(channel.sender.take().ok_or("the channel has its sender")?)
            }
        };
        Ok(())
    }

    fn subscribe(&mut self) -> Outcome {
        Err(Unsupported("PUB and SUB").into())
    }

    fn send(&mut self, payload: &[u8]) -> Outcome {
        self.write(payload)?;
        self.flush()
    }

    fn receive(&mut self, check: &mut Check) -> Outcome {
        self.read()?;
        check.take(&self.message)
    }

    fn echo(&mut self) -> Outcome {
        self.read()?;
        let message = std::mem::take(&mut self.message);
        self.send(&message)?;
        self.message = message;
        Ok(())
    }

    fn send_all(&mut self, payloads: &mut Payloads) -> Outcome {
        while let Some(payload) = payloads.next() {
            self.write(payload)?;
        }
        self.flush()
    }
}
