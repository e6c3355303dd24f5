//! Loggers that publish: what they publish, and that they harm nobody who logs.

use std::fmt;
use std::thread;
use std::time::Duration;

use log::Log;
use tracing_subscriber::layer::SubscriberExt;
use zmq::log::{Level, LogLine, PubHandler, PubLogger, Record};
use zmq::{Context, ErrorKind, Result, SUB, Socket};
use zmq_tests::process::LIMIT;
use zmq_tests::{child, system};

/// A handler, and a subscriber that gets all that it publishes.
fn handler_and_subscriber() -> Result<(PubHandler, Socket)> {
    let context = Context::new()?;
    let (publisher, subscriber) = (context.socket(zmq::XPUB)?, context.socket(SUB)?);
    publisher.set_sndhwm(0)?;
    subscriber.set_rcvhwm(0)?;
    publisher.bind("inproc://log")?;
    subscriber.subscribe("")?;
    subscriber.connect("inproc://log")?;
    // The subscription, by which the publisher knows the subscriber.
    assert_eq!(publisher.recv_timeout(LIMIT)?, b"\x01");
    // Without an installed logger the macros do nothing.
    log::set_max_level(log::LevelFilter::Trace);
    Ok((PubHandler::from_socket(publisher), subscriber))
}

/// The next line's topic and text.
#[track_caller]
fn next(subscriber: &Socket) -> (String, String) {
    let parts = subscriber.recv_multipart_timeout(LIMIT).expect("a line");
    let [topic, text] = &parts[..] else { panic!("{parts:?}") };
    (topic.as_str().unwrap().to_owned(), text.as_str().unwrap().to_owned())
}

fn line(topic: &str, text: &str) -> (String, String) {
    (topic.to_owned(), text.to_owned())
}

#[test]
fn a_logger_has_pyzmqs_topics_and_texts() -> Result<()> {
    let (handler, subscriber) = handler_and_subscriber()?;
    let (logger, _guard) = handler.with_root_topic("root").into_logger();
    log::info!(logger: logger, "as it is");
    assert_eq!(next(&subscriber), line("root.INFO", "as it is\n"));
    log::warn!(logger: logger, target: "disk::full", "of {} bytes", 7);
    let place = |level: &str, line: u32, text: &str| format!("{level} logging.rs:{line} - {text}\n");
    assert_eq!(next(&subscriber), line("root.WARNING.disk.full", &place("WARNING", line!() - 2, "of 7 bytes")));
    log::error!(logger: logger, "fault");
    assert_eq!(next(&subscriber), line("root.ERROR", &place("ERROR", line!() - 1, "fault")));
    log::trace!(logger: logger, "step");
    assert_eq!(next(&subscriber), line("root.TRACE", &place("TRACE", line!() - 1, "step")));
    Ok(())
}

#[test]
fn texts_topics_and_levels_are_as_one_asks_for() -> Result<()> {
    let (handler, subscriber) = handler_and_subscriber()?;
    let handler = handler.with_level(Level::Info).with_module_topics();
    let handler = handler.with_formatter(|record| format!("[{}]", record.message));
    let (logger, _guard) =
        handler.with_level_formatter(Level::Error, |record| record.module.unwrap().to_owned()).into_logger();
    assert_eq!(logger.filter(), log::LevelFilter::Info);
    assert!(!logger.enabled(&log::Metadata::builder().level(log::Level::Debug).build()));
    log::debug!(logger: logger, "too low");
    log::info!(logger: logger, "x");
    assert_eq!(next(&subscriber), line("INFO.logging", "[x]"));
    log::error!(logger: logger, target: "own", "x");
    assert_eq!(next(&subscriber), line("ERROR.own", "logging"));
    Ok(())
}

#[test]
fn a_layer_publishes_events_with_their_fields() -> Result<()> {
    let (handler, subscriber) = handler_and_subscriber()?;
    let (layer, _guard) = handler.with_level(Level::Debug).into_layer();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
        tracing::trace!("too low");
        tracing::info!(size = 7, name = "x", "message {}", 1);
        tracing::debug!(target: "own::target", ok = true);
    });
    assert_eq!(next(&subscriber), line("INFO", "message 1 size=7 name=\"x\"\n"));
    let (topic, text) = next(&subscriber);
    assert_eq!(topic, "DEBUG.own.target");
    assert!(text.starts_with("DEBUG logging.rs:") && text.ends_with(" - ok=true\n"), "{text}");
    Ok(())
}

#[test]
fn lines_of_many_threads_arrive_each_in_its_order() -> Result<()> {
    const THREADS: usize = 4;
    const LINES: usize = 1000;
    let (handler, subscriber) = handler_and_subscriber()?;
    let (logger, _guard) = handler.into_logger();
    thread::scope(|scope| {
        for number in 0..THREADS {
            let logger = &logger;
            scope.spawn(move || (0..LINES).for_each(|line| log::info!(logger: logger, "{number} {line}")));
        }
    });
    let mut next_of = [0; THREADS];
    for _ in 0..THREADS * LINES {
        let (_, text) = next(&subscriber);
        let numbers: Vec<usize> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
        assert_eq!(numbers[1], next_of[numbers[0]]);
        next_of[numbers[0]] += 1;
    }
    Ok(())
}

/// Logs while it is shown.
struct Logs<'a>(&'a PubLogger);

impl fmt::Display for Logs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        log::info!(logger: self.0, "inner");
        f.write_str("outer")
    }
}

/// Cannot be shown.
struct Panics;

impl fmt::Display for Panics {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        std::panic::resume_unwind(Box::new("on purpose"))
    }
}

#[test]
fn what_is_logged_may_log_and_may_panic() -> Result<()> {
    let (handler, subscriber) = handler_and_subscriber()?;
    let (logger, _guard) = handler.with_level_formatter(Level::Error, |_| Panics.to_string()).into_logger();
    log::info!(logger: logger, "{}", Logs(&logger));
    log::info!(logger: logger, "{Panics}");
    log::error!(logger: logger, "its formatter panics");
    log::info!(logger: logger, "last");
    let texts = [(); 3].map(|()| next(&subscriber).1);
    assert_eq!(texts, ["inner\n", "outer\n", "last\n"]);
    Ok(())
}

#[test]
fn nobody_waits_for_a_reader() -> Result<()> {
    // A PUSH without a peer blocks who sends; a logger must not.
    let socket = Context::new()?.socket(zmq::PUSH)?;
    socket.set_linger(0)?;
    let handler = PubHandler::from_socket(socket);
    for _ in 0..1000 {
        handler.publish(&Record::new(Level::Info, "to nobody"));
    }
    Ok(())
}

#[test]
fn what_was_logged_before_the_guard_is_gone_arrives_and_the_context_ends() -> Result<()> {
    let (handler, subscriber) = handler_and_subscriber()?;
    let (logger, guard) = handler.into_logger();
    // As an installed logger does, it stays.
    let logger: &'static PubLogger = Box::leak(Box::new(logger));
    log::info!(logger: logger, "before");
    assert!(format!("{guard:?}").contains("true"));
    drop(guard);
    log::info!(logger: logger, "after");
    assert_eq!(next(&subscriber).1, "before\n");
    assert!(subscriber.recv_timeout(Duration::from_millis(20)).unwrap_err().is_again());
    let context = subscriber.context().clone();
    drop(subscriber);
    zmq_tests::process::within(LIMIT, move || context.term())
}

#[test]
fn a_forked_child_and_a_context_that_ended_drop_their_lines() {
    child::run(|| {
        let (handler, subscriber) = handler_and_subscriber().unwrap();
        let (logger, guard) = handler.into_logger();
        let code = system::fork(|| {
            log::info!(logger: logger, "from the child");
            assert!(format!("{guard:?}").contains("PubGuard"));
        });
        assert_eq!(code, 0);
        log::info!(logger: logger, "from the parent");
        assert_eq!(next(&subscriber).1, "from the parent\n");
        subscriber.context().shutdown().unwrap();
        log::info!(logger: logger, "too late");
    });
}

#[test]
fn the_programs_logger_is_installed_once() {
    child::run(|| {
        let (handler, subscriber) = handler_and_subscriber().unwrap();
        let _guard = handler.with_level(Level::Warning).init().unwrap();
        log::info!("too low");
        log::warn!(target: "t", "warned");
        let parts = subscriber.recv_multipart_timeout(LIMIT).unwrap();
        let got = LogLine::parse(&parts).unwrap();
        assert_eq!((got.level, got.root, got.subtopic.as_deref()), (Some(Level::Warning), None, Some("t")));
        let (second, _subscriber) = handler_and_subscriber().unwrap();
        assert_eq!(second.init().unwrap_err().kind(), ErrorKind::Busy);
    });
}
