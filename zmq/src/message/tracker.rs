//! [`MessageTracker`]: tells when nobody uses a message's bytes any more.

use std::fmt;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::Message;
use crate::error::{Error, ErrorKind, Result};
use crate::timeout::Timeout;

/// Tells when libzmq, and everybody else, has let go of a message's bytes: pyzmq's `MessageTracker`.
///
/// Clones tell the same. Collected from an iterator, trackers become one that is done when all of them are.
///
/// # Examples
/// ```
/// use zmq::{Message, MessageTracker};
/// let messages: Vec<(Message, MessageTracker)> = vec![Message::tracked(vec![1]), Message::tracked(vec![2])];
/// let (messages, trackers): (Vec<_>, Vec<_>) = messages.into_iter().unzip();
/// let all: MessageTracker = trackers.into_iter().collect();
/// assert!(!all.done());
/// drop(messages);
/// assert!(all.done());
/// ```
#[derive(Clone)]
pub struct MessageTracker(Vec<Arc<Signal>>);

/// Set once, when the bytes are gone.
#[derive(Default)]
struct Signal {
    gone: Mutex<bool>,
    changed: Condvar,
}

/// The owner of a tracked message's bytes. The fields are dropped in this order: first the bytes go, then this is told.
struct Tracked<T> {
    bytes: T,
    _tell: Tell,
}

struct Tell(Arc<Signal>);

impl Message {
    /// A message over the bytes of `owner`, of which nothing is copied, and what tells when they are no longer used.
    ///
    /// Sent, the message is let go when it is handed to the operating system, or, on `inproc://`, when the receiver
    /// drops it. That it arrived is not said.
    ///
    /// # Examples
    /// ```
    /// let context = zmq::Context::new()?;
    /// let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    /// a.bind("inproc://tracker-example")?;
    /// b.connect("inproc://tracker-example")?;
    ///
    /// let (message, tracker) = zmq::Message::tracked(vec![7; 1_000_000]);
    /// a.send(message)?;
    /// assert!(!tracker.done());
    /// drop(b.recv()?);
    /// tracker.wait();
    /// # Ok::<(), zmq::Error>(())
    /// ```
    ///
    /// libzmq: zmq_msg_init_data(3)
    #[doc(alias = "zmq_msg_init_data")]
    pub fn tracked(owner: impl AsRef<[u8]> + Send + 'static) -> (Self, MessageTracker) {
        let signal = Arc::new(Signal::default());
        let message = Self::from_owner(Tracked { bytes: owner, _tell: Tell(signal.clone()) });
        (message, MessageTracker(vec![signal]))
    }
}

impl MessageTracker {
    /// Whether the bytes are no longer used.
    pub fn done(&self) -> bool {
        self.0.iter().all(|signal| *signal.gone())
    }

    /// Waits until the bytes are no longer used. Never returns where this very thread keeps the message.
    pub fn wait(&self) {
        for signal in &self.0 {
            let waited = signal.changed.wait_while(signal.gone(), |gone| !*gone);
            drop(waited.unwrap_or_else(PoisonError::into_inner));
        }
    }

    /// Waits until the bytes are no longer used, for at most `timeout`: milliseconds, a `Duration`, or `None` for ever.
    ///
    /// # Errors
    /// [`Again`](ErrorKind::Again): they are still in use. pyzmq's `NotDone`.
    pub fn wait_timeout(&self, timeout: impl Into<Timeout>) -> Result<()> {
        let Some(deadline) = timeout.into().deadline() else {
            self.wait();
            return Ok(());
        };
        for signal in &self.0 {
            let left = deadline.saturating_duration_since(Instant::now());
            let waited = signal.changed.wait_timeout_while(signal.gone(), left, |gone| !*gone);
            let (gone, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if !*gone {
                return Err(Error::new(ErrorKind::Again, "wait_timeout", "the message is still in use"));
            }
        }
        Ok(())
    }
}

impl FromIterator<MessageTracker> for MessageTracker {
    fn from_iter<I: IntoIterator<Item = Self>>(trackers: I) -> Self {
        Self(trackers.into_iter().flat_map(|tracker| tracker.0).collect())
    }
}

impl Signal {
    fn gone(&self) -> MutexGuard<'_, bool> {
        self.gone.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<T: AsRef<[u8]>> AsRef<[u8]> for Tracked<T> {
    fn as_ref(&self) -> &[u8] {
        self.bytes.as_ref()
    }
}

impl Drop for Tell {
    fn drop(&mut self) {
        *self.0.gone() = true;
        self.0.changed.notify_all();
    }
}

impl fmt::Debug for MessageTracker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MessageTracker").field("done", &self.done()).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_tracker_is_done_when_the_last_clone_of_its_message_is_dropped() {
        let (message, tracker) = Message::tracked("some bytes");
        let clone = message.clone();
        drop(message);
        assert!(!tracker.done());
        assert_eq!(tracker.wait_timeout(0).unwrap_err().kind(), ErrorKind::Again);
        drop(clone);
        assert!(tracker.done());
        tracker.wait_timeout(0).unwrap();
    }

    #[test]
    fn tracked_bytes_are_not_copied_however_few() {
        let bytes = vec![1, 2, 3];
        let address = bytes.as_ptr();
        let (message, _tracker) = Message::tracked(bytes);
        assert_eq!(message.as_bytes().as_ptr(), address);
    }

    #[test]
    fn the_bytes_are_gone_before_the_tracker_says_so() {
        struct Bytes(Arc<[u8; 5]>);
        impl AsRef<[u8]> for Bytes {
            fn as_ref(&self) -> &[u8] {
                &*self.0
            }
        }
        let alive = Arc::new(*b"bytes");
        let (message, tracker) = Message::tracked(Bytes(alive.clone()));
        let dropper = thread::spawn(move || drop(message));
        tracker.wait_timeout(Duration::from_secs(20)).unwrap();
        assert_eq!(Arc::strong_count(&alive), 1);
        dropper.join().unwrap();
    }

    #[test]
    fn a_tracker_of_several_waits_for_each() {
        let ((a, first), (b, second)) = (Message::tracked("a"), Message::tracked("b"));
        let both: MessageTracker = [first, second].into_iter().collect();
        drop(a);
        assert!(both.wait_timeout(0).unwrap_err().is_again());
        drop(b);
        both.wait();
    }
}
