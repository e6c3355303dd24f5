//! [`proxy_steerable`]: a proxy that takes commands.

use crate::error::Result;
use crate::socket::Socket;
use crate::socket_type::REP;
use crate::timeout::Timeout;

use super::relay::Relay;
use super::statistics::Counters;

/// Passes messages between two sockets, as [`proxy`](crate::proxy) does, and takes commands from `control`.
///
/// The commands are `PAUSE` (nothing more is received), `RESUME`, `TERMINATE` (returns), and `STATISTICS`, which is
/// answered with eight frames for [`Statistics::parse`](super::Statistics::parse). On a REP control socket every command
/// is answered, with an empty message where there is nothing to tell; on others, such as PAIR, only `STATISTICS` is.
/// An unknown command changes nothing.
///
/// # Errors
/// [`Terminated`](crate::ErrorKind::Terminated): the context was shut down.
///
/// # Examples
/// ```
/// use zmq::devices::{Statistics, proxy_steerable};
/// let context = zmq::Context::new()?;
/// let (frontend, backend) = (context.socket(zmq::PULL)?, context.socket(zmq::PUSH)?);
/// let (commander, control) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
/// frontend.bind("inproc://steerable-in")?;
/// backend.bind("inproc://steerable-out")?;
/// control.bind("inproc://steerable-control")?;
/// commander.connect("inproc://steerable-control")?;
/// let proxy = std::thread::spawn(move || proxy_steerable(&frontend, &backend, None, &control));
/// commander.send("STATISTICS")?;
/// assert_eq!(Statistics::parse(&commander.recv_multipart()?)?, Statistics::default());
/// commander.send("TERMINATE")?;
/// proxy.join().unwrap()?;
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_proxy_steerable(3)
#[doc(alias = "zmq_proxy_steerable")]
pub fn proxy_steerable(frontend: &Socket, backend: &Socket, capture: Option<&Socket>, control: &Socket) -> Result<()> {
    let counters = Counters::default();
    let mut relay = Relay::new(frontend, backend, capture, &counters);
    steer(&mut relay, control, &counters)
}

/// Runs the relay until `control` says `TERMINATE`.
pub(super) fn steer(relay: &mut Relay<'_>, control: &Socket, counters: &Counters) -> Result<()> {
    let answers_all = control.socket_type() == REP;
    loop {
        if !relay.step(Some(control), Timeout::FOREVER)? {
            continue;
        }
        while let Some(command) = control.try_recv_multipart()? {
            let command = command.first().map(|frame| frame.to_vec()).unwrap_or_default();
            match command.as_slice() {
                b"PAUSE" => relay.set_receiving(false),
                b"RESUME" => relay.set_receiving(true),
                b"STATISTICS" => {
                    control.send_multipart(counters.statistics().frames())?;
                    continue;
                }
                _ => {}
            }
            if answers_all {
                control.send("")?;
            }
            if command == b"TERMINATE" {
                return Ok(());
            }
        }
    }
}
