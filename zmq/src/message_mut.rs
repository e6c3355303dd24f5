//! [`MessageMut`]: bytes to be written, then sent.

use std::fmt;
use std::ops::{Deref, DerefMut};

use crate::error::Result;
use crate::message::{Message, fmt_bytes, or_abort};
use crate::raw::message::Fresh;

/// A message that is still being written: nobody else has its bytes.
///
/// It has a fixed size. [`freeze`](Self::freeze) makes it a [`Message`] without copying; a send takes it as it is.
///
/// # Examples
/// ```
/// let mut buffer = zmq::MessageMut::zeroed(4)?;
/// buffer.copy_from_slice(&7_u32.to_be_bytes());
/// buffer[0] = 1;
/// assert_eq!(buffer.freeze(), [1, 0, 0, 7]);
/// # Ok::<(), zmq::Error>(())
/// ```
pub struct MessageMut(Fresh);

impl MessageMut {
    /// `size` bytes of zero.
    ///
    /// # Errors
    /// [`OutOfMemory`](crate::ErrorKind::OutOfMemory): no memory can hold that.
    ///
    /// libzmq: zmq_msg_init_size(3)
    #[doc(alias = "zmq_msg_init_size")]
    pub fn zeroed(size: usize) -> Result<Self> {
        Fresh::zeroed(size).map(Self)
    }

    /// A copy of `bytes`; as `From`, which ends the process when memory runs out.
    ///
    /// # Errors
    /// [`OutOfMemory`](crate::ErrorKind::OutOfMemory).
    pub fn try_copy_from(bytes: &[u8]) -> Result<Self> {
        Fresh::copy_of(bytes).map(Self)
    }

    /// Ends the writing. Nothing is copied.
    pub fn freeze(self) -> Message {
        Message::from_raw_message(self.0.freeze())
    }
}

impl Deref for MessageMut {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.0.bytes()
    }
}

impl DerefMut for MessageMut {
    fn deref_mut(&mut self) -> &mut [u8] {
        self.0.bytes_mut()
    }
}

impl AsRef<[u8]> for MessageMut {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl AsMut<[u8]> for MessageMut {
    fn as_mut(&mut self) -> &mut [u8] {
        self
    }
}

impl From<&[u8]> for MessageMut {
    fn from(bytes: &[u8]) -> Self {
        Self(or_abort(Fresh::copy_of(bytes), bytes.len()))
    }
}

impl<const N: usize> From<&[u8; N]> for MessageMut {
    fn from(bytes: &[u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl From<&str> for MessageMut {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

/// Copies the bytes, which others may share.
impl From<&Message> for MessageMut {
    fn from(message: &Message) -> Self {
        message.as_bytes().into()
    }
}

/// Copies the bytes, which others may share.
impl From<Message> for MessageMut {
    fn from(message: Message) -> Self {
        message.as_bytes().into()
    }
}

/// Nothing is copied, as with [`MessageMut::freeze`].
impl From<MessageMut> for Message {
    fn from(message: MessageMut) -> Self {
        message.freeze()
    }
}

impl fmt::Debug for MessageMut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt_bytes(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_that_no_memory_can_hold_is_an_error() {
        for size in [usize::MAX, usize::MAX - 64, isize::MAX as usize, 1 << 60] {
            assert_eq!(MessageMut::zeroed(size).unwrap_err(), crate::ENOMEM);
        }
    }

    #[test]
    fn every_byte_of_a_new_message_is_zero() {
        for size in [0, 1, 33, 34, 5_000] {
            assert_eq!(MessageMut::zeroed(size).unwrap().to_vec(), vec![0; size]);
        }
    }

    #[test]
    fn freezing_keeps_the_bytes_where_they_are() {
        let mut bytes = MessageMut::zeroed(100).unwrap();
        bytes[99] = 9;
        let address = bytes.as_ptr();
        let message = bytes.freeze();
        assert_eq!((message.as_bytes().as_ptr(), message[99]), (address, 9));
    }

    #[test]
    fn writing_to_a_copy_leaves_the_message_alone() {
        let message = Message::from(vec![1; 500]);
        let mut copy = MessageMut::from(message.clone());
        copy.fill(2);
        assert_eq!((message, copy.freeze()), (vec![1; 500].into(), vec![2; 500].into()));
    }
}
