//! [`PubHandler`]: how lines are made and published.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

use super::line::Level;
use super::outlet::{Outlet, PubGuard};
use crate::context::Context;
use crate::error::Result;
use crate::socket::Socket;
use crate::socket_type::PUB;

/// Publishes what is logged, in the form of pyzmq's `PUBHandler`.
///
/// The texts are pyzmq's too: of [`Level::Info`] the message, of all others `LEVEL file.rs:line - message`, and a newline;
/// [`with_formatter`](Self::with_formatter) makes others. Every level is published unless
/// [`with_level`](Self::with_level) says otherwise.
#[doc(alias = "PUBHandler")]
pub struct PubHandler {
    outlet: Arc<Outlet>,
    root_topic: String,
    level: Level,
    has_module_topics: bool,
    /// One for each level, in their order.
    formatters: [Formatter; Level::ALL.len()],
}

type Formatter = Arc<dyn Fn(&Record<'_>) -> String + Send + Sync>;

/// What is logged.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Record<'a> {
    /// How much it matters.
    pub level: Level,
    /// What follows the level in the topic; empty for nothing.
    pub subtopic: &'a str,
    /// The module that logs.
    pub module: Option<&'a str>,
    /// The source file that logs.
    pub file: Option<&'a str>,
    /// The line in it.
    pub line: Option<u32>,
    /// What it says.
    pub message: &'a str,
}

impl<'a> Record<'a> {
    /// A message of a level, from nowhere in particular.
    pub fn new(level: Level, message: &'a str) -> Self {
        Self { level, subtopic: "", module: None, file: None, line: None, message }
    }

    /// The record with a subtopic.
    pub fn with_subtopic(self, subtopic: &'a str) -> Self {
        Self { subtopic, ..self }
    }

    /// The record with the place that it comes from.
    pub fn with_location(self, file: &'a str, line: u32) -> Self {
        Self { file: Some(file), line: Some(line), ..self }
    }
}

impl PubHandler {
    /// Publishes by a new PUB socket, bound to `endpoint`.
    ///
    /// # Errors
    /// As [`Context::socket`] and [`Socket::bind`].
    pub fn bind(context: &Context, endpoint: impl AsRef<str>) -> Result<Self> {
        let socket = context.socket(PUB)?;
        socket.bind(endpoint)?;
        Ok(Self::from_socket(socket))
    }

    /// Publishes by that socket, which is bound or connected already. It is never waited for, whatever its type.
    pub fn from_socket(socket: Socket) -> Self {
        Self {
            outlet: Arc::new(Outlet::new(socket)),
            root_topic: String::new(),
            level: Level::Trace,
            has_module_topics: false,
            formatters: Level::ALL.map(|level| match level {
                Level::Info => Arc::new(|record: &Record<'_>| format!("{}\n", record.message)) as Formatter,
                _ => Arc::new(with_place),
            }),
        }
    }

    /// Begins every topic with this. pyzmq's `setRootTopic`.
    pub fn with_root_topic(mut self, root_topic: impl Into<String>) -> Self {
        self.root_topic = root_topic.into();
        self
    }

    /// Publishes this level and those above it.
    pub fn with_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }

    /// Uses the module's path as the subtopic where no target is given: `INFO.app.disk` for the module `app::disk`.
    pub fn with_module_topics(mut self) -> Self {
        self.has_module_topics = true;
        self
    }

    /// Makes the texts of all levels by this function. pyzmq's `setFormatter(formatter)`.
    ///
    /// A line whose function panics is not published.
    pub fn with_formatter(mut self, format: impl Fn(&Record<'_>) -> String + Send + Sync + 'static) -> Self {
        let format: Formatter = Arc::new(format);
        self.formatters = Level::ALL.map(|_| Arc::clone(&format));
        self
    }

    /// Makes the texts of one level by this function. pyzmq's `setFormatter(formatter, level)`.
    pub fn with_level_formatter(
        mut self,
        level: Level,
        format: impl Fn(&Record<'_>) -> String + Send + Sync + 'static,
    ) -> Self {
        if let Some(formatter) = self.formatters.get_mut(level as usize) {
            *formatter = Arc::new(format);
        }
        self
    }

    /// Publishes a record, if its level is high enough. Never waits and never fails.
    pub fn publish(&self, record: &Record<'_>) {
        if self.is_enabled(record.level)
            && let Some(formatter) = self.formatters.get(record.level as usize)
            && let Some(text) = unless_it_panics(|| formatter(record))
        {
            self.outlet.send(self.topic(record), text);
        }
    }

    /// Closes the socket when it is dropped.
    pub fn guard(&self) -> PubGuard {
        PubGuard(Arc::clone(&self.outlet))
    }

    pub(super) fn is_enabled(&self, level: Level) -> bool {
        level >= self.level
    }

    #[cfg_attr(not(feature = "log"), allow(dead_code, reason = "a layer lets tracing ask each time"))]
    pub(super) fn lowest_level(&self) -> Level {
        self.level
    }

    fn topic(&self, record: &Record<'_>) -> String {
        let mut topic = self.root_topic.clone();
        if !topic.is_empty() {
            topic.push('.');
        }
        topic.push_str(record.level.name());
        let subtopic = match (record.subtopic, record.module) {
            ("", Some(module)) if self.has_module_topics => module,
            (subtopic, _) => subtopic,
        };
        if !subtopic.is_empty() {
            topic.push('.');
            topic.push_str(&subtopic.replace("::", "."));
        }
        topic
    }
}

/// pyzmq's text, but for the exception, which Rust does not have.
fn with_place(record: &Record<'_>) -> String {
    let name = record.file.and_then(|file| Path::new(file).file_name()).and_then(|name| name.to_str());
    let (level, line) = (record.level, record.line.unwrap_or_default());
    format!("{level} {}:{line} - {}\n", name.unwrap_or("?"), record.message)
}

/// What it gives. A panic, which has been reported as such, must not end who logs.
pub(super) fn unless_it_panics<T>(f: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(f)).ok()
}

impl fmt::Debug for PubHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PubHandler").field("root_topic", &self.root_topic).field("level", &self.level).finish()
    }
}
