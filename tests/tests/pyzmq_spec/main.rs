//! What pyzmq's own tests promise, kept in Rust: one file here for each of its test files, with the same name.
//!
//! `cases.tsv` lists the promises: the test of pyzmq, and the one of ours that keeps it, which may stand elsewhere. Where Rust differs on
//! purpose the test pins what we do, and its documentation says why.

mod test_auth;
mod test_context;
mod test_message;
mod test_monitor;
mod test_monqueue;
mod test_poll;
mod test_reqrep;
mod test_retry_eintr;
mod test_security;
mod test_socket;
mod test_z85;

use std::path::Path;
use std::time::Duration;

use zmq::{Context, Result, Socket, SocketType};

/// Longer than anything that goes well takes.
const LONG: Duration = Duration::from_secs(120);

/// A context whose sockets neither linger nor block for ever.
fn context() -> Result<Context> {
    let context = Context::new()?;
    context.set_linger(0)?;
    context.set_rcvtimeo(LONG)?;
    context.set_sndtimeo(LONG)?;
    Ok(context)
}

/// Two sockets, connected over tcp: pyzmq's helper of that name.
fn create_bound_pair(bound: SocketType, connected: SocketType) -> Result<(Socket, Socket)> {
    let context = context()?;
    let (a, b) = (context.socket(bound)?, context.socket(connected)?);
    let port = a.bind_to_random_port("tcp://127.0.0.1")?;
    b.connect(&format!("tcp://127.0.0.1:{port}"))?;
    Ok((a, b))
}

/// Publishes until something comes through, which is when the subscription has arrived, and then receives all of it.
fn await_subscription(publisher: &Socket, subscriber: &Socket, topic: &str) -> Result<()> {
    while subscriber.poll(10, zmq::POLLIN)?.is_empty() {
        publisher.send(topic)?;
    }
    let last = format!("{topic} was the last");
    publisher.send(&last)?;
    while subscriber.recv()? != last {}
    Ok(())
}

#[test]
fn every_promise_is_kept_by_a_test_that_names_it() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let cases = include_str!("cases.tsv").lines().skip(1);
    let mut numbers = std::collections::BTreeSet::new();
    for case in cases {
        let [number, theirs, file, ours] = case.split('\t').collect::<Vec<_>>()[..] else { panic!("{case:?}") };
        numbers.insert(number.parse::<u32>().expect("a number"));
        let text = std::fs::read_to_string(tests.join(file)).unwrap_or_else(|error| panic!("{file}: {error}"));
        let (before, _) = text.split_once(&format!("\nfn {ours}(")).unwrap_or_else(|| panic!("{file} has no {ours}"));
        let (_, head) = before.rsplit_once("\n\n").expect("a blank line before it");
        assert!(head.contains("#[test]"), "{ours} is no test");
        let (module, theirs) = theirs.split_once('.').expect("a file and a test");
        if file == format!("pyzmq_spec/{module}.rs") {
            assert!(head.contains(&format!("`{theirs}`")), "{ours} does not name {theirs}");
        }
    }
    assert!(numbers.into_iter().eq(1..=40), "a case is missing");
}
