//! [`PubLayer`]: a [`PubHandler`] for crate `tracing`.

use std::fmt::{Debug, Write};

use tracing_core::field::{Field, Visit};
use tracing_core::{Event, Subscriber};
use tracing_subscriber::layer::{Context, Layer};

use super::handler::{PubHandler, Record, unless_it_panics};
use super::line::Level;
use super::outlet::PubGuard;

/// Publishes the events of crate `tracing`: the message, then the other fields as `name=value`. Spans are not published.
///
/// # Examples
/// ```
/// use tracing_subscriber::layer::SubscriberExt;
/// use zmq::log::PubHandler;
/// let context = zmq::Context::new()?;
/// let handler = PubHandler::bind(&context, "tcp://127.0.0.1:*")?.with_root_topic("app");
/// let (layer, _guard) = handler.into_layer();
/// let subscriber = tracing_subscriber::registry().with(layer);
/// # let _ = subscriber;
/// # Ok::<(), zmq::Error>(())
/// ```
#[derive(Debug)]
pub struct PubLayer(PubHandler);

impl PubHandler {
    /// A layer for crate `tracing`, and what closes its socket.
    pub fn into_layer(self) -> (PubLayer, PubGuard) {
        let guard = self.guard();
        (PubLayer(self), guard)
    }
}

impl<S: Subscriber> Layer<S> for PubLayer {
    fn on_event(&self, event: &Event<'_>, _context: Context<'_, S>) {
        let metadata = event.metadata();
        let level = Level::from(*metadata.level());
        if !self.0.is_enabled(level) {
            return;
        }
        let mut text = Text::default();
        if unless_it_panics(|| event.record(&mut text)).is_none() {
            return;
        }
        let target = Some(metadata.target()).filter(|target| Some(*target) != metadata.module_path());
        self.0.publish(&Record {
            level,
            subtopic: target.unwrap_or_default(),
            module: metadata.module_path(),
            file: metadata.file(),
            line: metadata.line(),
            message: &text.whole(),
        });
    }
}

/// An event's fields, in words.
#[derive(Default)]
struct Text {
    message: String,
    fields: String,
}

impl Text {
    fn whole(self) -> String {
        if self.message.is_empty() { self.fields.trim_start().to_owned() } else { self.message + &self.fields }
    }

    fn add(&mut self, field: &Field, value: std::fmt::Arguments<'_>) {
        // A String takes whatever is written.
        let _ = match field.name() {
            "message" => self.message.write_fmt(value),
            name => write!(self.fields, " {name}={value}"),
        };
    }
}

impl Visit for Text {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.add(field, format_args!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "message" => self.message.push_str(value),
            _ => self.add(field, format_args!("{value:?}")),
        }
    }
}

impl From<tracing_core::Level> for Level {
    fn from(level: tracing_core::Level) -> Self {
        match level {
            tracing_core::Level::TRACE => Self::Trace,
            tracing_core::Level::DEBUG => Self::Debug,
            tracing_core::Level::INFO => Self::Info,
            tracing_core::Level::WARN => Self::Warning,
            tracing_core::Level::ERROR => Self::Error,
        }
    }
}
