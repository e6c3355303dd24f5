//! [`Message`]: one frame, immutable and shared.

mod compare;
mod convert;
#[cfg(feature = "draft")]
mod draft;
mod option;
mod tracker;

use std::alloc::{Layout, handle_alloc_error};
use std::borrow::Borrow;
use std::ffi::CString;
use std::fmt;
use std::ops::Deref;

use crate::codec::encoding::Encoding;
use crate::error::{Error, Result};
use crate::raw::message::RawMessage;

pub use option::{MORE, MessageOption, SHARED, SRCFD};
pub use tracker::MessageTracker;

/// One frame: bytes that do not change, with what libzmq knows about them.
///
/// It is made from text or bytes, and read as a byte slice. Cloning shares the bytes. To write bytes in place, make a
/// [`MessageMut`](crate::MessageMut). Borrowed values are copied; of owned ones (`Vec<u8>`, `String`, `Box<[u8]>`,
/// `Arc<[u8]>`, `Bytes`), those of [`ZERO_COPY_FROM`](Self::ZERO_COPY_FROM) bytes or more are not.
///
/// It may move to another thread, but is not `Sync`, because cloning counts in the message itself:
/// give each thread a clone.
///
/// ```compile_fail
/// fn shared_between_threads<T: Sync>(_: T) {}
/// shared_between_threads(zmq::Message::new());
/// ```
///
/// Nothing makes it writable, because other sockets may have the same bytes:
///
/// ```compile_fail
/// zmq::Message::from("a")[0] = b'b';
/// ```
/// ```compile_fail
/// fn writable<T: AsMut<[u8]>>(_: T) {}
/// writable(zmq::Message::new());
/// ```
///
/// # Examples
/// ```
/// let message = zmq::Message::from("weather 21");
/// assert_eq!(message, "weather 21");
/// assert!(message.starts_with(b"weather"));
/// assert_eq!(message.as_str()?.split(' ').last(), Some("21"));
/// # Ok::<(), zmq::Error>(())
/// ```
#[doc(alias("zmq_msg_t", "Frame"))]
#[repr(transparent)]
pub struct Message(RawMessage);

impl Message {
    /// From this many bytes on, an owned value is sent from where it lies. Shorter ones are copied, which is cheaper where
    /// another thread frees them, as it does with most of what is sent.
    pub const ZERO_COPY_FROM: usize = 256;

    /// An empty message.
    ///
    /// libzmq: zmq_msg_init(3)
    #[doc(alias = "zmq_msg_init")]
    #[inline]
    pub fn new() -> Self {
        Self(RawMessage::new())
    }

    /// A message over bytes that live for ever; nothing is copied.
    #[doc(alias = "zmq_msg_init_data")]
    pub fn from_static(bytes: &'static [u8]) -> Self {
        Self(or_abort(RawMessage::from_static(bytes), 0))
    }

    /// A message over the bytes of `owner`; nothing is copied.
    ///
    /// `as_ref` is called once. The owner is dropped when the last message over its bytes is gone: perhaps on a thread of
    /// libzmq, or on this one inside a send. A panic of that drop ends the process.
    ///
    /// # Examples
    /// ```
    /// struct Page(Box<[u8; 4096]>);
    ///
    /// impl AsRef<[u8]> for Page {
    ///     fn as_ref(&self) -> &[u8] {
    ///         &*self.0
    ///     }
    /// }
    ///
    /// let message = zmq::Message::from_owner(Page(Box::new([7; 4096])));
    /// assert_eq!(message.len(), 4096);
    /// ```
    ///
    /// libzmq: zmq_msg_init_data(3)
    #[doc(alias = "zmq_msg_init_data")]
    pub fn from_owner(owner: impl AsRef<[u8]> + Send + 'static) -> Self {
        Self(or_abort(RawMessage::from_owner(owner), 0))
    }

    /// A copy of `bytes`; as `From<&[u8]>`, which ends the process when memory runs out.
    ///
    /// # Errors
    /// [`OutOfMemory`](crate::ErrorKind::OutOfMemory).
    pub fn try_copy_from(bytes: &[u8]) -> Result<Self> {
        RawMessage::copy_of(bytes).map(Self)
    }

    /// The bytes.
    #[doc(alias("zmq_msg_data", "zmq_msg_size"))]
    #[inline]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.bytes()
    }

    /// The text.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode): not UTF-8.
    pub fn as_str(&self) -> Result<&str> {
        std::str::from_utf8(self).map_err(|error| Error::decode("as_str", error, self.to_vec()))
    }

    /// The text, in another encoding than UTF-8.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode): not text in that encoding.
    pub fn decode(&self, encoding: Encoding) -> Result<String> {
        encoding.decode(self)
    }

    /// Whether more frames of the same multipart message follow.
    ///
    /// libzmq: zmq_msg_more(3)
    #[doc(alias("zmq_msg_more", "ZMQ_MORE"))]
    #[inline]
    pub fn more(&self) -> bool {
        self.0.more()
    }

    /// Whether other messages share, or may share, the bytes.
    ///
    /// libzmq: zmq_msg_get(3)
    #[doc(alias = "ZMQ_SHARED")]
    pub fn is_shared(&self) -> bool {
        self.get(MessageOption::SHARED).is_ok_and(|shared| shared != 0)
    }

    /// The descriptor of the connection that it came from, if libzmq knows.
    ///
    /// It may have been closed, and even be another's by now.
    #[doc(alias = "ZMQ_SRCFD")]
    pub fn src_fd(&self) -> Option<i32> {
        self.get(MessageOption::SRCFD).ok()
    }

    /// An option of the message, by libzmq's number.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): an unknown option, or one that this message has not.
    ///
    /// libzmq: zmq_msg_get(3)
    #[doc(alias = "zmq_msg_get")]
    pub fn get(&self, option: MessageOption) -> Result<i32> {
        self.0.get(option.raw())
    }

    /// What the connection that it came from said about itself: `Socket-Type`, `Identity`, `Peer-Address`, `User-Id`, or
    /// a name that the peer's application chose. `None` if it said nothing, or no UTF-8.
    ///
    /// libzmq: zmq_msg_gets(3)
    #[doc(alias("zmq_msg_gets", "gets"))]
    pub fn property(&self, name: &str) -> Option<&str> {
        std::str::from_utf8(self.property_bytes(name)?).ok()
    }

    /// As [`property`](Self::property), where it may not be text.
    #[doc(alias = "zmq_msg_gets")]
    pub fn property_bytes(&self, name: &str) -> Option<&[u8]> {
        let name = CString::new(name).ok()?;
        Some(self.0.property(&name)?.to_bytes())
    }

    #[inline]
    pub(crate) fn from_raw_message(message: RawMessage) -> Self {
        Self(message)
    }

    #[inline]
    pub(crate) fn raw(&self) -> &RawMessage {
        &self.0
    }

    #[inline]
    pub(crate) fn raw_mut(&mut self) -> &mut RawMessage {
        &mut self.0
    }
}

impl Default for Message {
    fn default() -> Self {
        Self::new()
    }
}

impl Clone for Message {
    /// Another handle of the same bytes.
    ///
    /// libzmq: zmq_msg_copy(3)
    fn clone(&self) -> Self {
        Self(self.0.share())
    }
}

impl Deref for Message {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        self.as_bytes()
    }
}

impl AsRef<[u8]> for Message {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Borrow<[u8]> for Message {
    fn borrow(&self) -> &[u8] {
        self
    }
}

/// As Python's bytes: `b"short"`, or the beginning of what is long, and its size: `b"Lorem ipsum "...2kB`.
impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_bytes(self, f)
    }
}

/// Writes bytes as `Debug` of a message does.
pub(crate) fn fmt_bytes(bytes: &[u8], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    const WHOLE: usize = 16;
    const HEAD: usize = 12;
    if bytes.len() <= WHOLE {
        return write!(f, "b\"{}\"", bytes.escape_ascii());
    }
    let head = bytes.get(..HEAD).unwrap_or_default();
    write!(f, "b\"{}\"...", head.escape_ascii())?;
    match bytes.len() {
        len @ ..1_000 => write!(f, "{len}B"),
        len @ ..1_000_000 => write!(f, "{}kB", len / 1_000),
        len @ ..1_000_000_000 => write!(f, "{}MB", len / 1_000_000),
        len => write!(f, "{}GB", len / 1_000_000_000),
    }
}

/// Ends the process as `Vec` does where there is no memory.
pub(crate) fn or_abort<T>(message: Result<T>, size: usize) -> T {
    message.unwrap_or_else(|_| abort(size))
}

#[cold]
fn abort(size: usize) -> ! {
    handle_alloc_error(Layout::array::<u8>(size).unwrap_or(Layout::new::<Message>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_is_as_large_as_libzmq_says() {
        assert_eq!(size_of::<Message>(), 64);
    }

    #[test]
    fn a_copy_has_the_bytes_whatever_their_number() {
        let bytes: Vec<u8> = (1..=100).collect();
        for len in 0..=bytes.len() {
            assert_eq!(Message::from(&bytes[..len]), &bytes[..len]);
        }
    }

    #[test]
    fn a_clone_shares_the_bytes() {
        let message = Message::from(vec![7; 1_000]);
        assert!(!message.is_shared());
        let copy = message.clone();
        assert_eq!(copy.as_ptr_range(), message.as_ptr_range());
        assert!(message.is_shared() && copy.is_shared());
        drop(message);
        assert_eq!(copy, [7; 1_000]);
    }

    #[test]
    fn debug_shows_short_bytes_whole_and_the_head_and_size_of_long_ones() {
        assert_eq!(format!("{:?}", Message::from(b"\x00abc")), r#"b"\x00abc""#);
        assert_eq!(format!("{:?}", Message::from([b'x'; 16])), r#"b"xxxxxxxxxxxxxxxx""#);
        assert_eq!(format!("{:?}", Message::from([b'x'; 17])), r#"b"xxxxxxxxxxxx"...17B"#);
        assert_eq!(format!("{:?}", Message::from(vec![b'x'; 2_048])), r#"b"xxxxxxxxxxxx"...2kB"#);
    }

    #[test]
    fn bytes_that_are_not_utf8_come_back_with_the_error() {
        let error = Message::from(b"\xff\xfe").as_str().unwrap_err();
        assert_eq!((error.kind(), error.bytes()), (crate::ErrorKind::Decode, Some(&b"\xff\xfe"[..])));
    }

    #[test]
    fn a_message_that_was_not_received_has_no_properties() {
        let message = Message::from("x");
        assert_eq!(message.property("Socket-Type"), None);
        assert_eq!(message.property("with\0NUL"), None);
        assert_eq!(message.src_fd(), None);
        assert_eq!(message.get(MORE).unwrap(), 0);
        assert_eq!(message.get(MessageOption::new(4_711)).unwrap_err(), crate::EINVAL);
    }
}
