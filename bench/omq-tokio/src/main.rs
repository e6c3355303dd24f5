//! The benchmark's roles over the crate `omq-tokio`.
//!
//! As its README shows, with a context of its own; or, with `BENCH_WAY=tuned` in the environment, all on one thread (the sockets'
//! work on the program's own runtime), with batches received at once.

use std::process::ExitCode;
use std::time::Duration;

use bench_peer::{
    Arguments, CLIENT_PUBLIC, CLIENT_SECRET, Check, Kind, Library, Outcome, SERVER_PUBLIC, SERVER_SECRET,
};
use omq_tokio::{Context, CurveKeypair, CurvePublicKey, CurveSecretKey, Endpoint, Message, Options, SocketType};

/// As much as omq's own benchmarks take at once.
const BATCH: u64 = 128;

fn main() -> ExitCode {
    let is_tuned = std::env::var("BENCH_WAY").is_ok_and(|way| way == "tuned");
    let mut builder = match is_tuned {
        true => tokio::runtime::Builder::new_current_thread(),
        false => tokio::runtime::Builder::new_multi_thread(),
    };
    match builder.enable_all().build() {
        Ok(runtime) => {
            let context = match is_tuned {
                true => runtime.block_on(async { Context::current() }),
                false => Context::new(),
            };
            bench_peer::run(Omq { context, is_tuned }, |role| runtime.block_on(role))
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Clone)]
struct Omq {
    context: Context,
    is_tuned: bool,
}

impl Library for Omq {
    type Socket = Socket;

    async fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<Socket> {
        // The default drops what is queued when a socket is closed.
        let mut options = Options { linger: None, ..Options::default() };
        options.xpub_nodrop = kind == Kind::Pub;
        if arguments.curve && matches!(kind, Kind::Pull | Kind::Rep | Kind::Pub) {
            options = options.curve_server(keys(SERVER_PUBLIC, SERVER_SECRET)?);
        } else if arguments.curve {
            let server = CurvePublicKey::from_z85(SERVER_PUBLIC)?;
            options = options.curve_client(keys(CLIENT_PUBLIC, CLIENT_SECRET)?, server);
        }
        let kind = match kind {
            Kind::Push => SocketType::Push,
            Kind::Pull => SocketType::Pull,
            Kind::Req => SocketType::Req,
            Kind::Rep => SocketType::Rep,
            Kind::Pub => SocketType::Pub,
            Kind::Sub => SocketType::Sub,
        };
        Ok(Socket { socket: self.context.socket(kind, options), batch: Vec::new(), is_tuned: self.is_tuned })
    }

    async fn both(
        &self,
        one: impl Future<Output = Outcome> + Send + 'static,
        other: impl Future<Output = Outcome> + Send + 'static,
    ) -> Outcome {
        let (one, other) = (tokio::spawn(one), tokio::spawn(other));
        other.await??;
        one.await?
    }

    async fn pause(&self) {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
}

fn keys(public: &str, secret: &str) -> Outcome<CurveKeypair> {
    Ok(CurveKeypair { public: CurvePublicKey::from_z85(public)?, secret: CurveSecretKey::from_z85(secret)? })
}

struct Socket {
    socket: omq_tokio::Socket,
    batch: Vec<Message>,
    is_tuned: bool,
}

fn take(check: &mut Check, message: &Message) -> Outcome {
    check.take(message.get(0).unwrap_or_default())
}

impl bench_peer::Socket for Socket {
    async fn bind(&mut self, endpoint: &str) -> Outcome {
        self.socket.bind(endpoint.parse::<Endpoint>()?).await?;
        Ok(())
    }

    async fn connect(&mut self, endpoint: &str) -> Outcome {
        self.socket.connect(endpoint.parse::<Endpoint>()?).await?;
        Ok(())
    }

    async fn subscribe(&mut self) -> Outcome {
        Ok(self.socket.subscribe("").await?)
    }

    async fn send(&mut self, payload: &[u8]) -> Outcome {
        Ok(self.socket.send(Message::from_slice(payload)).await?)
    }

    async fn receive(&mut self, check: &mut Check) -> Outcome {
        take(check, &self.socket.recv().await?)
    }

    async fn receive_all(&mut self, check: &mut Check) -> Outcome {
        while check.expects_more() {
            if self.is_tuned {
                let most = usize::try_from(check.missing().min(BATCH))?;
                self.socket.recv_many_into(most, &mut self.batch).await?;
                for message in self.batch.drain(..) {
                    take(check, &message)?;
                }
            } else {
                self.receive(check).await?;
            }
        }
        Ok(())
    }

    async fn echo(&mut self) -> Outcome {
        let message = self.socket.recv().await?;
        Ok(self.socket.send(message).await?)
    }

    async fn close(self) -> Outcome {
        Ok(self.socket.close().await?)
    }
}
