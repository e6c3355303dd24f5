//! Sockets in tokio's tasks: a server and many clients, of which none blocks a thread.
//!
//! Type: `cargo run --features tokio --example async_tokio`.
//! See: `1000 requests answered`, and how often a client stopped waiting and began again; it ends by itself.
//!
//! `Awaited` is all there is to it, to be copied: it waits for the socket's descriptor, and looks at `events()` before it does.
//! Crate `async-io` waits for descriptors in any runtime; tokio's own `AsyncFd` does too, and asks for `unsafe`.

use std::io;
use std::os::fd::OwnedFd;
use std::time::Duration;

use async_io::Async;
use tokio::time::timeout;
use zmq::{Context, Multipart, PollEvents, Socket};
use zmq_examples::bounded_context;

/// How many clients there are.
const CLIENTS: usize = 10;
/// How much each of them asks.
const REQUESTS: usize = 100;
/// How long a client waits at a time.
const PATIENCE: Duration = Duration::from_micros(200);

#[tokio::main]
async fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let server = context.socket(zmq::ROUTER)?;
    server.bind("tcp://127.0.0.1:*")?;
    let endpoint = server.last_endpoint()?;

    let (stop, stopped) = tokio::sync::oneshot::channel();
    let server = tokio::spawn(serve(server, stopped));
    let clients: Vec<_> =
        (0..CLIENTS).map(|number| tokio::spawn(ask(context.clone(), endpoint.clone(), number))).collect();
    let mut restarts = 0;
    for client in clients {
        restarts += client.await.map_err(io::Error::other)??;
    }
    drop(stop);
    let answered = server.await.map_err(io::Error::other)??;
    assert_eq!(answered, CLIENTS * REQUESTS);
    println!("{answered} requests answered; a wait was given up and begun anew {restarts} times");
    Ok(())
}

/// Sends back what comes, until it is stopped; says how many that were.
async fn serve(socket: Socket, mut stopped: tokio::sync::oneshot::Receiver<()>) -> zmq::Result<usize> {
    let mut socket = Awaited::new(socket)?;
    let mut answered = 0;
    loop {
        tokio::select! {
            request = socket.recv_multipart() => socket.send_multipart(request?).await?,
            _ = &mut stopped => return Ok(answered),
        }
        answered += 1;
    }
}

/// Asks, and waits a little at a time: nothing is lost when a wait is given up. Says how often that was.
async fn ask(context: Context, endpoint: String, client: usize) -> zmq::Result<usize> {
    let mut socket = Awaited::new(context.socket(zmq::DEALER)?)?;
    socket.socket.connect(endpoint)?;
    let mut restarts = 0;
    for number in 0..REQUESTS {
        let request = Multipart::from([client.to_string(), number.to_string()]);
        socket.send_multipart(request.clone()).await?;
        let answer = loop {
            match timeout(PATIENCE, socket.recv_multipart()).await {
                Ok(answer) => break answer?,
                Err(_elapsed) => restarts += 1,
            }
        };
        assert_eq!(answer, request);
    }
    Ok(restarts)
}

/// A socket whose calls are awaited. They take `&mut self`, because a `Socket` may move between threads and not be shared.
struct Awaited {
    descriptor: Async<OwnedFd>,
    socket: Socket,
}

impl Awaited {
    fn new(socket: Socket) -> zmq::Result<Self> {
        Ok(Self { descriptor: Async::new_nonblocking(socket.owned_fd()?)?, socket })
    }

    /// When it is dropped before it is done, no message is lost.
    async fn recv_multipart(&mut self) -> zmq::Result<Multipart> {
        loop {
            if let Some(message) = self.socket.try_recv_multipart()? {
                return Ok(message);
            }
            self.ready(zmq::POLLIN).await?;
        }
    }

    /// When it is dropped before it is done, nothing was sent.
    async fn send_multipart(&mut self, mut message: Multipart) -> zmq::Result<()> {
        loop {
            match self.socket.try_send_multipart(message) {
                Err(unsent) if unsent.is_again() => message = unsent.into_parts(),
                result => return Ok(result?),
            }
            self.ready(zmq::POLLOUT).await?;
        }
    }

    /// The descriptor tells once that something happened, whatever it was, also to a socket that can send. Only when
    /// `events()` has taken note of it the descriptor tells of the next: whoever waits without having asked may wait for ever.
    async fn ready(&mut self, events: PollEvents) -> zmq::Result<()> {
        while !self.socket.events()?.intersects(events) {
            self.descriptor.readable().await?;
        }
        Ok(())
    }
}
