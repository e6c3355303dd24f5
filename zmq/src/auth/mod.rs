//! Who may connect: an [`Authenticator`] that answers for every socket of a context, and certificate files.
//!
//! libzmq asks the context's authenticator, by ZAP (RFC 27), about each peer that connects to a server by
//!
//! - PLAIN: [`set_plain_server`](crate::Socket::set_plain_server); user name and password, readable on the way,
//! - CURVE: [`set_curve_server`](crate::Socket::set_curve_server); encrypted, the peer proves that it has its secret key,
//! - NULL, the default, if the server has a [`zap_domain`](crate::Socket::set_zap_domain); by the peer's address alone.
//!
//! **Without an authenticator** PLAIN is refused, as is NULL with a domain, but CURVE lets in everyone who has the server's
//! public key. So start it before the servers bind, and let it live as long as they do.
//!
//! The domain is the server's name for a set of rules. A server without one is in the domain `*`, and only such a server:
//! as in pyzmq, `*` is no pattern.
//!
//! # Examples
//! ```
//! use zmq::auth::Authenticator;
//! let context = zmq::Context::new()?;
//! let authenticator = Authenticator::start(&context)?;
//! authenticator.configure_plain("*", [("admin", "secret")])?;
//!
//! let (server, client) = (context.socket(zmq::PULL)?, context.socket(zmq::PUSH)?);
//! server.set_plain_server(true)?;
//! let port = server.bind_to_random_port("tcp://127.0.0.1")?;
//! client.set_plain_username("admin")?;
//! client.set_plain_password("secret")?;
//! client.connect(&format!("tcp://127.0.0.1:{port}"))?;
//! client.send("let me in")?;
//! assert_eq!(server.recv()?.property("User-Id"), Some("admin"));
//! # Ok::<(), zmq::Error>(())
//! ```

mod authenticator;
mod certificate;
mod curve;
mod handler;
mod policy;
mod request;

pub use authenticator::Authenticator;
pub use certificate::{create_certificates, load_certificate, load_certificates};
pub use curve::{CURVE_ALLOW_ANY, CurveKeys};
pub use handler::Decision;
pub use request::{Mechanism, Request};
