//! The benchmark's roles over the crate `rzmq`, on tokio as its README shows: a message is a `Vec` made of the slice.

use std::process::ExitCode;
use std::time::Duration;

use bench_peer::{Arguments, CLIENT_SECRET, Check, Kind, Library, Outcome, SERVER_PUBLIC, SERVER_SECRET};
use rzmq::socket::{CURVE_SECRET_KEY, CURVE_SERVER, CURVE_SERVER_KEY, RCVHWM, SNDHWM, XPUB_NODROP};
use rzmq::{Context, Msg, SocketType};

fn main() -> ExitCode {
    let made = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    match made.map_err(|error| error.to_string()).and_then(|runtime| {
        let context = Context::new().map_err(|error| error.to_string())?;
        Ok((runtime, context))
    }) {
        Ok((runtime, context)) => bench_peer::run(Rzmq(context.clone()), |role| {
            runtime.block_on(role)?;
            Ok(runtime.block_on(context.term())?)
        }),
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[derive(Clone)]
struct Rzmq(Context);

impl Library for Rzmq {
    type Socket = Socket;

    async fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<Socket> {
        let socket = self.0.socket(match kind {
            Kind::Push => SocketType::Push,
            Kind::Pull => SocketType::Pull,
            Kind::Req => SocketType::Req,
            Kind::Rep => SocketType::Rep,
            Kind::Pub => SocketType::Pub,
            Kind::Sub => SocketType::Sub,
        })?;
        match kind {
            Kind::Pub => {
                socket.set_option(SNDHWM, 100_000i32).await?;
                socket.set_option(XPUB_NODROP, 1i32).await?;
            }
            Kind::Sub => socket.set_option(RCVHWM, 100_000i32).await?,
            _ => {}
        }
        if arguments.curve && matches!(kind, Kind::Pull | Kind::Rep | Kind::Pub) {
            socket.set_option(CURVE_SERVER, 1i32).await?;
            socket.set_option_raw(CURVE_SECRET_KEY, SERVER_SECRET.as_bytes()).await?;
        } else if arguments.curve {
            // It derives the public key from the secret one.
            socket.set_option_raw(CURVE_SECRET_KEY, CLIENT_SECRET.as_bytes()).await?;
            socket.set_option_raw(CURVE_SERVER_KEY, SERVER_PUBLIC.as_bytes()).await?;
        }
        Ok(Socket(socket))
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

struct Socket(rzmq::Socket);

impl bench_peer::Socket for Socket {
    async fn bind(&mut self, endpoint: &str) -> Outcome {
        Ok(self.0.bind(endpoint).await?)
    }

    async fn connect(&mut self, endpoint: &str) -> Outcome {
        Ok(self.0.connect(endpoint).await?)
    }

    async fn subscribe(&mut self) -> Outcome {
        Ok(self.0.set_option_raw(rzmq::socket::SUBSCRIBE, b"").await?)
    }

    async fn send(&mut self, payload: &[u8]) -> Outcome {
        Ok(self.0.send(Msg::from_vec(payload.to_vec())).await?)
    }

    async fn receive(&mut self, check: &mut Check) -> Outcome {
        check.take(self.0.recv().await?.data().unwrap_or_default())
    }

    async fn echo(&mut self) -> Outcome {
        let message = self.0.recv().await?;
        Ok(self.0.send(message).await?)
    }

    async fn close(self) -> Outcome {
        Ok(self.0.close().await?)
    }
}
