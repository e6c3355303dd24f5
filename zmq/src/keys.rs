//! CURVE keys.

use std::fmt;
use std::hint::black_box;
use std::str::FromStr;

use zeroize::{Zeroize, Zeroizing};

use crate::error::{Error, ErrorKind, Result};
use crate::raw::library::{self, KeyText};
use crate::z85;

/// A public key of CURVE. As text it has 40 characters of [Z85](z85).
///
/// # Examples
/// ```
/// let key: zmq::PublicKey = "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7".parse()?;
/// assert_eq!(key.to_string(), "rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7");
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PublicKey([u8; 32]);

/// A secret key of CURVE. As text it has 40 characters of [Z85](z85).
///
/// `Debug` does not show it, comparing takes the same time for every key, and dropping wipes its memory. `to_string` makes
/// a text that nobody wipes.
///
/// ```compile_fail
/// let (_, secret) = zmq::curve_keypair()?;
/// let (a, b) = (secret, secret); // moves, so that no copies lie about
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Clone)]
pub struct SecretKey([u8; 32]);

/// Makes a new key pair: the public key, and the secret one.
///
/// # Errors
/// [`Unsupported`](ErrorKind::Unsupported): this libzmq was built without CURVE.
///
/// # Examples
/// ```
/// if zmq::has("curve") {
///     let (public, secret) = zmq::curve_keypair()?;
///     assert_eq!(zmq::curve_public(&secret)?, public);
/// }
/// # Ok::<(), zmq::Error>(())
/// ```
///
/// libzmq: zmq_curve_keypair(3)
#[doc(alias = "zmq_curve_keypair")]
pub fn curve_keypair() -> Result<(PublicKey, SecretKey)> {
    let (public, secret) = library::curve_keypair()?;
    let secret = Zeroizing::new(secret);
    Ok((PublicKey(key(&public)?), SecretKey(key(&secret)?)))
}

/// The public key that belongs to a secret one: a [`SecretKey`], or its text.
///
/// # Errors
/// - [`Unsupported`](ErrorKind::Unsupported): this libzmq was built without CURVE.
/// - [`InvalidInput`](ErrorKind::InvalidInput): not a key.
///
/// libzmq: zmq_curve_public(3)
#[doc(alias = "zmq_curve_public")]
pub fn curve_public(secret: impl TryInto<SecretKey, Error: Into<Error>>) -> Result<PublicKey> {
    let secret = secret.try_into().map_err(Into::into)?;
    let text = Zeroizing::new(z85::encode(secret.0)?);
    let mut with_nul = Zeroizing::new(KeyText::from([0; 41]));
    with_nul.iter_mut().zip(text.bytes()).for_each(|(to, from)| *to = from);
    Ok(PublicKey(key(&library::curve_public(&with_nul)?)?))
}

/// The characters of a key, which Z85 makes of its 32 bytes.
const TEXT_LEN: usize = 40;

/// The key of a text with its NUL, as libzmq writes it.
fn key(text: &KeyText) -> Result<[u8; 32]> {
    let [text @ .., _nul] = text;
    decode(text)
}

fn decode(text: &[u8]) -> Result<[u8; 32]> {
    let refuse = |why| Error::new(ErrorKind::InvalidInput, "key", why);
    if text.len() != TEXT_LEN {
        return Err(refuse(format!("a key has 32 bytes, or 40 characters of Z85, not {}", text.len())));
    }
    let bytes = Zeroizing::new(z85::decode(text).map_err(|error| refuse(error.detail().to_owned()))?);
    bytes.as_slice().try_into().map_err(|_| refuse("a key has 32 bytes".to_owned()))
}

/// 32 bytes as they are, or 40 characters of Z85.
fn from_bytes(bytes: &[u8]) -> Result<[u8; 32]> {
    bytes.try_into().or_else(|_| decode(bytes))
}

macro_rules! both_keys {
    ($($key:ident)*) => {
        $(impl $key {
            /// The 32 bytes.
            pub const fn as_bytes(&self) -> &[u8; 32] {
                &self.0
            }
        }

        impl From<[u8; 32]> for $key {
            fn from(bytes: [u8; 32]) -> Self {
                Self(bytes)
            }
        }

        /// Takes 32 bytes as they are, or 40 characters of Z85.
        impl TryFrom<&[u8]> for $key {
            type Error = Error;

            fn try_from(bytes: &[u8]) -> Result<Self> {
                from_bytes(bytes).map(Self)
            }
        }

        /// Takes 32 bytes as they are, or 40 characters of Z85.
        impl<const N: usize> TryFrom<&[u8; N]> for $key {
            type Error = Error;

            fn try_from(bytes: &[u8; N]) -> Result<Self> {
                from_bytes(bytes).map(Self)
            }
        }

        /// Takes 40 characters of Z85.
        impl TryFrom<&str> for $key {
            type Error = Error;

            fn try_from(text: &str) -> Result<Self> {
                text.parse()
            }
        }

        /// Takes 40 characters of Z85.
        impl TryFrom<&String> for $key {
            type Error = Error;

            fn try_from(text: &String) -> Result<Self> {
                text.parse()
            }
        }

        /// Takes 40 characters of Z85.
        impl TryFrom<String> for $key {
            type Error = Error;

            fn try_from(text: String) -> Result<Self> {
                text.parse()
            }
        }

        impl From<&$key> for $key {
            fn from(key: &$key) -> Self {
                Self(key.0)
            }
        }

        impl FromStr for $key {
            type Err = Error;

            fn from_str(text: &str) -> Result<Self> {
                decode(text.as_bytes()).map(Self)
            }
        }

        impl AsRef<[u8]> for $key {
            fn as_ref(&self) -> &[u8] {
                &self.0
            }
        }

        /// The text form, in Z85.
        impl fmt::Display for $key {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&Zeroizing::new(z85::encode(self.0).map_err(|_| fmt::Error)?))
            }
        })*
    };
}

both_keys! { PublicKey SecretKey }

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PublicKey({self})")
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(...)")
    }
}

impl PartialEq for SecretKey {
    fn eq(&self, other: &Self) -> bool {
        let difference = self.0.iter().zip(&other.0).fold(0, |difference, (a, b)| black_box(difference | (a ^ b)));
        difference == 0
    }
}

impl Eq for SecretKey {}

impl Drop for SecretKey {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    const SECRET: &str = "D:)Q[IlAW!ahhC2ac:9*A}h:p?([4%wOTJ%JR%cs";

    #[test]
    fn keys_come_from_text_and_bytes_and_go_back() {
        let key: PublicKey = PUBLIC.parse().unwrap();
        assert_eq!(key.to_string(), PUBLIC);
        assert_eq!(PublicKey::try_from(PUBLIC.as_bytes()).unwrap(), key);
        assert_eq!(PublicKey::try_from(&key.as_bytes()[..]).unwrap(), key);
        assert_eq!(PublicKey::from(*key.as_bytes()), key);
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "short", &PUBLIC[..35], &format!("{PUBLIC}00000"), &PUBLIC.replace('@', "~")] {
            assert_eq!(text.parse::<PublicKey>().unwrap_err().kind(), ErrorKind::InvalidInput, "{text:?}");
            assert!(SecretKey::try_from(text.as_bytes()).is_err());
        }
    }

    #[test]
    fn debug_does_not_show_the_secret() {
        let key: SecretKey = SECRET.parse().unwrap();
        assert_eq!(format!("{key:?}"), "SecretKey(...)");
    }

    #[test]
    fn secrets_compare_by_all_bytes() {
        let key: SecretKey = SECRET.parse().unwrap();
        let mut other = *key.as_bytes();
        other[31] ^= 1;
        assert_eq!(key, key.clone());
        assert_ne!(key, SecretKey::from(other));
    }

    #[test]
    fn the_public_key_is_that_of_the_known_secret() {
        if crate::has("curve") {
            assert_eq!(curve_public(SECRET).unwrap().to_string(), PUBLIC);
        } else {
            assert_eq!(curve_keypair().unwrap_err().kind(), ErrorKind::Unsupported);
            assert_eq!(curve_public(SECRET).unwrap_err().kind(), ErrorKind::Unsupported);
        }
    }

    #[test]
    fn every_new_pair_is_another() {
        if crate::has("curve") {
            let ((a, secret), (b, _)) = (curve_keypair().unwrap(), curve_keypair().unwrap());
            assert_ne!(a, b);
            assert_eq!(curve_public(&secret).unwrap(), a);
        }
    }
}
