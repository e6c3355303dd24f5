//! The benchmark's roles over the crate `arzmq`: a message is made of the slice, as its examples do.

use std::process::ExitCode;

use arzmq::prelude::{
    Context, PublishSocket, PullSocket, PushSocket, Receiver, RecvFlags, ReplySocket, RequestSocket, SendFlags, Sender,
    SubscribeSocket,
};
use arzmq::security::SecurityMechanism;
use bench_peer::blocking::{BlockingLibrary, BlockingSocket, run};
use bench_peer::{Arguments, CLIENT_PUBLIC, CLIENT_SECRET, Check, Kind, Outcome, SERVER_PUBLIC, SERVER_SECRET};

fn main() -> ExitCode {
    match Context::new() {
        Ok(context) => run(Library(context)),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Clone)]
struct Library(Context);

enum AnySocket {
    Push(PushSocket),
    Pull(PullSocket),
    Req(RequestSocket),
    Rep(ReplySocket),
    Pub(PublishSocket),
    Sub(SubscribeSocket),
}

/// Does the same with the socket, whatever its type.
macro_rules! each {
    ($value:expr, $socket:ident => $body:expr) => {
        match $value {
            AnySocket::Push($socket) => $body,
            AnySocket::Pull($socket) => $body,
            AnySocket::Req($socket) => $body,
            AnySocket::Rep($socket) => $body,
            AnySocket::Pub($socket) => $body,
            AnySocket::Sub($socket) => $body,
        }
    };
}

impl BlockingLibrary for Library {
    type Socket = AnySocket;

    fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<AnySocket> {
        let context = &self.0;
        let socket = match kind {
            Kind::Push => AnySocket::Push(PushSocket::from_context(context)?),
            Kind::Pull => AnySocket::Pull(PullSocket::from_context(context)?),
            Kind::Req => AnySocket::Req(RequestSocket::from_context(context)?),
            Kind::Rep => AnySocket::Rep(ReplySocket::from_context(context)?),
            Kind::Pub => {
                let socket = PublishSocket::from_context(context)?;
                socket.set_send_highwater_mark(0)?;
                AnySocket::Pub(socket)
            }
            Kind::Sub => {
                let socket = SubscribeSocket::from_context(context)?;
                socket.set_receive_highwater_mark(0)?;
                AnySocket::Sub(socket)
            }
        };
        if arguments.curve {
            let keys = match kind {
                Kind::Pull | Kind::Rep | Kind::Pub => {
                    SecurityMechanism::CurveServer { secret_key: SERVER_SECRET.into() }
                }
                Kind::Push | Kind::Req | Kind::Sub => SecurityMechanism::CurveClient {
                    server_key: SERVER_PUBLIC.into(),
                    public_key: CLIENT_PUBLIC.into(),
                    secret_key: CLIENT_SECRET.into(),
                },
            };
            each!(&socket, socket => keys.apply(socket)?);
        }
        Ok(socket)
    }
}

impl BlockingSocket for AnySocket {
    fn bind(&mut self, endpoint: &str) -> Outcome {
        each!(self, socket => socket.bind(endpoint)?);
        Ok(())
    }

    fn connect(&mut self, endpoint: &str) -> Outcome {
        each!(self, socket => socket.connect(endpoint)?);
        Ok(())
    }

    fn subscribe(&mut self) -> Outcome {
        match self {
            Self::Sub(socket) => Ok(socket.subscribe("")?),
            _ => Err("this socket does not subscribe".into()),
        }
    }

    fn send(&mut self, payload: &[u8]) -> Outcome {
        match self {
            Self::Push(socket) => socket.send_msg(payload, SendFlags::empty())?,
            Self::Req(socket) => socket.send_msg(payload, SendFlags::empty())?,
            Self::Pub(socket) => socket.send_msg(payload, SendFlags::empty())?,
            _ => return Err("this socket does not send".into()),
        }
        Ok(())
    }

    fn receive(&mut self, check: &mut Check) -> Outcome {
        let message = match self {
            Self::Pull(socket) => socket.recv_msg(RecvFlags::empty())?,
            Self::Req(socket) => socket.recv_msg(RecvFlags::empty())?,
            Self::Sub(socket) => socket.recv_msg(RecvFlags::empty())?,
            _ => return Err("this socket does not receive".into()),
        };
        check.take(&message.as_bytes())
    }

    fn echo(&mut self) -> Outcome {
        match self {
            Self::Rep(socket) => Ok(socket.send_msg(socket.recv_msg(RecvFlags::empty())?, SendFlags::empty())?),
            _ => Err("this socket does not reply".into()),
        }
    }
}
