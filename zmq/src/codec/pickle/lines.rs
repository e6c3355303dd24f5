//! The text forms of protocol 0: a line each.

use std::str::FromStr;

use super::machine::{Object, Result, TRUNCATED};

pub(super) fn parse<T: FromStr>(line: &[u8]) -> Option<T> {
    str::from_utf8(line).ok()?.parse().ok()
}

pub(super) fn decimal_or_bool(line: &[u8]) -> Result<Object<'_>> {
    match line {
        b"00" => Ok(Object::Bool(false)),
        b"01" => Ok(Object::Bool(true)),
        line => decimal(line),
    }
}

pub(super) fn decimal(line: &[u8]) -> Result<Object<'_>> {
    let number = parse(line.strip_suffix(b"L").unwrap_or(line));
    number.map(Object::Int).ok_or("an integer that is none, or of more than 128 bits".into())
}

/// Python 2's `repr` of a string.
pub(super) fn unescape(line: &[u8]) -> Result<Vec<u8>> {
    let ([b'\'', inner @ .., b'\''] | [b'"', inner @ .., b'"']) = line else {
        return Err("a string without its quotes".into());
    };
    let mut bytes = Vec::with_capacity(inner.len());
    let mut rest = inner;
    while let [first, tail @ ..] = rest {
        let (byte, tail) = match (first, tail) {
            (b'\\', [b'x', tail @ ..]) => hex(tail, 2)?,
            (b'\\', [digit @ b'0'..=b'7', tail @ ..]) => octal(*digit, tail),
            (b'\\', [letter, tail @ ..]) => match unescape_letter(*letter) {
                Some(byte) => (byte.into(), tail),
                None => {
                    bytes.push(b'\\');
                    (u32::from(*letter), tail)
                }
            },
            _ => (u32::from(*first), tail),
        };
        bytes.extend(u8::try_from(byte));
        rest = tail;
    }
    Ok(bytes)
}

/// `None`: the backslash means itself.
fn unescape_letter(letter: u8) -> Option<u8> {
    Some(match letter {
        b'\'' | b'"' | b'\\' => letter,
        b'a' => 7,
        b'b' => 8,
        b'f' => 12,
        b'n' => b'\n',
        b'r' => b'\r',
        b't' => b'\t',
        b'v' => 11,
        _ => return None,
    })
}

/// Python's raw-unicode-escape: Latin-1, with `\uXXXX` and `\UXXXXXXXX`.
pub(super) fn unescape_unicode(line: &[u8]) -> Result<String> {
    let mut text = String::with_capacity(line.len());
    let mut rest = line;
    while let [first, tail @ ..] = rest {
        let (number, tail) = match (first, tail) {
            // The first of two says that the second escapes nothing; both stay.
            (b'\\', [b'\\', tail @ ..]) => {
                text.push('\\');
                (u32::from(b'\\'), tail)
            }
            (b'\\', [b'u', tail @ ..]) => hex(tail, 4)?,
            (b'\\', [b'U', tail @ ..]) => hex(tail, 8)?,
            _ => (u32::from(*first), tail),
        };
        text.push(char::from_u32(number).ok_or("text with an impossible character")?);
        rest = tail;
    }
    Ok(text)
}

/// Up to three digits, of which the first has been read; what is more than a byte is cut off.
fn octal(first: u8, bytes: &[u8]) -> (u32, &[u8]) {
    let more = bytes.iter().take(2).take_while(|byte| matches!(byte, b'0'..=b'7')).count();
    let (digits, rest) = bytes.split_at_checked(more).unwrap_or((&[], bytes));
    let number = [&[first], digits].concat().iter().fold(0, |number, digit| number * 8 + u32::from(digit & 7));
    (number & 0xff, rest)
}

fn hex(bytes: &[u8], digits: usize) -> Result<(u32, &[u8])> {
    let (number, rest) = bytes.split_at_checked(digits).ok_or(TRUNCATED)?;
    let number = str::from_utf8(number).ok().and_then(|number| u32::from_str_radix(number, 16).ok());
    Ok((number.ok_or("an escape without its digits")?, rest))
}
