//! Bytes that were right once.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

/// One thing that goes wrong with a sequence of bytes.
#[derive(Clone, Debug)]
pub(crate) enum Mutation {
    /// Another byte in a place.
    Replace(Index, u8),
    /// More bytes in a place.
    Insert(Index, Vec<u8>),
    /// Fewer: some are lost.
    Remove(Index, usize),
    /// Some come twice.
    Repeat(Index, usize),
    /// A number, in as many bytes, where lengths may be.
    Number(Index, usize, u64),
    /// The end is missing.
    Truncate(Index),
}

/// One mutation.
pub(crate) fn mutation() -> impl Strategy<Value = Mutation> {
    let number = prop_oneof![Just(0), Just(1), Just(u64::MAX), Just(u64::MAX >> 1), Just(0x7fff_ffff), any::<u64>()];
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(place, byte)| Mutation::Replace(place, byte)),
        2 => (any::<Index>(), vec(any::<u8>(), 1..8)).prop_map(|(place, bytes)| Mutation::Insert(place, bytes)),
        2 => (any::<Index>(), 1..8_usize).prop_map(|(place, count)| Mutation::Remove(place, count)),
        1 => (any::<Index>(), 1..40_usize).prop_map(|(place, count)| Mutation::Repeat(place, count)),
        2 => (any::<Index>(), prop_oneof![Just(1), Just(4), Just(8)], number)
            .prop_map(|(place, width, number)| Mutation::Number(place, width, number)),
        1 => any::<Index>().prop_map(Mutation::Truncate),
    ]
}

/// None to a few of them.
pub(crate) fn mutations() -> impl Strategy<Value = Vec<Mutation>> {
    vec(mutation(), 0..4)
}

impl Mutation {
    /// Does it.
    pub(crate) fn apply(&self, bytes: &mut Vec<u8>) {
        let len = bytes.len();
        // One past the end is a place too.
        let range = |place: &Index, count: usize| {
            let start = place.index(len + 1);
            start..(start + count).min(len)
        };
        match self {
            Self::Replace(place, byte) => bytes[range(place, 1)].fill(*byte),
            Self::Insert(place, more) => drop(bytes.splice(range(place, 0), more.iter().copied())),
            Self::Remove(place, count) => drop(bytes.drain(range(place, *count))),
            Self::Repeat(place, count) => {
                let range = range(place, *count);
                let copy = bytes[range.clone()].to_vec();
                bytes.splice(range.start..range.start, copy);
            }
            Self::Number(place, width, number) => {
                let range = range(place, *width);
                let number = &number.to_be_bytes()[8 - range.len()..];
                bytes[range].copy_from_slice(number);
            }
            Self::Truncate(place) => bytes.truncate(place.index(len + 1)),
        }
    }
}

/// What the mutations, one after the other, make of the bytes.
pub(crate) fn mutated(bytes: &[u8], mutations: &[Mutation]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    mutations.iter().for_each(|mutation| mutation.apply(&mut bytes));
    bytes
}
