//! What a program in Rust has to say about its library.

use std::future::Future;

use crate::{Arguments, Check, Kind, Outcome, Payloads, RoundTrips};

/// A library under test.
pub trait Library: Clone + Send + Sync + 'static {
    /// Its socket, of any kind.
    type Socket: Socket;

    /// Makes a socket, with what `arguments` ask for: CURVE keys, and for PUB and SUB queues without a limit.
    fn socket(&self, kind: Kind, arguments: &Arguments) -> impl Future<Output = Outcome<Self::Socket>> + Send;

    /// Runs two futures at the same time, as programs on this library do: on two threads, or as two tasks.
    fn both(
        &self,
        one: impl Future<Output = Outcome> + Send + 'static,
        other: impl Future<Output = Outcome> + Send + 'static,
    ) -> impl Future<Output = Outcome>;

    /// Lets 10 milliseconds pass.
    fn pause(&self) -> impl Future<Output = ()> + Send;
}

/// A socket of that library. The loops are its own to write where the library has a better way than one by one.
pub trait Socket: Send + 'static {
    /// Binds.
    fn bind(&mut self, endpoint: &str) -> impl Future<Output = Outcome> + Send;

    /// Connects.
    fn connect(&mut self, endpoint: &str) -> impl Future<Output = Outcome> + Send;

    /// Subscribes a SUB to everything.
    fn subscribe(&mut self) -> impl Future<Output = Outcome> + Send;

    /// Sends a message with these bytes, which stay the caller's.
    fn send(&mut self, payload: &[u8]) -> impl Future<Output = Outcome> + Send;

    /// Receives a message and shows it to `check`.
    fn receive(&mut self, check: &mut Check) -> impl Future<Output = Outcome> + Send;

    /// Sends the next message that arrives back as it is.
    fn echo(&mut self) -> impl Future<Output = Outcome> + Send;

    /// Sends all payloads.
    fn send_all(&mut self, payloads: &mut Payloads) -> impl Future<Output = Outcome> + Send {
        async {
            while let Some(payload) = payloads.next() {
                self.send(payload).await?;
            }
            Ok(())
        }
    }

    /// Receives until `check` has seen all that it expects.
    fn receive_all(&mut self, check: &mut Check) -> impl Future<Output = Outcome> + Send {
        async {
            while check.expects_more() {
                self.receive(check).await?;
            }
            Ok(())
        }
    }

    /// Sends each payload and waits for its reply.
    fn ask_all(
        &mut self,
        payloads: &mut Payloads,
        check: &mut Check,
        times: &mut RoundTrips,
    ) -> impl Future<Output = Outcome> + Send {
        async {
            times.start();
            while let Some(payload) = payloads.next() {
                self.send(payload).await?;
                self.receive(check).await?;
                times.lap();
            }
            Ok(())
        }
    }

    /// Closes it in the way that lets everything sent arrive.
    fn close(self) -> impl Future<Output = Outcome> + Send
    where
        Self: Sized;
}
