//! Logs: what one publishes the other one reads.

use std::process::Command;

use zmq_tests::process::Process;
use zmq_tests::program::Language;
use zmq_tests::python;

use super::{BIND, for_each_pair};

/// What reads the log: pyzmq's own reader, or the example after it.
fn watcher(language: Language, endpoint: &str, topic: &str) -> Process {
    match language {
        Language::Rust => language.start("log_watcher", &[&format!("connect={endpoint}"), &format!("topic={topic}")]),
        Language::Python => {
            let mut command = Command::new(python::interpreter());
            command.args(["-u", "-m", "zmq.log", endpoint, "--topic", topic]);
            Process::start(command)
        }
    }
}

/// A number in a line that begins and ends so.
fn number(line: &str, before: &str, after: &str) -> Option<u64> {
    line.strip_prefix(before)?.strip_suffix(after)?.parse().ok()
}

for_each_pair! {
    fn every_line_has_its_topic_and_text(publisher, reader) {
        let mut publisher = publisher.start("log_publisher", &[BIND, "interval_ms=2"]);
        let mut watcher = watcher(reader, &publisher.line_after("ready "), "");
        let lines = watcher.lines(20);
        let tick = |line: &str| number(line, "app.INFO | tick ", "").map(|number| 2 * number);
        let full = |line: &str| number(line, "app.WARNING.disk | WARNING: ", " % full").map(|number| 2 * number + 1);
        let numbers: Option<Vec<u64>> = lines.iter().map(|line| tick(line).or_else(|| full(line))).collect();
        let numbers = numbers.unwrap_or_else(|| panic!("{lines:?}"));
        assert!(numbers.is_sorted_by(|a, b| a + 1 == *b), "{lines:?}");
    }

    fn a_topic_chooses(publisher, reader) {
        let mut publisher = publisher.start("log_publisher", &[BIND, "interval_ms=2"]);
        let mut watcher = watcher(reader, &publisher.line_after("ready "), "app.WARNING.d");
        let lines = watcher.lines(5);
        assert!(lines.iter().all(|line| line.starts_with("app.WARNING.disk | ")), "{lines:?}");
    }
}

#[test]
fn pyzmqs_reader_colours_our_levels() {
    // Colours are for a terminal.
    const IN_A_TERMINAL: &str = "import pty, sys; pty.spawn([sys.executable, '-u', '-m', 'zmq.log', *sys.argv[1:]])";
    let mut publisher = Language::Rust.start("log_publisher", &[BIND, "interval_ms=2"]);
    let mut command = Command::new(python::interpreter());
    command.args(["-c", IN_A_TERMINAL, &publisher.line_after("ready "), "--color", "--separator", " > "]);
    let mut watcher = Process::start(command);
    let (white, yellow, usual) = ("\u{1b}[97m", "\u{1b}[33m", "\u{1b}[39m");
    for line in watcher.lines(10) {
        let expected = if line.contains("app.INFO > tick ") { white } else { yellow };
        assert!(line.starts_with(expected) && line.trim_end().ends_with(usual), "{line:?}");
    }
}
