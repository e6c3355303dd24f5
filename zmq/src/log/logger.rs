//! [`PubLogger`]: a [`PubHandler`] for crate `log`.

use ::log::{LevelFilter, Log, Metadata, SetLoggerError};

use super::handler::{PubHandler, Record, unless_it_panics};
use super::line::Level;
use super::outlet::PubGuard;
use crate::error::{Error, ErrorKind, Result};

/// Publishes what the macros of crate `log` say. Made by [`PubHandler::into_logger`], to be given to a logger of several,
/// or installed by [`PubHandler::init`].
#[derive(Debug)]
pub struct PubLogger(PubHandler);

impl PubHandler {
    /// Becomes the program's logger, for crate `log`.
    ///
    /// # Errors
    /// [`Busy`](ErrorKind::Busy): the program has one.
    ///
    /// # Examples
    /// ```
    /// use zmq::log::{Level, PubHandler};
    /// let context = zmq::Context::new()?;
    /// let handler = PubHandler::bind(&context, "tcp://127.0.0.1:*")?;
    /// let _guard = handler.with_root_topic("app").with_level(Level::Info).init()?;
    /// log::info!("on topic app.INFO");
    /// log::warn!(target: "disk", "on topic app.WARNING.disk");
    /// # Ok::<(), zmq::Error>(())
    /// ```
    pub fn init(self) -> Result<PubGuard> {
        let (logger, guard) = self.into_logger();
        let level = logger.filter();
        let taken = |_: SetLoggerError| Error::new(ErrorKind::Busy, "set_logger", "the program has a logger");
        ::log::set_boxed_logger(Box::new(logger)).map_err(taken)?;
        ::log::set_max_level(level);
        Ok(guard)
    }

    /// A logger for crate `log`, and what closes its socket. Crate `log` asks no logger before
    /// [`log::set_max_level`](::log::set_max_level) was called.
    pub fn into_logger(self) -> (PubLogger, PubGuard) {
        let guard = self.guard();
        (PubLogger(self), guard)
    }
}

impl PubLogger {
    /// The lowest level that is published, for [`log::set_max_level`](::log::set_max_level).
    pub fn filter(&self) -> LevelFilter {
        match self.0.lowest_level() {
            Level::Trace => LevelFilter::Trace,
            Level::Debug => LevelFilter::Debug,
            Level::Info => LevelFilter::Info,
            Level::Warning => LevelFilter::Warn,
            Level::Error => LevelFilter::Error,
            Level::Critical => LevelFilter::Off,
        }
    }
}

impl Log for PubLogger {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        self.0.is_enabled(metadata.level().into())
    }

    fn log(&self, record: &::log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        let Some(message) = unless_it_panics(|| record.args().to_string()) else { return };
        // The target is the module's path unless another is given.
        let target = Some(record.target()).filter(|target| Some(*target) != record.module_path());
        self.0.publish(&Record {
            level: record.level().into(),
            subtopic: target.unwrap_or_default(),
            module: record.module_path(),
            file: record.file(),
            line: record.line(),
            message: &message,
        });
    }

    /// Does nothing: a line is with libzmq when it is logged.
    fn flush(&self) {}
}

impl From<::log::Level> for Level {
    fn from(level: ::log::Level) -> Self {
        match level {
            ::log::Level::Trace => Self::Trace,
            ::log::Level::Debug => Self::Debug,
            ::log::Level::Info => Self::Info,
            ::log::Level::Warn => Self::Warning,
            ::log::Level::Error => Self::Error,
        }
    }
}
