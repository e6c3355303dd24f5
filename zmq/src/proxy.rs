//! [`proxy`]: passes messages between two sockets, whole, both ways.

use crate::error::Result;
use crate::raw;
use crate::socket::Socket;

/// Passes every message from one socket to the other and back, and a copy of each to `capture`.
///
/// Blocks until the context of the sockets is shut down, so that the usual end is the error
/// [`Terminated`](crate::ErrorKind::Terminated). What kind of proxy it is, the socket types decide: ROUTER and DEALER
/// share requests among workers, XSUB and XPUB forward publications, PULL and PUSH stream tasks.
///
/// # Errors
/// - [`Terminated`](crate::ErrorKind::Terminated): the context was shut down.
/// - [`Closed`](crate::ErrorKind::Closed), [`Unsupported`](crate::ErrorKind::Unsupported).
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let (frontend, backend) = (context.socket(zmq::PULL)?, context.socket(zmq::PUSH)?);
/// frontend.bind("inproc://proxy-in")?;
/// backend.bind("inproc://proxy-out")?;
/// let streamer = std::thread::spawn(move || zmq::proxy(&frontend, &backend, None));
/// let (sender, receiver) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
/// sender.connect("inproc://proxy-in")?;
/// receiver.connect("inproc://proxy-out")?;
/// sender.send("through")?;
/// assert_eq!(receiver.recv()?, "through");
/// context.shutdown()?;
/// assert!(streamer.join().unwrap().unwrap_err().is_terminated());
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_proxy(3)
#[doc(alias = "zmq_proxy")]
pub fn proxy(frontend: &Socket, backend: &Socket, capture: Option<&Socket>) -> Result<()> {
    raw::proxy::proxy(frontend.core(), backend.core(), capture.map(|capture| &**capture.core()))
}
