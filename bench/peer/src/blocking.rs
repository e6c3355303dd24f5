//! Libraries whose calls block: their sockets' futures are ready when they are made, and both ends of inproc are threads.

use std::future::{Future, ready};
use std::pin::pin;
use std::process::ExitCode;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

use crate::{Arguments, Check, Kind, Library, Outcome, Payloads, RoundTrips, Socket};

/// A library with calls that block.
pub trait BlockingLibrary: Clone + Send + Sync + 'static {
    /// Its socket, of any kind.
    type Socket: BlockingSocket;

    /// As [`Library::socket`].
    fn socket(&self, kind: Kind, arguments: &Arguments) -> Outcome<Self::Socket>;
}

/// A socket with calls that block; as [`Socket`], call by call.
#[allow(missing_docs, reason = "said there")]
pub trait BlockingSocket: Send + Sized + 'static {
    fn bind(&mut self, endpoint: &str) -> Outcome;
    fn connect(&mut self, endpoint: &str) -> Outcome;
    fn subscribe(&mut self) -> Outcome;
    fn send(&mut self, payload: &[u8]) -> Outcome;
    fn receive(&mut self, check: &mut Check) -> Outcome;
    fn echo(&mut self) -> Outcome;

    fn send_all(&mut self, payloads: &mut Payloads) -> Outcome {
        while let Some(payload) = payloads.next() {
            self.send(payload)?;
        }
        Ok(())
    }

    fn receive_all(&mut self, check: &mut Check) -> Outcome {
        while check.expects_more() {
            self.receive(check)?;
        }
        Ok(())
    }
}

/// Runs the role that the command line names. To be returned by `main`.
pub fn run<L: BlockingLibrary>(library: L) -> ExitCode {
    crate::run(Adapter(library), wait_for)
}

#[derive(Clone)]
struct Adapter<L>(L);

impl<L: BlockingLibrary> Library for Adapter<L> {
    type Socket = SocketAdapter<L::Socket>;

    fn socket(&self, kind: Kind, arguments: &Arguments) -> impl Future<Output = Outcome<Self::Socket>> + Send {
        ready(self.0.socket(kind, arguments).map(SocketAdapter))
    }

    async fn both(
        &self,
        one: impl Future<Output = Outcome> + Send + 'static,
        other: impl Future<Output = Outcome> + Send + 'static,
    ) -> Outcome {
        let one = thread::spawn(|| wait_for(one));
        wait_for(other)?;
        one.join().map_err(|_| "the other thread panicked")?
    }

    async fn pause(&self) {
        thread::sleep(Duration::from_millis(10));
    }
}

struct SocketAdapter<S>(S);

impl<S: BlockingSocket> Socket for SocketAdapter<S> {
    fn bind(&mut self, endpoint: &str) -> impl Future<Output = Outcome> + Send {
        ready(self.0.bind(endpoint))
    }

    fn connect(&mut self, endpoint: &str) -> impl Future<Output = Outcome> + Send {
        ready(self.0.connect(endpoint))
    }

    fn subscribe(&mut self) -> impl Future<Output = Outcome> + Send {
        ready(self.0.subscribe())
    }

    fn send(&mut self, payload: &[u8]) -> impl Future<Output = Outcome> + Send {
        ready(self.0.send(payload))
    }

    fn receive(&mut self, check: &mut Check) -> impl Future<Output = Outcome> + Send {
        ready(self.0.receive(check))
    }

    fn echo(&mut self) -> impl Future<Output = Outcome> + Send {
        ready(self.0.echo())
    }

    fn send_all(&mut self, payloads: &mut Payloads) -> impl Future<Output = Outcome> + Send {
        ready(self.0.send_all(payloads))
    }

    fn receive_all(&mut self, check: &mut Check) -> impl Future<Output = Outcome> + Send {
        ready(self.0.receive_all(check))
    }

    async fn ask_all(&mut self, payloads: &mut Payloads, check: &mut Check, times: &mut RoundTrips) -> Outcome {
        times.start();
        while let Some(payload) = payloads.next() {
            self.0.send(payload)?;
            self.0.receive(check)?;
            times.lap();
        }
        Ok(())
    }

    async fn close(self) -> Outcome {
        Ok(())
    }
}

/// Runs a future on this thread. It may wait for standard input, and for nothing else.
fn wait_for<T>(future: impl Future<Output = T>) -> T {
    struct Unpark(Thread);

    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }

    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => thread::park(),
        }
    }
}
