//! Z85: bytes as printable text, four bytes in five characters (ZeroMQ RFC 32).

use crate::error::{Error, ErrorKind, Result};

/// The bytes as text.
///
/// # Errors
/// [`InvalidInput`](ErrorKind::InvalidInput): the number of bytes is no multiple of 4.
///
/// # Examples
/// ```
/// assert_eq!(zmq::z85::encode(b"\x86\x4f\xd2\x6f\xb5\x59\xf7\x5b")?, "HelloWorld");
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_z85_encode(3)
#[doc(alias = "zmq_z85_encode")]
pub fn encode(bytes: impl AsRef<[u8]>) -> Result<String> {
    let (words, []) = bytes.as_ref().as_chunks() else {
        return Err(refuse("encode", format!("{} bytes, which is no multiple of 4", bytes.as_ref().len())));
    };
    Ok(words.iter().flat_map(|word| characters(u32::from_be_bytes(*word))).collect())
}

/// The bytes of a text.
///
/// # Errors
/// [`InvalidInput`](ErrorKind::InvalidInput): the number of characters is no multiple of 5, a character is none of Z85's,
/// or five characters stand for more than four bytes.
///
/// libzmq: zmq_z85_decode(3)
#[doc(alias = "zmq_z85_decode")]
pub fn decode(text: impl AsRef<[u8]>) -> Result<Vec<u8>> {
    let (groups, []) = text.as_ref().as_chunks() else {
        return Err(refuse("decode", format!("{} characters, which is no multiple of 5", text.as_ref().len())));
    };
    let mut bytes = Vec::with_capacity(groups.len() * 4);
    for (number, group) in groups.iter().enumerate() {
        bytes.extend(word(group, number * 5)?.to_be_bytes());
    }
    Ok(bytes)
}

const ALPHABET: &[u8; 85] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#";

fn characters(word: u32) -> impl Iterator<Item = char> {
    [85 * 85 * 85 * 85, 85 * 85 * 85, 85 * 85, 85, 1].into_iter().map(move |unit| {
        let digit = usize::try_from(word / unit % 85).unwrap_or_default();
        ALPHABET.get(digit).copied().map_or('0', char::from)
    })
}

/// `start` is where the group begins. The text may be a secret key, so an error tells places, no characters.
fn word(group: &[u8; 5], start: usize) -> Result<u32> {
    let mut word = 0_u32;
    for (place, character) in group.iter().enumerate() {
        let digit = ALPHABET.iter().position(|known| known == character).and_then(|digit| u32::try_from(digit).ok());
        let digit =
            digit.ok_or_else(|| refuse("decode", format!("at {} is a character that Z85 has not", start + place)))?;
        let next = word.checked_mul(85).and_then(|word| word.checked_add(digit));
        word = next.ok_or_else(|| refuse("decode", "five characters that stand for more than four bytes"))?;
    }
    Ok(word)
}

fn refuse(call: &'static str, why: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::InvalidInput, call, why)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The test vectors of the RFC, and those that pyzmq took from the CURVE one.
    const VECTORS: [(&[u8], &str); 4] = [
        (b"", ""),
        (b"\x86\x4f\xd2\x6f\xb5\x59\xf7\x5b", "HelloWorld"),
        (
            b"\xbb\x88\x47\x1d\x65\xe2\x65\x9b\x30\xc5\x5a\x53\x21\xce\xbb\x5a\
              \xab\x2b\x70\xa3\x98\x64\x5c\x26\xdc\xa2\xb2\xfc\xb4\x3f\xc5\x18",
            "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID",
        ),
        (
            b"\x7b\xb8\x64\xb4\x89\xaf\xa3\x67\x1f\xbe\x69\x10\x1f\x94\xb3\x89\
              \x72\xf2\x48\x16\xdf\xb0\x1b\x51\x65\x6b\x3f\xec\x8d\xfd\x08\x88",
            "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs",
        ),
    ];

    #[test]
    fn the_known_vectors_come_out_both_ways() {
        for (bytes, text) in VECTORS {
            assert_eq!(encode(bytes).unwrap(), text);
            assert_eq!(decode(text).unwrap(), bytes);
        }
    }

    #[test]
    fn other_lengths_are_refused() {
        assert!([1, 2, 3, 5].iter().all(|len| encode(vec![0; *len]).is_err()));
        assert!([1, 4, 6, 41].iter().all(|len| decode(vec![b'0'; *len]).is_err()));
    }

    #[test]
    fn characters_outside_the_alphabet_are_refused() {
        for text in ["Hell~", "Hell\u{e9}", "Hell\"", "Hel\0o", "He lo"] {
            assert_eq!(decode(text).unwrap_err().kind(), ErrorKind::InvalidInput, "{text:?}");
        }
    }

    #[test]
    fn the_largest_word_is_read_and_the_next_refused() {
        assert_eq!(encode([0xff; 4]).unwrap(), "%nSc0");
        assert_eq!(decode("%nSc0").unwrap(), [0xff; 4]);
        assert!(decode("%nSc1").is_err());
        assert!(decode("#####").is_err());
    }
}
