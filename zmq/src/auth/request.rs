//! [`Request`]: who asks to be let in, read from the frames of ZAP.

use std::fmt;

use zeroize::Zeroizing;

use crate::keys::PublicKey;
use crate::message::Message;

/// The only version there is, of requests and of replies.
pub(super) const VERSION: &str = "1.0";

/// A peer that asks to be let in.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// The server's [`zap_domain`](crate::Socket::zap_domain); of a server that has none `*`.
    pub domain: String,
    /// The peer's address, without a port.
    pub address: String,
    /// The [`routing_id`](crate::Socket::routing_id) of the server's socket.
    pub routing_id: Vec<u8>,
    /// How it says who it is.
    pub mechanism: Mechanism,
    password: Zeroizing<Vec<u8>>,
}

/// How a peer says who it is. More may be added.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Mechanism {
    /// Not at all.
    Null,
    /// By a user name, and a password.
    Plain {
        /// The name that it says it has.
        username: String,
    },
    /// By its key.
    Curve {
        /// The key, whose secret it has proved to have.
        key: PublicKey,
    },
    /// By Kerberos, which has let it in already.
    Gssapi {
        /// The name that it has there.
        principal: String,
    },
    /// In a way that this crate does not know.
    Unknown {
        /// The mechanism's name.
        name: String,
    },
}

impl Request {
    /// Reads a request without its envelope.
    ///
    /// # Errors
    /// What is wrong with it, as the reply says it.
    pub(super) fn parse(frames: &[Message]) -> Result<Self, &'static str> {
        let [version, _request_id, domain, address, routing_id, mechanism, credentials @ ..] = frames else {
            return Err("Not enough frames");
        };
        if version.as_bytes() != VERSION.as_bytes() {
            return Err("Invalid version");
        }
        Ok(Self {
            domain: named_domain(&String::from_utf8_lossy(domain)).to_owned(),
            address: String::from_utf8_lossy(address).into_owned(),
            routing_id: routing_id.to_vec(),
            mechanism: Mechanism::parse(mechanism, credentials).ok_or("Invalid credentials")?,
            password: Zeroizing::new(credentials.get(1).map(|frame| frame.to_vec()).unwrap_or_default()),
        })
    }

    /// The user id that the peer's messages get, unless [`set_user_id`](super::Authenticator::set_user_id) says otherwise:
    /// the user name, the key in Z85, the principal, or `anonymous`.
    pub fn user_id(&self) -> String {
        match &self.mechanism {
            Mechanism::Plain { username } => username.clone(),
            Mechanism::Curve { key } => key.to_string(),
            Mechanism::Gssapi { principal } => principal.clone(),
            Mechanism::Null | Mechanism::Unknown { .. } => "anonymous".to_owned(),
        }
    }

    /// What a PLAIN peer gave as its password.
    pub(super) fn password(&self) -> &[u8] {
        &self.password
    }
}

impl Mechanism {
    /// `None`: the credentials are not those of the mechanism.
    fn parse(name: &Message, credentials: &[Message]) -> Option<Self> {
        // Text that is not UTF-8 must not be taken for other text that was made readable.
        let text = |frame: &Message| frame.as_str().ok().map(str::to_owned);
        match (name.as_bytes(), credentials) {
            (b"NULL", _) => Some(Self::Null),
            (b"PLAIN", [username, _password]) => Some(Self::Plain { username: text(username)? }),
            (b"CURVE", [key]) => {
                let key = <[u8; 32]>::try_from(key.as_bytes()).ok()?;
                Some(Self::Curve { key: key.into() })
            }
            (b"GSSAPI", [principal]) => Some(Self::Gssapi { principal: text(principal)? }),
            (b"PLAIN" | b"CURVE" | b"GSSAPI", _) => None,
            (name, _) => Some(Self::Unknown { name: String::from_utf8_lossy(name).into_owned() }),
        }
    }

    /// Its name in ZAP, such as `CURVE`.
    pub fn name(&self) -> &str {
        match self {
            Self::Null => "NULL",
            Self::Plain { .. } => "PLAIN",
            Self::Curve { .. } => "CURVE",
            Self::Gssapi { .. } => "GSSAPI",
            Self::Unknown { name } => name,
        }
    }
}

/// The name of a domain in the rules.
pub(super) fn named_domain(domain: &str) -> &str {
    if domain.is_empty() { "*" } else { domain }
}

/// Without the password.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("domain", &self.domain)
            .field("address", &self.address)
            .field("routing_id", &self.routing_id)
            .field("mechanism", &self.mechanism)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn request(mechanism: &str, domain: &str, credentials: &[&[u8]]) -> Request {
        parse(&frames("1.0", domain, mechanism, credentials)).unwrap()
    }

    fn frames(version: &str, domain: &str, mechanism: &str, credentials: &[&[u8]]) -> Vec<Message> {
        let head = [version, "1", domain, "127.0.0.1", "id", mechanism].map(Message::from);
        head.into_iter().chain(credentials.iter().map(|&frame| Message::from(frame))).collect()
    }

    fn parse(frames: &[Message]) -> Result<Request, &'static str> {
        Request::parse(frames)
    }

    #[test]
    fn each_mechanism_says_who_it_is() {
        let user_id = |mechanism, credentials: &[&[u8]]| request(mechanism, "", credentials).user_id();
        assert_eq!(user_id("NULL", &[]), "anonymous");
        assert_eq!(user_id("PLAIN", &[b"me", b"secret"]), "me");
        assert_eq!(user_id("GSSAPI", &[b"me@realm"]), "me@realm");
        assert_eq!(user_id("CURVE", &[&[0; 32]]), "0".repeat(40));
        assert_eq!(user_id("OTHER", &[b"me"]), "anonymous");
    }

    #[test]
    fn what_is_malformed_is_named() {
        let malformed = |frames: &[Message]| parse(frames).unwrap_err();
        let whole = frames("1.0", "", "NULL", &[]);
        for len in 0..whole.len() {
            assert_eq!(malformed(&whole[..len]), "Not enough frames");
        }
        assert_eq!(malformed(&frames("2.0", "", "NULL", &[])), "Invalid version");
        let wrong: [(&str, &[&[u8]]); 7] = [
            ("PLAIN", &[]),
            ("PLAIN", &[b"me"]),
            ("PLAIN", &[b"\xff", b"secret"]),
            ("PLAIN", &[b"me", b"secret", b""]),
            ("CURVE", &[]),
            ("CURVE", &[&[0; 31]]),
            ("GSSAPI", &[]),
        ];
        for (mechanism, credentials) in wrong {
            assert_eq!(malformed(&frames("1.0", "", mechanism, credentials)), "Invalid credentials");
        }
    }

    #[test]
    fn debug_does_not_show_the_password() {
        let text = format!("{:?}", request("PLAIN", "", &[b"me", b"s"]));
        assert!(text.contains("me") && !text.contains("password") && !text.contains("115"), "{text}");
    }
}
