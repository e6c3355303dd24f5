//! Logging by publishing: [`PubHandler`] sends what a program logs to whoever subscribes, in the form of pyzmq's
//! `zmq.log.handlers.PUBHandler`. pyzmq's `python -m zmq.log tcp://host:port` prints it.
//!
//! A line is a message of two parts: the topic `ROOT.LEVEL.SUBTOPIC`, where root and subtopic may be missing, and the
//! text. A subscriber chooses by the beginning of the topic: `app.ERROR`, or, without a root topic, `ERROR`.
//!
//! With the feature `log` it is a logger for crate `log`, with `tracing` a layer for `tracing-subscriber`. The subtopic is
//! the target, where one is given: `info!(target: "disk.full", "...")` is pyzmq's `log.info("disk.full::...")`, or
//! `TopicLogger.info("disk.full", ...)`. pyzmq's reader takes a topic's second part for the level, by which it colours:
//! with a root topic that is right for every line.
//!
//! # From any thread
//!
//! A socket is used by one thread at a time. Here all threads share one, under a lock that is held only while a finished
//! line is handed to libzmq, which does not wait for subscribers: a PUB drops what a slow one cannot take. So a line that
//! was logged before `main` ends is with libzmq by then, and arrives; lines of one thread keep their order. A thread of
//! its own behind a queue would add a wake-up to each line, and would lose the last ones.
//!
//! What cannot be published is dropped: lines of a forked child, lines after the [`PubGuard`] or the context is gone, and
//! what is logged where libzmq frees a message within such a send. A program does not fail because nobody listens.
//!
//! # Examples
//! ```
//! use zmq::log::{Level, LogLine, PubHandler, Record};
//! let context = zmq::Context::new()?;
//! let handler = PubHandler::bind(&context, "inproc://log-example")?.with_root_topic("app");
//! let subscriber = context.socket(zmq::SUB)?;
//! subscriber.subscribe("app.WARNING")?;
//! subscriber.connect("inproc://log-example")?;
//! handler.publish(&Record::new(Level::Info, "nobody asked for this"));
//! handler.publish(&Record::new(Level::Warning, "almost full").with_subtopic("disk"));
//! let line = LogLine::parse(&subscriber.recv_multipart()?)?;
//! assert_eq!((line.level, line.subtopic.as_deref()), (Some(Level::Warning), Some("disk")));
//! # Ok::<(), zmq::Error>(())
//! ```

mod handler;
#[cfg(feature = "tracing")]
mod layer;
mod line;
#[cfg(feature = "log")]
mod logger;
mod outlet;

pub use handler::{PubHandler, Record};
#[cfg(feature = "tracing")]
pub use layer::PubLayer;
pub use line::{Level, LogLine};
#[cfg(feature = "log")]
pub use logger::PubLogger;
pub use outlet::PubGuard;
