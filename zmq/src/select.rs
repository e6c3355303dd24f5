//! [`select`]: one wait, asked and answered by lists of sockets.

use crate::error::Result;
use crate::flags::PollEvents;
use crate::poll::{PollItem, poll};
use crate::socket::Socket;
use crate::timeout::Timeout;

/// Waits until something is ready, and tells which sockets can receive, which can send, and which are in error. Three
/// empty lists: the time is up.
///
/// `timeout` is in milliseconds, a `Duration`, or `None` for ever; Python's `zmq.select` counts seconds. Only descriptors
/// are ever in error, not sockets: for these, [`Poller`](crate::Poller) is the better tool.
///
/// # Errors
/// [`Terminated`](crate::ErrorKind::Terminated): the context of one of the sockets was shut down.
///
/// # Examples
/// ```
/// let context = zmq::Context::new()?;
/// let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
/// a.bind("inproc://select-example")?;
/// b.connect("inproc://select-example")?;
/// a.send("x")?;
/// let (readable, writable, _) = zmq::select(&[&a, &b], &[&a], &[], None)?;
/// assert_eq!((readable.len(), writable.len()), (1, 1));
/// assert_eq!(readable[0].recv()?, "x");
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_poll(3)
#[doc(alias = "zmq_poll")]
pub fn select<'a>(
    read: &[&'a Socket],
    write: &[&'a Socket],
    error: &[&'a Socket],
    timeout: impl Into<Timeout>,
) -> Result<(Vec<&'a Socket>, Vec<&'a Socket>, Vec<&'a Socket>)> {
    let asked = [(read, PollEvents::IN), (write, PollEvents::OUT), (error, PollEvents::ERR)];
    let each = asked.iter().flat_map(|&(sockets, events)| sockets.iter().map(move |&socket| (socket, events)));
    let mut items: Vec<PollItem<'a>> = each.clone().map(|(socket, events)| PollItem::new(socket, events)).collect();
    poll(&mut items, timeout)?;
    let ready = |wanted| {
        let found = each.clone().zip(&items);
        let ready = found.filter(|((_, events), item)| *events == wanted && !item.found().is_empty());
        ready.map(|((socket, _), _)| socket).collect()
    };
    Ok((ready(PollEvents::IN), ready(PollEvents::OUT), ready(PollEvents::ERR)))
}
