//! [`Encoding`]: text in bytes, by the names that Python gives it.

use std::fmt;
use std::str::FromStr;

use crate::error::{Error, ErrorKind, Result};

/// How text is written in bytes. All are strict: what does not fit is an error.
///
/// # Examples
/// ```
/// let encoding: zmq::Encoding = "latin-1".parse()?;
/// assert_eq!(encoding.encode("naïve")?, b"na\xefve");
/// assert_eq!(encoding.decode(b"na\xefve")?, "naïve");
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, without a byte order mark.
    #[default]
    Utf8,
    /// UTF-16 with a byte order mark, in this machine's order; without the mark it is read in this machine's order.
    Utf16,
    /// UTF-16, the low byte first, without a mark.
    Utf16Le,
    /// UTF-16, the high byte first, without a mark.
    Utf16Be,
    /// ISO 8859-1: the first 256 characters, a byte each.
    Latin1,
    /// ASCII: the first 128 characters, a byte each.
    Ascii,
}

impl Encoding {
    /// The text as bytes.
    ///
    /// # Errors
    /// [`Encode`](ErrorKind::Encode): a character that the encoding has not.
    pub fn encode(self, text: &str) -> Result<Vec<u8>> {
        match self {
            Self::Utf8 => Ok(text.into()),
            Self::Utf16 => Ok([MARK].into_iter().chain(text.encode_utf16()).flat_map(u16::to_ne_bytes).collect()),
            Self::Utf16Le => Ok(text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Self::Utf16Be => Ok(text.encode_utf16().flat_map(u16::to_be_bytes).collect()),
            Self::Latin1 => self.encode_bytewise(text, u8::MAX),
            Self::Ascii => self.encode_bytewise(text, i8::MAX.unsigned_abs()),
        }
    }

    fn encode_bytewise(self, text: &str, last: u8) -> Result<Vec<u8>> {
        text.char_indices()
            .map(|(at, character)| match u8::try_from(character) {
                Ok(byte) if byte <= last => Ok(byte),
                _ => Err(Error::new(ErrorKind::Encode, "encode", format!("no {character:?} in {self}, byte {at}"))),
            })
            .collect()
    }

    /// The bytes as text.
    ///
    /// # Errors
    /// [`Decode`](ErrorKind::Decode): no text in this encoding; the error has the bytes.
    pub fn decode(self, bytes: &[u8]) -> Result<String> {
        match self {
            Self::Utf8 => String::from_utf8(bytes.into())
                .map_err(|error| Error::decode("decode", error.utf8_error(), error.into_bytes())),
            Self::Utf16 => match bytes {
                [0xff, 0xfe, text @ ..] => self.decode_utf16(bytes, text, u16::from_le_bytes),
                [0xfe, 0xff, text @ ..] => self.decode_utf16(bytes, text, u16::from_be_bytes),
                text => self.decode_utf16(bytes, text, u16::from_ne_bytes),
            },
            Self::Utf16Le => self.decode_utf16(bytes, bytes, u16::from_le_bytes),
            Self::Utf16Be => self.decode_utf16(bytes, bytes, u16::from_be_bytes),
            Self::Latin1 => Ok(bytes.iter().copied().map(char::from).collect()),
            Self::Ascii if bytes.is_ascii() => Ok(bytes.iter().copied().map(char::from).collect()),
            Self::Ascii => Err(self.refuse(bytes)),
        }
    }

    fn decode_utf16(self, bytes: &[u8], text: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String> {
        let (units, []) = text.as_chunks() else {
            return Err(self.refuse(bytes));
        };
        char::decode_utf16(units.iter().copied().map(unit)).collect::<Result<_, _>>().map_err(|_| self.refuse(bytes))
    }

    fn refuse(self, bytes: &[u8]) -> Error {
        Error::decode("decode", format_args!("not text in {self}"), bytes.into())
    }
}

/// The byte order mark.
const MARK: u16 = 0xfeff;

/// Reads the names that Python knows: `utf-8`, `UTF8`, `latin-1`, `utf_16`; case, dashes and underscores do not matter.
impl FromStr for Encoding {
    type Err = Error;

    /// # Errors
    /// [`Unsupported`](ErrorKind::Unsupported): another encoding than these.
    fn from_str(name: &str) -> Result<Self> {
        let plain: String = name.chars().filter(|c| !matches!(c, '-' | '_' | ' ')).collect();
        match plain.to_ascii_lowercase().as_str() {
            "utf8" | "u8" | "utf" | "cp65001" => Ok(Self::Utf8),
            "utf16" | "u16" => Ok(Self::Utf16),
            "utf16le" => Ok(Self::Utf16Le),
            "utf16be" => Ok(Self::Utf16Be),
            "latin1" | "latin" | "l1" | "iso88591" | "88591" | "cp819" => Ok(Self::Latin1),
            "ascii" | "usascii" | "646" => Ok(Self::Ascii),
            _ => Err(Error::new(ErrorKind::Unsupported, "Encoding", format!("no encoding {name:?}"))),
        }
    }
}

/// Python's name of it.
impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "utf-8",
            Self::Utf16 => "utf-16",
            Self::Utf16Le => "utf-16-le",
            Self::Utf16Be => "utf-16-be",
            Self::Latin1 => "latin-1",
            Self::Ascii => "ascii",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [Encoding; 6] =
        [Encoding::Utf8, Encoding::Utf16, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Latin1, Encoding::Ascii];

    #[test]
    fn text_of_the_encoding_comes_back() {
        for encoding in ALL {
            let text = match encoding {
                Encoding::Ascii => "plain\0",
                Encoding::Latin1 => "naïve ÿ\0",
                _ => "naïve ÿ\0 𝄞 žluťoučký",
            };
            assert_eq!(encoding.decode(&encoding.encode(text).unwrap()).unwrap(), text, "{encoding}");
        }
    }

    #[test]
    fn utf16_bytes_are_those_that_python_writes() {
        assert_eq!(Encoding::Utf16Le.encode("aé").unwrap(), b"a\0\xe9\0");
        assert_eq!(Encoding::Utf16Be.encode("aé").unwrap(), b"\0a\0\xe9");
        let native = if cfg!(target_endian = "little") { b"\xff\xfea\0" } else { b"\xfe\xff\0a" };
        assert_eq!(Encoding::Utf16.encode("a").unwrap(), native);
        assert_eq!(Encoding::Utf16.decode(b"\xfe\xff\0a").unwrap(), "a");
        assert_eq!(Encoding::Utf16.decode(b"\xff\xfea\0").unwrap(), "a");
    }

    #[test]
    fn characters_outside_the_encoding_are_refused() {
        for (encoding, text) in [(Encoding::Ascii, "é"), (Encoding::Latin1, "ok ž")] {
            assert_eq!(encoding.encode(text).unwrap_err().kind(), ErrorKind::Encode);
        }
    }

    #[test]
    fn bytes_outside_the_encoding_come_back_with_the_error() {
        let bad: [(Encoding, &[u8]); 6] = [
            (Encoding::Utf8, b"\xc3"),
            (Encoding::Utf16, b"\xff\xfea"),
            (Encoding::Utf16, b"a"),
            (Encoding::Utf16Le, b"\0\xd8"),
            (Encoding::Utf16Be, b"\xdc\0"),
            (Encoding::Ascii, b"\x80"),
        ];
        for (encoding, bytes) in bad {
            let error = encoding.decode(bytes).unwrap_err();
            assert_eq!((error.kind(), error.bytes()), (ErrorKind::Decode, Some(bytes)), "{encoding}");
        }
    }

    #[test]
    fn names_are_read_as_python_spells_them() {
        for (name, encoding) in [
            ("utf-8", Encoding::Utf8),
            ("UTF8", Encoding::Utf8),
            ("utf_16", Encoding::Utf16),
            ("utf-16-le", Encoding::Utf16Le),
            ("UTF-16BE", Encoding::Utf16Be),
            ("latin-1", Encoding::Latin1),
            ("ISO-8859-1", Encoding::Latin1),
            ("us-ascii", Encoding::Ascii),
        ] {
            assert_eq!(name.parse::<Encoding>().unwrap(), encoding, "{name}");
        }
        assert!(ALL.iter().all(|encoding| encoding.to_string().parse::<Encoding>().unwrap() == *encoding));
        assert_eq!("gbk".parse::<Encoding>().unwrap_err().kind(), ErrorKind::Unsupported);
    }
}
