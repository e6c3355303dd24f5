//! [`Level`], and [`LogLine`]: what a subscriber gets.

use std::fmt;

use crate::error::{Error, Result};
use crate::message::Message;

/// How much a line matters, with Python's names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Every step; Python has no such level.
    Trace,
    /// For who looks for a fault.
    Debug,
    /// What happens as it should.
    Info,
    /// What may become a fault.
    Warning,
    /// A fault.
    Error,
    /// A fault that ends the program; of Python only.
    Critical,
}

impl Level {
    pub(super) const ALL: [Self; 6] =
        [Self::Trace, Self::Debug, Self::Info, Self::Warning, Self::Error, Self::Critical];

    /// Its name in a topic: `TRACE`, `DEBUG`, `INFO`, `WARNING`, `ERROR`, `CRITICAL`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warning => "WARNING",
            Self::Error => "ERROR",
            Self::Critical => "CRITICAL",
        }
    }

    fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

/// A line that a [`PubHandler`](super::PubHandler), or pyzmq's, published.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogLine {
    /// The whole topic.
    pub topic: String,
    /// What stands before the level.
    pub root: Option<String>,
    /// The first level that the topic names.
    pub level: Option<Level>,
    /// What stands behind the level.
    pub subtopic: Option<String>,
    /// The text, without blanks and newlines around it.
    pub text: String,
}

impl LogLine {
    /// Reads a received message.
    ///
    /// # Errors
    /// [`Decode`](crate::ErrorKind::Decode): not two parts of text.
    pub fn parse(parts: &[Message]) -> Result<Self> {
        let [topic, text] = parts else { return Err(refused(parts)) };
        let (Ok(topic), Ok(text)) = (topic.as_str(), text.as_str()) else { return Err(refused(parts)) };
        let names: Vec<&str> = topic.split('.').collect();
        let place = names.iter().position(|name| Level::named(name).is_some());
        let joined = |names: Option<&[&str]>| names.filter(|names| !names.is_empty()).map(|names| names.join("."));
        Ok(Self {
            topic: topic.to_owned(),
            root: place.and_then(|place| joined(names.get(..place))),
            level: place.and_then(|place| Level::named(names.get(place)?)),
            subtopic: place.and_then(|place| joined(names.get(place + 1..))),
            text: text.trim().to_owned(),
        })
    }
}

fn refused(parts: &[Message]) -> Error {
    let bytes = parts.iter().flat_map(|part| part.to_vec()).collect();
    Error::decode("LogLine::parse", "a line of a log is a topic and a text", bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(topic: &str) -> (Option<String>, Option<Level>, Option<String>) {
        let line = LogLine::parse(&[topic.into(), " text\n".into()]).unwrap();
        assert_eq!((line.topic.as_str(), line.text.as_str()), (topic, "text"));
        (line.root, line.level, line.subtopic)
    }

    #[test]
    fn a_topic_is_split_at_its_level() {
        let text = |text: &str| Some(text.to_owned());
        assert_eq!(parse("INFO"), (None, Some(Level::Info), None));
        assert_eq!(parse("app.WARNING"), (text("app"), Some(Level::Warning), None));
        assert_eq!(parse("a.b.ERROR.c.d"), (text("a.b"), Some(Level::Error), text("c.d")));
        assert_eq!(parse("CRITICAL.x"), (None, Some(Level::Critical), text("x")));
        assert_eq!(parse("Level 15"), (None, None, None));
    }

    #[test]
    fn what_is_no_line_is_refused() {
        for parts in [vec![], vec!["INFO"], vec!["INFO", "text", "more"]] {
            let parts: Vec<Message> = parts.into_iter().map(Message::from).collect();
            assert_eq!(LogLine::parse(&parts).unwrap_err().kind(), crate::ErrorKind::Decode);
        }
        assert!(LogLine::parse(&["INFO".into(), b"\xff".into()]).is_err());
    }
}
