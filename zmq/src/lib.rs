//! ZeroMQ for Rust: a safe API into which Python zmq scripts port line for line.
//!
//! ```
//! let context = zmq::Context::new()?;
//! let (server, client) = (context.socket(zmq::REP)?, context.socket(zmq::REQ)?);
//! server.bind("inproc://hello")?;
//! client.connect("inproc://hello")?;
//! client.send("Hello")?;
//! assert_eq!(server.recv()?, "Hello");
//! server.send("World")?;
//! assert_eq!(client.recv()?, "World");
//! # Ok::<(), zmq::Error>(())
//! ```
//!
//! A [`Context`] makes [`Socket`]s, which send and receive [`Message`]s of one frame, or of many as a [`Multipart`] ([`multipart!`]). A
//! [`Poller`] waits for several of them, [`Timers`] for the time; [`proxy`] and [`devices`] pass messages on; [`auth`] says who may
//! connect, and a [`Monitor`] tells who does. What fails says so by one [`Error`].
//!
//! | Feature | Default | What it adds |
//! |---|---|---|
//! | `curve` | yes | encryption and authentication, by libsodium |
//! | `json`, `msgpack`, `pickle` | yes | `send_json`, `send_msgpack`, `send_pyobj`, and their `recv_` twins |
//! | `bytes` | | conversions from and to `bytes::Bytes` without copying |
//! | `draft` | | draft socket types, options and functions, which promise nothing |
//! | `log`, `tracing` | | loggers that publish |
//! | `ws`, `wss`, `pgm`, `norm`, `tipc`, `vmci` | | more transports |
//! | `gssapi` | | Kerberos |
//! | `system` | | the system's libzmq instead of the one that is built here |
//!
//! Coming from pyzmq? `docs/porting-from-pyzmq.md` in the repository has each of its names and options, and the traps; beside it is a page for
//! those who come from crate `zmq` 0.10.

#[cfg(feature = "json")]
pub use serde_json::{Value, json};
pub use zmq_sys as sys;
pub use zmq_sys::{BuildInfo, Source as BuildSource};

mod raw;

mod errno;
mod error;
mod flags;
mod keys;
mod options;
mod socket_type;
mod timeout;
pub mod z85;

mod codec;
mod message;
mod message_mut;
mod multipart;

mod background;
mod context;
mod library;
mod poll;
mod poller;
mod proxy;
mod select;
mod socket;
mod timers;

pub mod auth;
mod device;
pub mod devices;
#[cfg(any(feature = "log", feature = "tracing"))]
pub mod log;
mod monitor;

pub use codec::encoding::Encoding;
pub use context::{Context, Linger};
pub use device::{DeviceType, FORWARDER, QUEUE, STREAMER, device};
pub use devices::{monitored_queue, proxy_steerable};
pub use errno::*;
pub use error::{Error, ErrorKind, Result, SendError};
pub use flags::*;
pub use keys::{PublicKey, SecretKey, curve_keypair, curve_public};
pub use library::{DRAFT_API, IPC_PATH_MAX_LEN, VERSION, build_info, has, zmq_version, zmq_version_info};
pub use message::{MORE, Message, MessageOption, MessageTracker, SHARED, SRCFD};
pub use message_mut::MessageMut;
pub use monitor::protocol_error::*;
pub use monitor::{
    Happening, Monitor, MonitorChannel, MonitorEvent, ProtocolError, recv_monitor_message, recv_monitor_message_with,
};
pub use multipart::{Multipart, PartsError};
pub use options::*;
#[cfg(feature = "draft")]
pub use poll::ppoll;
pub use poll::{PollItem, poll};
pub use poller::{Events, PollKey, Pollable, Poller};
pub use proxy::proxy;
#[cfg(feature = "draft")]
pub use raw::{shared::SharedSocket, signals::SignalSet};
pub use select::select;
pub use socket::{EndpointGuard, SendBatchError, SendMultipartError, Socket};
pub use socket_type::*;
pub use timeout::Timeout;
pub use timers::{TimerId, Timers};

/// The Rust of the guide's page on the draft API does what it says.
#[cfg(all(doctest, feature = "draft"))]
#[doc = include_str!("../../docs/porting/draft.md")]
struct DraftPage;
