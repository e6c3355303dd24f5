//! What a message is made from, and what it becomes.

use std::borrow::Cow;
use std::sync::Arc;

use super::{Message, abort, or_abort};
use crate::raw::message::RawMessage;

impl From<&[u8]> for Message {
    #[inline]
    fn from(bytes: &[u8]) -> Self {
        Self(RawMessage::copy_or(bytes, abort))
    }
}

impl From<Vec<u8>> for Message {
    #[inline]
    fn from(bytes: Vec<u8>) -> Self {
        if bytes.len() < Self::ZERO_COPY_FROM {
            return bytes.as_slice().into();
        }
        Self(or_abort(RawMessage::from_vec(bytes), 0))
    }
}

impl From<Arc<[u8]>> for Message {
    fn from(bytes: Arc<[u8]>) -> Self {
        if bytes.len() < Self::ZERO_COPY_FROM {
            return bytes[..].into();
        }
        Self(or_abort(RawMessage::from_arc(bytes), 0))
    }
}

#[cfg(feature = "bytes")]
impl From<bytes::Bytes> for Message {
    fn from(bytes: bytes::Bytes) -> Self {
        if bytes.len() < Self::ZERO_COPY_FROM {
            return bytes[..].into();
        }
        Self::from_owner(bytes)
    }
}

/// The bytes are shared, as by a clone.
impl From<&Message> for Message {
    fn from(message: &Message) -> Self {
        message.clone()
    }
}

impl<const N: usize> From<[u8; N]> for Message {
    fn from(bytes: [u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl<const N: usize> From<&[u8; N]> for Message {
    #[inline]
    fn from(bytes: &[u8; N]) -> Self {
        bytes.as_slice().into()
    }
}

impl From<&str> for Message {
    #[inline]
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

macro_rules! from_by {
    ($($source:ty => |$value:ident| $via:expr;)*) => {
        $(impl From<$source> for Message {
            fn from($value: $source) -> Self {
                $via.into()
            }
        })*
    };
}

from_by! {
    &&[u8] => |bytes| *bytes;
    &&str => |text| *text;
    &Vec<u8> => |bytes| bytes.as_slice();
    &String => |text| text.as_str();
    String => |text| text.into_bytes();
    Box<[u8]> => |bytes| bytes.into_vec();
    Box<str> => |text| text.into_boxed_bytes();
    Arc<str> => |text| Arc::<[u8]>::from(text);
    Cow<'_, [u8]> => |bytes| bytes.into_owned();
    Cow<'_, str> => |text| text.into_owned();
}

impl From<Message> for Vec<u8> {
    /// Copies the bytes, which may be shared.
    fn from(message: Message) -> Self {
        message.to_vec()
    }
}

impl From<&Message> for Vec<u8> {
    fn from(message: &Message) -> Self {
        message.to_vec()
    }
}

#[cfg(feature = "bytes")]
impl From<Message> for bytes::Bytes {
    /// Nothing is copied: the message is the owner of the bytes.
    fn from(message: Message) -> Self {
        Self::from_owner(message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::MessageMut;

    const LONG: usize = Message::ZERO_COPY_FROM;

    #[test]
    fn every_source_keeps_its_bytes() {
        let messages: [Message; 16] = [
            b"data".into(),
            (&b"data"[..]).into(),
            (&&b"data"[..]).into(),
            (*b"data").into(),
            "data".into(),
            (&"data").into(),
            String::from("data").into(),
            (&String::from("data")).into(),
            b"data".to_vec().into(),
            (&b"data".to_vec()).into(),
            Box::<[u8]>::from(&b"data"[..]).into(),
            Box::<str>::from("data").into(),
            Arc::<[u8]>::from(&b"data"[..]).into(),
            Arc::<str>::from("data").into(),
            Cow::Borrowed("data").into(),
            (&Message::from("data")).into(),
        ];
        assert!(messages.iter().all(|message| message == b"data"), "{messages:?}");
        assert_eq!(Message::from(MessageMut::from("data")), "data");
    }

    #[test]
    fn long_owned_values_are_not_copied() {
        let bytes = vec![1; LONG];
        let address = bytes.as_ptr();
        assert_eq!(Message::from(bytes).as_bytes().as_ptr(), address);

        let shared = Arc::<[u8]>::from(vec![2; LONG]);
        let message = Message::from(shared.clone());
        assert_eq!((message.as_bytes().as_ptr(), Arc::strong_count(&shared)), (shared.as_ptr(), 2));
        drop(message);
        assert_eq!(Arc::strong_count(&shared), 1);

        let text = "t".repeat(LONG);
        let address = text.as_ptr();
        assert_eq!(Message::from(text).as_bytes().as_ptr(), address);
    }

    #[test]
    fn short_owned_values_are_copied_and_freed() {
        let shared = Arc::<[u8]>::from(vec![2; LONG - 1]);
        let message = Message::from(shared.clone());
        assert_eq!((Arc::strong_count(&shared), &*message), (1, &*shared));
    }

    #[test]
    fn a_vector_with_room_to_spare_is_freed_with_its_capacity() {
        let mut bytes = Vec::with_capacity(10 * LONG);
        bytes.resize(LONG, 3);
        assert_eq!(Message::from(bytes).len(), LONG);
    }

    #[test]
    fn empty_sources_make_empty_messages() {
        assert!(Message::from("").is_empty());
        assert!(Message::from(Vec::new()).is_empty());
        assert!(Message::from_static(b"").is_empty());
        assert!(Message::from_owner(Vec::<u8>::new()).is_empty());
        assert_eq!(Message::from([]), Message::new());
    }

    #[cfg(feature = "bytes")]
    #[test]
    fn bytes_pass_both_ways_without_a_copy() {
        let bytes = bytes::Bytes::from(vec![4; LONG]);
        let message = Message::from(bytes.clone());
        assert_eq!(message.as_bytes().as_ptr(), bytes.as_ptr());
        assert_eq!(bytes::Bytes::from(message).as_ptr(), bytes.as_ptr());
    }
}
