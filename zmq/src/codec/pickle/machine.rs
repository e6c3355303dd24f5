//! From a pickle's bytes to its objects.
//!
//! A pickle is a program for a stack machine, which this runs as far as it makes data. The objects lie in one list and
//! refer to each other by number, so that a shared object exists once, and freeing them does not recurse.

use std::borrow::Cow;
use std::collections::HashMap;

use super::Refusal;
use super::lines::{decimal, decimal_or_bool, parse, unescape, unescape_unicode};

pub(super) type Result<T = ()> = std::result::Result<T, Refusal>;

/// The objects of a pickle.
pub(super) struct Pickle<'a> {
    objects: Vec<Object<'a>>,
    /// The number of the object that was pickled.
    pub(super) root: usize,
    /// The bytes that it was read from.
    pub(super) size: usize,
}

/// An object; its parts are numbers of others. A dict's keys and values take turns.
pub(super) enum Object<'a> {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(Cow<'a, str>),
    Bytes(Cow<'a, [u8]>),
    /// Bytes, as a text whose characters have the same numbers.
    Encoded(usize),
    /// A list or a set.
    List(Vec<usize>),
    Tuple(Vec<usize>),
    Dict(Vec<usize>),
    Callable(Callable),
}

/// What may be called: the ways in which older protocols spell sets and bytes.
#[derive(Clone, Copy)]
pub(super) enum Callable {
    Set,
    Bytes,
    Encode,
}

impl<'a> Pickle<'a> {
    pub(super) fn parse(pickle: &'a [u8]) -> Result<Self> {
        let mut machine = Machine::new(pickle);
        loop {
            match machine.byte()? {
                b'.' => break,
                opcode => machine.step(opcode)?,
            }
        }
        if !machine.rest.is_empty() {
            return Err("more bytes after the pickle's end".into());
        }
        let root = machine.pop()?;
        Ok(Self { objects: machine.objects, root, size: pickle.len() })
    }

    pub(super) fn object(&self, number: usize) -> Result<&Object<'a>> {
        self.objects.get(number).ok_or(MISSING.into())
    }

    /// How many bytes an object holds by itself.
    pub(super) fn len(&self, object: &Object) -> usize {
        match object {
            Object::Text(text) => text.len(),
            Object::Bytes(bytes) => bytes.len(),
            Object::Encoded(text) => self.object(*text).map_or(0, |text| self.len(text)),
            _ => 0,
        }
    }

    /// The bytes of [`Object::Encoded`].
    pub(super) fn decode(&self, text: usize) -> Result<Vec<u8>> {
        let Object::Text(text) = self.object(text)? else { return Err(MISSING.into()) };
        text.chars().map(|c| u8::try_from(c).map_err(|_| "bytes that are no bytes".into())).collect()
    }
}

struct Machine<'a> {
    rest: &'a [u8],
    objects: Vec<Object<'a>>,
    stack: Vec<usize>,
    /// How high the stack was at each open mark.
    marks: Vec<usize>,
    memo: HashMap<usize, usize>,
}

impl<'a> Machine<'a> {
    fn new(pickle: &'a [u8]) -> Self {
        Self { rest: pickle, objects: Vec::new(), stack: Vec::new(), marks: Vec::new(), memo: HashMap::new() }
    }

    fn step(&mut self, opcode: u8) -> Result {
        match opcode {
            0x80 => self.protocol()?,
            0x95 => drop(self.take(8)?), // FRAME
            b'(' => self.marks.push(self.stack.len()),
            b'p' => self.line_number().and_then(|id| self.memoize(id))?,
            b'q' => self.number(1).and_then(|id| self.memoize(id))?,
            b'r' => self.number(4).and_then(|id| self.memoize(id))?,
            0x94 => self.memoize(self.memo.len())?,
            b'g' => self.line_number().and_then(|id| self.fetch(id))?,
            b'h' => self.number(1).and_then(|id| self.fetch(id))?,
            b'j' => self.number(4).and_then(|id| self.fetch(id))?,
            b'a' => self.pop_many(1).and_then(|parts| self.extend_list(parts))?,
            b'e' | 0x90 => self.pop_marked().and_then(|parts| self.extend_list(parts))?, // APPENDS, ADDITEMS
            b's' => self.pop_many(2).and_then(|parts| self.extend_dict(parts))?,
            b'u' => self.pop_marked().and_then(|parts| self.extend_dict(parts))?,
            b'R' => {
                let made = self.reduce()?;
                self.stack.push(made);
            }
            _ => {
                let object = self.object(opcode)?;
                let made = self.add(object);
                self.stack.push(made);
            }
        }
        Ok(())
    }

    /// The object that an opcode makes.
    fn object(&mut self, opcode: u8) -> Result<Object<'a>> {
        Ok(match opcode {
            b'N' => Object::None,
            0x88 => Object::Bool(true),
            0x89 => Object::Bool(false),
            b'K' => Object::Int(self.integer(1)? & 0xff),
            b'M' => Object::Int(self.integer(2)? & 0xffff),
            b'J' => Object::Int(self.integer(4)?),
            0x8a => self.number(1).and_then(|width| self.integer(width)).map(Object::Int)?,
            0x8b => self.number(4).and_then(|width| self.integer(width)).map(Object::Int)?,
            b'I' => decimal_or_bool(self.line()?)?,
            b'L' => decimal(self.line()?)?,
            b'F' => Object::Float(parse(self.line()?).ok_or("a float that is none")?),
            b'G' => Object::Float(f64::from_be_bytes(self.array()?)),
            b'S' => text_or_bytes(unescape(self.line()?)?.into()),
            b'U' => text_or_bytes(self.prefixed(1)?.into()),
            b'T' => text_or_bytes(self.prefixed(4)?.into()),
            b'V' => Object::Text(unescape_unicode(self.line()?)?.into()),
            0x8c => text(self.prefixed(1)?)?,
            b'X' => text(self.prefixed(4)?)?,
            0x8d => text(self.prefixed(8)?)?,
            b'C' => Object::Bytes(self.prefixed(1)?.into()),
            b'B' => Object::Bytes(self.prefixed(4)?.into()),
            0x8e | 0x96 => Object::Bytes(self.prefixed(8)?.into()), // bytes, bytearray
            b']' | 0x8f => Object::List(Vec::new()),                // list, set
            b'}' => Object::Dict(Vec::new()),
            b')' => Object::Tuple(Vec::new()),
            b'l' | 0x91 => Object::List(self.pop_marked()?), // list, frozenset
            b'd' => Object::Dict(pairs(self.pop_marked()?)?),
            b't' => Object::Tuple(self.pop_marked()?),
            0x85..=0x87 => Object::Tuple(self.pop_many(usize::from(opcode - 0x84))?),
            b'c' => callable(self.line()?, self.line()?)?,
            0x93 => self.stack_global()?,
            _ => return Err(refuse(opcode)),
        })
    }

    fn protocol(&mut self) -> Result {
        match self.byte()? {
            0..=5 => Ok(()),
            version => Err(format!("a pickle of protocol {version}").into()),
        }
    }

    fn add(&mut self, object: Object<'a>) -> usize {
        self.objects.push(object);
        self.objects.len() - 1
    }

    fn pop(&mut self) -> Result<usize> {
        let bottom = self.marks.last().copied().unwrap_or_default();
        self.stack.pop().filter(|_| self.stack.len() >= bottom).ok_or(MISSING.into())
    }

    fn pop_many(&mut self, count: usize) -> Result<Vec<usize>> {
        let mut parts = (0..count).map(|_| self.pop()).collect::<Result<Vec<_>>>()?;
        parts.reverse();
        Ok(parts)
    }

    fn pop_marked(&mut self) -> Result<Vec<usize>> {
        match self.marks.pop() {
            Some(mark) if mark <= self.stack.len() => Ok(self.stack.split_off(mark)),
            _ => Err(MISSING.into()),
        }
    }

    fn top(&mut self) -> Option<&mut Object<'a>> {
        self.objects.get_mut(*self.stack.last()?)
    }

    fn extend_list(&mut self, parts: Vec<usize>) -> Result {
        let Some(Object::List(list)) = self.top() else {
            return Err("not a pickle: it appends to what is no list".into());
        };
        list.extend(parts);
        Ok(())
    }

    fn extend_dict(&mut self, parts: Vec<usize>) -> Result {
        let Some(Object::Dict(dict)) = self.top() else {
            return Err("not a pickle: it sets an item of what is no dict".into());
        };
        dict.extend(pairs(parts)?);
        Ok(())
    }

    fn memoize(&mut self, id: usize) -> Result {
        let top = self.stack.last().ok_or(MISSING)?;
        self.memo.insert(id, *top);
        Ok(())
    }

    fn fetch(&mut self, id: usize) -> Result {
        let object = self.memo.get(&id).ok_or("not a pickle: it fetches what it did not memoize")?;
        self.stack.push(*object);
        Ok(())
    }

    fn stack_global(&mut self) -> Result<Object<'a>> {
        let (name, module) = (self.pop()?, self.pop()?);
        match (self.objects.get(module), self.objects.get(name)) {
            (Some(Object::Text(module)), Some(Object::Text(name))) => callable(module.as_bytes(), name.as_bytes()),
            _ => Err(MISSING.into()),
        }
    }

    /// The number of what a call makes.
    fn reduce(&mut self) -> Result<usize> {
        let (arguments, callable) = (self.pop()?, self.pop()?);
        let (Some(Object::Callable(callable)), Some(Object::Tuple(arguments))) =
            (self.objects.get(callable), self.objects.get(arguments))
        else {
            return Err("a pickle that calls what is no function: only data is read".into());
        };
        let Some(number) = arguments.first().copied() else {
            return Ok(match callable {
                Callable::Set => self.add(Object::List(Vec::new())),
                Callable::Bytes | Callable::Encode => self.add(Object::Bytes(Cow::default())),
            });
        };
        let encoding = arguments.get(1).and_then(|number| self.objects.get(*number));
        let is_latin1 = matches!(encoding, Some(Object::Text(name)) if matches!(&**name, "latin1" | "latin-1"));
        match (callable, self.objects.get(number)) {
            (Callable::Set, Some(Object::List(_))) => Ok(number),
            (Callable::Bytes, Some(Object::Bytes(_) | Object::Encoded(_))) => Ok(number),
            // Python writes no other encoding.
            (Callable::Bytes | Callable::Encode, Some(Object::Text(_))) if is_latin1 => {
                Ok(self.add(Object::Encoded(number)))
            }
            _ => Err("a pickle that makes a set or bytes of something else".into()),
        }
    }

    fn byte(&mut self) -> Result<u8> {
        let (byte, rest) = self.rest.split_first().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(*byte)
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk().ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(*bytes)
    }

    fn take(&mut self, count: usize) -> Result<&'a [u8]> {
        let (bytes, rest) = self.rest.split_at_checked(count).ok_or(TRUNCATED)?;
        self.rest = rest;
        Ok(bytes)
    }

    /// An unsigned number of `width` bytes, the low one first.
    fn number(&mut self, width: usize) -> Result<usize> {
        let number = self.take(width)?.iter().rfold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        usize::try_from(number).map_err(|_| TRUNCATED.into())
    }

    /// A number of `width` bytes in two's complement, the low one first.
    fn integer(&mut self, width: usize) -> Result<i128> {
        let bytes = self.take(width)?;
        let sign = if bytes.last().is_some_and(|high| high & 0x80 != 0) { 0xff } else { 0 };
        let mut wide = [sign; 16];
        wide.get_mut(..width).ok_or("an integer of more than 128 bits")?.copy_from_slice(bytes);
        Ok(i128::from_le_bytes(wide))
    }

    fn prefixed(&mut self, width: usize) -> Result<&'a [u8]> {
        let count = self.number(width)?;
        self.take(count)
    }

    fn line(&mut self) -> Result<&'a [u8]> {
        let end = self.rest.iter().position(|byte| *byte == b'\n').ok_or(TRUNCATED)?;
        let line = self.take(end)?;
        self.take(1)?;
        Ok(line.strip_suffix(b"\r").unwrap_or(line))
    }

    fn line_number(&mut self) -> Result<usize> {
        parse(self.line()?).ok_or("not a pickle: a memo without a number".into())
    }
}

fn text(bytes: &[u8]) -> Result<Object<'_>> {
    let text = str::from_utf8(bytes).map_err(|error| format!("text that is not UTF-8: {error}"))?;
    Ok(Object::Text(text.into()))
}

/// Python 2's `str`, which is either.
fn text_or_bytes(bytes: Cow<'_, [u8]>) -> Object<'_> {
    match bytes {
        Cow::Borrowed(bytes) => str::from_utf8(bytes).map_or(Object::Bytes(bytes.into()), |it| Object::Text(it.into())),
        Cow::Owned(bytes) => match String::from_utf8(bytes) {
            Ok(text) => Object::Text(text.into()),
            Err(error) => Object::Bytes(error.into_bytes().into()),
        },
    }
}

fn pairs(parts: Vec<usize>) -> Result<Vec<usize>> {
    if parts.len().is_multiple_of(2) {
        Ok(parts)
    } else {
        Err("not a pickle: a dict with a key that has no value".into())
    }
}

fn callable(module: &[u8], name: &[u8]) -> Result<Object<'static>> {
    match (module, name) {
        (b"builtins" | b"__builtin__", b"set" | b"frozenset") => Ok(Object::Callable(Callable::Set)),
        (b"builtins" | b"__builtin__", b"bytes" | b"bytearray") => Ok(Object::Callable(Callable::Bytes)),
        (b"_codecs", b"encode") => Ok(Object::Callable(Callable::Encode)),
        _ => {
            let [module, name] = [module, name].map(|name| name.get(..64).unwrap_or(name).escape_ascii());
            Err(format!("a pickle that names {module}.{name}: only data is read, nothing imported or called").into())
        }
    }
}

#[cold]
fn refuse(opcode: u8) -> Refusal {
    let name = match opcode {
        b'i' => "INST",
        b'o' => "OBJ",
        b'b' => "BUILD",
        b'P' => "PERSID",
        b'Q' => "BINPERSID",
        b'0' => "POP",
        b'1' => "POP_MARK",
        b'2' => "DUP",
        0x81 => "NEWOBJ",
        0x92 => "NEWOBJ_EX",
        0x82..=0x84 => "EXT",
        0x97 => "NEXT_BUFFER",
        0x98 => "READONLY_BUFFER",
        _ => return format!("not a pickle: opcode {opcode:#04x}").into(),
    };
    format!("a pickle with the opcode {name}, which plain data does not need").into()
}

pub(super) const TRUNCATED: &str = "the pickle ends too early";
const MISSING: &str = "not a pickle: an opcode without its operands";
