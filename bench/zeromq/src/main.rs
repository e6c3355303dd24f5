//! The benchmark's roles over the crate `zeromq`, on tokio as its examples are: a message is a `Bytes` made of the slice.

use std::process::ExitCode;
use std::time::Duration;

use bench_peer::{Arguments, Check, Kind, Library, Outcome, Unsupported};
use zeromq::prelude::*;
use zeromq::{PubSocket, PullSocket, PushSocket, RepSocket, ReqSocket, SubSocket, ZmqMessage};

fn main() -> ExitCode {
    match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => bench_peer::run(Zeromq, |role| runtime.block_on(role)),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Clone)]
struct Zeromq;

impl Library for Zeromq {
    type Socket = AnySocket;

    async fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<AnySocket> {
        if arguments.curve {
            return Err(Unsupported("CURVE").into());
        }
        if arguments.endpoint.starts_with("inproc:") {
            return Err(Unsupported("inproc").into());
        }
        Ok(match kind {
            Kind::Push => AnySocket::Push(PushSocket::new()),
            Kind::Pull => AnySocket::Pull(PullSocket::new()),
            Kind::Req => AnySocket::Req(ReqSocket::new()),
            Kind::Rep => AnySocket::Rep(RepSocket::new()),
            Kind::Pub => AnySocket::Pub(PubSocket::new()),
            Kind::Sub => AnySocket::Sub(SubSocket::new()),
        })
    }

    async fn both(
        &self,
        one: impl Future<Output = Outcome> + Send + 'static,
        other: impl Future<Output = Outcome> + Send + 'static,
    ) -> Outcome {
        let one = tokio::spawn(one);
        tokio::spawn(other).await??;
        one.await?
    }

    async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

enum AnySocket {
    Push(PushSocket),
    Pull(PullSocket),
    Req(ReqSocket),
    Rep(RepSocket),
    Pub(PubSocket),
    Sub(SubSocket),
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

impl AnySocket {
    async fn send_message(&mut self, message: ZmqMessage) -> Outcome {
        match self {
            Self::Push(socket) => socket.send(message).await?,
            Self::Req(socket) => socket.send(message).await?,
            Self::Rep(socket) => socket.send(message).await?,
            Self::Pub(socket) => socket.send(message).await?,
            Self::Pull(_) | Self::Sub(_) => return Err("this socket does not send".into()),
        }
        Ok(())
    }

    async fn receive_message(&mut self) -> Outcome<ZmqMessage> {
        match self {
            Self::Pull(socket) => Ok(socket.recv().await?),
            Self::Req(socket) => Ok(socket.recv().await?),
            Self::Rep(socket) => Ok(socket.recv().await?),
            Self::Sub(socket) => Ok(socket.recv().await?),
            Self::Push(_) | Self::Pub(_) => Err("this socket does not receive".into()),
        }
    }
}

impl bench_peer::Socket for AnySocket {
    async fn bind(&mut self, endpoint: &str) -> Outcome {
        each!(self, socket => socket.bind(endpoint).await?);
        Ok(())
    }

    async fn connect(&mut self, endpoint: &str) -> Outcome {
        each!(self, socket => socket.connect(endpoint).await?);
        Ok(())
    }

    async fn subscribe(&mut self) -> Outcome {
        match self {
            Self::Sub(socket) => Ok(socket.subscribe("").await?),
            _ => Err("this socket does not subscribe".into()),
        }
    }

    async fn send(&mut self, payload: &[u8]) -> Outcome {
        self.send_message(payload.to_vec().into()).await
    }

    async fn receive(&mut self, check: &mut Check) -> Outcome {
        let message = self.receive_message().await?;
        check.take(message.get(0).ok_or("a message without frames")?)
    }

    async fn echo(&mut self) -> Outcome {
        let message = self.receive_message().await?;
        self.send_message(message).await
    }

    async fn close(self) -> Outcome {
        let errors = each!(self, socket => socket.close().await);
        errors.into_iter().next().map_or(Ok(()), |error| Err(error.into()))
    }
}
