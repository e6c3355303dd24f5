//! From a pickle's objects to values.

use std::borrow::Cow;
use std::cell::Cell;
use std::slice;

use serde::de::value::{MapAccessDeserializer, SeqDeserializer};
use serde::de::{DeserializeSeed, Deserializer, IntoDeserializer, MapAccess, SeqAccess, Visitor};
use serde::forward_to_deserialize_any;

use super::Refusal;
use super::machine::{Object, Pickle};
use crate::codec::MAX_DEPTH;

/// Reads one object. What is shared is read as often as it occurs, within a budget.
#[derive(Clone, Copy)]
pub(super) struct Reader<'r, 'de> {
    pickle: &'r Pickle<'de>,
    budget: &'r Cell<usize>,
    object: &'r Object<'de>,
    depth: usize,
}

/// What the values may take in all: this much, and so much for every byte of the pickle.
const FREE: usize = 16 << 20;
const PER_BYTE: usize = 64;

/// About what a value takes besides its bytes.
const OBJECT: usize = 32;

impl<'r, 'de> Reader<'r, 'de> {
    pub(super) fn new(pickle: &'r Pickle<'de>, budget: &'r Cell<usize>) -> Result<Self, Refusal> {
        budget.set(FREE.saturating_add(pickle.size.saturating_mul(PER_BYTE)));
        Ok(Self { pickle, budget, object: pickle.object(pickle.root)?, depth: 0 })
    }

    fn part(self, number: usize) -> Result<Self, Refusal> {
        let part = Self { object: self.pickle.object(number)?, depth: self.depth + 1, ..self };
        if part.depth > MAX_DEPTH {
            return Err(
                format!("a pickle nested deeper than {MAX_DEPTH}, or of an object that refers to itself").into()
            );
        }
        let left = self.budget.get().checked_sub(OBJECT + self.pickle.len(part.object));
        self.budget.set(left.ok_or("a pickle that repeats its parts beyond measure")?);
        Ok(part)
    }

    fn parts(self, parts: &'r [usize]) -> Parts<'r, 'de> {
        Parts { whole: self, parts: parts.iter() }
    }
}

impl<'de> Deserializer<'de> for Reader<'_, 'de> {
    type Error = Refusal;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.object {
            Object::None => visitor.visit_unit(),
            Object::Bool(truth) => visitor.visit_bool(*truth),
            Object::Int(number) => match (i64::try_from(*number), u64::try_from(*number)) {
                (Ok(number), _) => visitor.visit_i64(number),
                (_, Ok(number)) => visitor.visit_u64(number),
                _ => visitor.visit_i128(*number),
            },
            Object::Float(number) => visitor.visit_f64(*number),
            Object::Text(Cow::Borrowed(text)) => visitor.visit_borrowed_str(text),
            Object::Text(text) => visitor.visit_str(text),
            Object::Bytes(Cow::Borrowed(bytes)) => visitor.visit_borrowed_bytes(bytes),
            Object::Bytes(bytes) => visitor.visit_bytes(bytes),
            Object::Encoded(text) => visitor.visit_byte_buf(self.pickle.decode(*text)?),
            Object::List(parts) | Object::Tuple(parts) => {
                let mut parts = self.parts(parts);
                let value = visitor.visit_seq(&mut parts)?;
                parts.end(value)
            }
            Object::Dict(parts) => {
                let mut parts = self.parts(parts);
                let value = visitor.visit_map(&mut parts)?;
                parts.end(value)
            }
            Object::Callable(_) => Err("a pickle of a function: only data is read".into()),
        }
    }

    /// Bytes are read as a list of numbers where that is asked for, such as by `Vec<u8>`.
    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        let bytes = match self.object {
            Object::Bytes(bytes) => Cow::Borrowed(&**bytes),
            Object::Encoded(text) => self.pickle.decode(*text)?.into(),
            _ => return self.deserialize_any(visitor),
        };
        let mut numbers = SeqDeserializer::<_, Refusal>::new(bytes.iter().copied());
        let value = visitor.visit_seq(&mut numbers)?;
        numbers.end()?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _len: usize, visitor: V) -> Result<V::Value, Refusal> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        match self.object {
            Object::None => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_newtype_struct(self)
    }

    /// As they are written: the name, or a dict of the name and what the variant holds.
    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refusal> {
        match self.object {
            Object::Text(name) => visitor.visit_enum((&**name).into_deserializer()),
            Object::Dict(parts) if parts.len() == 2 => {
                visitor.visit_enum(MapAccessDeserializer::new(self.parts(parts)))
            }
            _ => Err("an enum is a text, or a dict with one item".into()),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refusal> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct tuple_struct map struct identifier
    }
}

/// The parts of a list, or the keys and values of a dict in turn.
struct Parts<'r, 'de> {
    whole: Reader<'r, 'de>,
    parts: slice::Iter<'r, usize>,
}

impl<'de> Parts<'_, 'de> {
    fn next<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        self.parts.next().map(|part| seed.deserialize(self.whole.part(*part)?)).transpose()
    }

    fn end<T>(&self, value: T) -> Result<T, Refusal> {
        match self.parts.len() {
            0 => Ok(value),
            more => Err(format!("a list with {more} more items than expected").into()),
        }
    }
}

impl<'de> SeqAccess<'de> for Parts<'_, 'de> {
    type Error = Refusal;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refusal> {
        self.next(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.parts.len())
    }
}

impl<'de> MapAccess<'de> for Parts<'_, 'de> {
    type Error = Refusal;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refusal> {
        self.next(seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refusal> {
        self.next(seed)?.ok_or("a dict with a key that has no value".into())
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.parts.len() / 2)
    }
}
