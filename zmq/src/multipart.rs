//! [`Multipart`]: the frames of one message.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::error::{Error, ErrorKind};
use crate::message::Message;

/// The frames of one message, in order. Reads as a slice of [`Message`]s, collects, and destructures into an array.
///
/// # Examples
/// ```
/// let request = zmq::Multipart::from(["client-7", "", "hello"]);
/// let [id, empty, body] = request.try_into()?;
/// assert_eq!((id, empty, body), ("client-7".into(), "".into(), "hello".into()));
/// # Ok::<(), zmq::PartsError>(())
/// ```
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Multipart(Vec<Message>);

impl Multipart {
    /// No frames.
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes frames over as they are.
    pub(crate) fn from_frames(frames: Vec<Message>) -> Self {
        Self(frames)
    }

    pub(crate) fn frames_mut(&mut self) -> &mut Vec<Message> {
        &mut self.0
    }

    /// Appends a frame.
    pub fn push(&mut self, part: impl Into<Message>) {
        self.0.push(part.into());
    }

    /// Puts a frame before all others, such as the routing id that a ROUTER sends to.
    pub fn push_front(&mut self, part: impl Into<Message>) {
        self.0.insert(0, part.into());
    }

    /// Takes the last frame.
    pub fn pop(&mut self) -> Option<Message> {
        self.0.pop()
    }

    /// Takes the first frame, such as the routing id that a ROUTER puts there.
    pub fn pop_front(&mut self) -> Option<Message> {
        self.remove(0)
    }

    /// Puts a frame before the one at `index`; past the end it becomes the last.
    pub fn insert(&mut self, index: usize, part: impl Into<Message>) {
        self.0.insert(index.min(self.0.len()), part.into());
    }

    /// Takes the frame at `index`, if there is one.
    pub fn remove(&mut self, index: usize) -> Option<Message> {
        if index < self.0.len() { Some(self.0.remove(index)) } else { None }
    }

    /// Splits off the routing envelope: the frames up to and with the first empty one. Gives envelope and body.
    ///
    /// Without an empty frame all is body. The two join again with [`extend`](Self::extend).
    ///
    /// # Examples
    /// ```
    /// let request = zmq::Multipart::from(["hop", "client", "", "question"]);
    /// let (mut reply, body) = request.split_envelope();
    /// assert_eq!(body, ["question"]);
    /// reply.push("answer");
    /// assert_eq!(reply, ["hop", "client", "", "answer"]);
    /// ```
    pub fn split_envelope(mut self) -> (Self, Self) {
        let end = self.iter().position(|part| part.is_empty()).map_or(0, |delimiter| delimiter + 1);
        let body = self.split_off(end);
        (self, body)
    }

    /// Takes the frames from `at` on; those before it stay.
    ///
    /// With `at` past the end there are none to take.
    pub fn split_off(&mut self, at: usize) -> Self {
        Self(self.0.split_off(at.min(self.0.len())))
    }

    /// The frames.
    pub fn into_vec(self) -> Vec<Message> {
        self.0
    }

    /// The frames' bytes, copied: what pyzmq's `recv_multipart()` gives.
    pub fn into_vecs(self) -> Vec<Vec<u8>> {
        self.into_iter().map(Vec::from).collect()
    }
}

/// The frames of one message, each of whatever becomes a [`Message`]: text, bytes, numbers' bytes, messages. What `vec!` is for
/// a list, where an array would want all of them to be of one type.
///
/// # Examples
/// ```
/// # let context = zmq::Context::new()?;
/// # let (router, client) = (context.socket(zmq::ROUTER)?, context.socket(zmq::REQ)?);
/// # router.bind("inproc://multipart-macro")?;
/// # client.connect("inproc://multipart-macro")?;
/// client.send("question")?;
/// let [address, empty, question] = router.recv_multipart()?.try_into()?;
/// assert!(empty.is_empty() && question == "question");
/// router.send_multipart(zmq::multipart![address, b"", format!("answer {}", 1)])?;
/// assert_eq!(client.recv()?, "answer 1");
/// # Ok::<(), zmq::Error>(())
/// ```
#[macro_export]
macro_rules! multipart {
    ($($part:expr),* $(,)?) => {
        $crate::Multipart::from(<[$crate::Message; _]>::from([$($crate::Message::from($part)),*]))
    };
}

impl Deref for Multipart {
    type Target = [Message];

    fn deref(&self) -> &[Message] {
        &self.0
    }
}

impl DerefMut for Multipart {
    fn deref_mut(&mut self) -> &mut [Message] {
        &mut self.0
    }
}

impl<T: Into<Message>> From<Vec<T>> for Multipart {
    fn from(parts: Vec<T>) -> Self {
        parts.into_iter().collect()
    }
}

impl<T: Into<Message>, const N: usize> From<[T; N]> for Multipart {
    fn from(parts: [T; N]) -> Self {
        parts.into_iter().collect()
    }
}

impl<T: Into<Message>> FromIterator<T> for Multipart {
    fn from_iter<I: IntoIterator<Item = T>>(parts: I) -> Self {
        Self(parts.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Message>> Extend<T> for Multipart {
    fn extend<I: IntoIterator<Item = T>>(&mut self, parts: I) {
        self.0.extend(parts.into_iter().map(Into::into));
    }
}

impl IntoIterator for Multipart {
    type Item = Message;
    type IntoIter = std::vec::IntoIter<Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a Multipart {
    type Item = &'a Message;
    type IntoIter = std::slice::Iter<'a, Message>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl<const N: usize> TryFrom<Multipart> for [Message; N] {
    type Error = PartsError;

    fn try_from(parts: Multipart) -> Result<Self, PartsError> {
        Self::try_from(parts.0).map_err(|parts| PartsError { expected: N, parts: Multipart(parts) })
    }
}

impl<T, const N: usize> PartialEq<[T; N]> for Multipart
where
    Message: PartialEq<T>,
{
    fn eq(&self, parts: &[T; N]) -> bool {
        self.0 == *parts
    }
}

impl<T> PartialEq<Vec<T>> for Multipart
where
    Message: PartialEq<T>,
{
    fn eq(&self, parts: &Vec<T>) -> bool {
        self.0 == *parts
    }
}

/// As Python's list of bytes.
impl fmt::Debug for Multipart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.0).finish()
    }
}

/// A message had another number of frames than the array that it should become.
pub struct PartsError {
    expected: usize,
    parts: Multipart,
}

impl PartsError {
    /// How many frames were asked for.
    pub fn expected(&self) -> usize {
        self.expected
    }

    /// The frames that there were.
    pub fn parts(&self) -> &Multipart {
        &self.parts
    }

    /// Takes the frames back.
    pub fn into_parts(self) -> Multipart {
        self.parts
    }
}

impl fmt::Display for PartsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a message of {} parts where {} were expected", self.parts.len(), self.expected)
    }
}

impl fmt::Debug for PartsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}: {:?}", self.parts)
    }
}

impl std::error::Error for PartsError {}

impl From<PartsError> for Error {
    fn from(error: PartsError) -> Self {
        Self::new(ErrorKind::Decode, "recv_multipart", error.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_number_of_parts_is_told_and_gives_them_back() {
        let error = <[Message; 3]>::try_from(Multipart::from(["a", "b"])).unwrap_err();
        assert_eq!(error.to_string(), "a message of 2 parts where 3 were expected");
        assert_eq!(error.into_parts(), ["a", "b"]);
    }

    #[test]
    fn parts_are_pushed_and_popped_at_both_ends() {
        let mut parts = Multipart::new();
        assert!(parts.pop_front().is_none());
        parts.push("body");
        parts.push_front(b"id");
        parts.extend([vec![1], vec![2]]);
        assert_eq!(parts.len(), 4);
        assert_eq!(parts.pop().unwrap(), [2]);
        assert_eq!(parts.pop_front().unwrap(), "id");
        parts.insert(1, "second");
        parts.insert(9, "last");
        assert_eq!(parts, crate::multipart!["body", b"second", vec![1], String::from("last")]);
        assert!(parts.remove(4).is_none());
        assert_eq!([parts.remove(3).unwrap(), parts.remove(1).unwrap()], ["last", "second"]);
        assert_eq!(format!("{parts:?}"), r#"[b"body", b"\x01"]"#);
        assert_eq!(parts.into_vecs(), [b"body".to_vec(), vec![1]]);
    }

    #[test]
    fn a_message_of_parts_of_many_kinds_is_written_as_a_list() {
        let first = Message::from("first");
        let parts = crate::multipart![&first, b"", 7_u16.to_be_bytes(), "text", String::from("more"),];
        assert_eq!(parts, ["first".as_bytes(), b"", &[0, 7], b"text", b"more"]);
        assert!(crate::multipart![].is_empty());
    }

    #[test]
    fn the_envelope_ends_with_the_first_empty_part() {
        let (envelope, body) = Multipart::from(["a", "", "b", "", "c"]).split_envelope();
        assert_eq!(envelope, ["a", ""]);
        assert_eq!(body, ["b", "", "c"]);
        let (envelope, body) = Multipart::from(["a", "b"]).split_envelope();
        assert!(envelope.is_empty());
        assert_eq!(body, ["a", "b"]);
    }
}
