//! A message compares, orders and hashes as its bytes.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use super::Message;

impl PartialEq for Message {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Message {}

impl PartialOrd for Message {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Message {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

/// As the hash of the byte slice, so that maps keyed by messages are asked with slices.
impl Hash for Message {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

macro_rules! compare_with {
    ($([$($generics:tt)*] $other:ty => |$value:ident| $bytes:expr;)*) => {
        $(impl<$($generics)*> PartialEq<$other> for Message {
            fn eq(&self, $value: &$other) -> bool {
                **self == *$bytes
            }
        }

        impl<$($generics)*> PartialEq<Message> for $other {
            fn eq(&self, message: &Message) -> bool {
                message == self
            }
        })*
    };
}

compare_with! {
    [] [u8] => |bytes| bytes;
    [] &[u8] => |bytes| *bytes;
    [const N: usize] [u8; N] => |bytes| bytes.as_slice();
    [const N: usize] &[u8; N] => |bytes| bytes.as_slice();
    [] Vec<u8> => |bytes| bytes.as_slice();
    [] str => |text| text.as_bytes();
    [] &str => |text| text.as_bytes();
    [] String => |text| text.as_bytes();
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeSet, HashMap};

    use super::*;

    #[test]
    fn a_message_equals_its_bytes_however_they_are_held() {
        let message = Message::from("abc");
        assert_eq!(message, "abc");
        assert_eq!(message, *"abc");
        assert_eq!(message, String::from("abc"));
        assert_eq!(message, b"abc");
        assert_eq!(message, *b"abc");
        assert_eq!(message, b"abc"[..]);
        assert_eq!(message, &b"abc"[..]);
        assert_eq!(message, b"abc".to_vec());
        assert_eq!(b"abc".to_vec(), message);
        assert_eq!("abc", message);
        assert_ne!(message, "abd");
        assert_ne!(message, b"ab");
    }

    #[test]
    #[allow(clippy::mutable_key_type, reason = "a message's bytes, all that counts for the hash, do not change")]
    fn a_map_keyed_by_messages_is_asked_with_slices() {
        let workers = HashMap::from([(Message::from("worker-1"), 1)]);
        assert_eq!(workers.get(&b"worker-1"[..]), Some(&1));
        assert_eq!(workers.get(&Message::from("worker-2")), None);
    }

    #[test]
    fn messages_sort_as_bytes() {
        let sorted: Vec<_> = BTreeSet::from(["b", "a", "", "ab"].map(Message::from)).into_iter().collect();
        assert_eq!(sorted, ["", "a", "ab", "b"]);
    }
}
