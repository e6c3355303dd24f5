//! pyzmq's `test_poll.py`, which asks about `select` too.

use std::io::Write;
use std::os::fd::AsRawFd;
use std::time::{Duration, Instant};

use zmq::{PAIR, POLLIN, POLLOUT, PollEvents, Poller, Result, Socket};

use super::{LONG, await_subscription, create_bound_pair};

/// Polls until the socket has exactly these events.
#[track_caller]
fn await_events(poller: &mut Poller, socket: &Socket, events: PollEvents) -> Result<()> {
    let deadline = Instant::now() + LONG;
    while poller.poll(1)?.get(socket) != events {
        assert!(Instant::now() < deadline, "still {:?}", poller.poll(1)?.get(socket));
    }
    Ok(())
}

/// A poller that watches both for everything.
fn watch(a: &Socket, b: &Socket) -> Result<Poller> {
    let mut poller = Poller::new();
    poller.register(a, POLLIN | POLLOUT)?;
    poller.register(b, POLLIN | POLLOUT)?;
    Ok(poller)
}

/// libzmq's clock may be a millisecond ahead.
#[track_caller]
fn assert_took(started: Instant, milliseconds: u64) {
    let took = started.elapsed();
    assert!(took >= Duration::from_millis(milliseconds * 9 / 10) && took < LONG, "{took:?}");
}

/// pyzmq: `TestPoll.test_pair`
#[test]
fn a_pair_is_writable_and_readable_when_something_came() -> Result<()> {
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    let mut poller = watch(&a, &b)?;
    await_events(&mut poller, &a, POLLOUT)?;
    await_events(&mut poller, &b, POLLOUT)?;
    a.send("msg1")?;
    b.send("msg2")?;
    await_events(&mut poller, &a, POLLIN | POLLOUT)?;
    await_events(&mut poller, &b, POLLIN | POLLOUT)?;
    assert_eq!((a.recv()?, b.recv()?), ("msg2".into(), "msg1".into()));
    await_events(&mut poller, &a, POLLOUT)?;
    await_events(&mut poller, &b, POLLOUT)?;
    poller.unregister(&a)?;
    poller.unregister(&b)
}

/// pyzmq: `test_reqrep`
#[test]
fn the_readiness_of_req_and_rep_follows_their_turns() -> Result<()> {
    let (server, client) = create_bound_pair(zmq::REP, zmq::REQ)?;
    let mut poller = watch(&server, &client)?;
    let nothing = PollEvents::empty();
    await_events(&mut poller, &client, POLLOUT)?;
    await_events(&mut poller, &server, nothing)?;
    client.send("msg1")?;
    assert_eq!(poller.poll(0)?.get(&client), nothing);
    await_events(&mut poller, &server, POLLIN)?;
    server.recv()?;
    await_events(&mut poller, &server, POLLOUT)?;
    server.send("msg2")?;
    assert_eq!(poller.poll(0)?.get(&server), nothing);
    await_events(&mut poller, &client, POLLIN)?;
    client.recv()?;
    await_events(&mut poller, &client, POLLOUT)
}

/// pyzmq: `test_pubsub`
#[test]
fn a_publisher_is_always_writable_and_a_subscriber_readable_when_something_came() -> Result<()> {
    let (publisher, subscriber) = create_bound_pair(zmq::PUB, zmq::SUB)?;
    subscriber.subscribe("")?;
    await_subscription(&publisher, &subscriber, "canary")?;
    let mut poller = Poller::new();
    poller.register(&publisher, POLLIN | POLLOUT)?;
    poller.register(&subscriber, POLLIN)?;
    let events = poller.poll(LONG)?;
    assert_eq!((events.get(&publisher), events.contains(&subscriber)), (POLLOUT, false));
    publisher.send("msg1")?;
    assert_eq!(poller.poll(LONG)?.get(&publisher), POLLOUT);
    await_events(&mut poller, &subscriber, POLLIN)?;
    subscriber.recv()?;
    await_events(&mut poller, &subscriber, PollEvents::empty())
}

/// pyzmq: `test_no_events`. Unregistering what is not registered is KeyError there and NotFound here.
#[test]
fn registering_again_changes_the_events_and_no_events_unregister() -> Result<()> {
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    let mut poller = Poller::new();
    poller.register(&a, POLLIN)?;
    poller.register(&b, PollEvents::empty())?;
    assert!(poller.contains(&a) && !poller.contains(&b));
    assert!(poller.poll(0)?.is_empty());
    poller.modify(&a, POLLOUT)?;
    assert_eq!(poller.len(), 1);
    await_events(&mut poller, &a, POLLOUT)?;
    poller.register(&a, PollEvents::empty())?;
    assert!(poller.is_empty() && !poller.contains(&a));
    assert_eq!(poller.unregister(&a).unwrap_err().kind(), zmq::ErrorKind::NotFound);
    Ok(())
}

/// pyzmq: `test_raw`
#[test]
fn a_descriptor_is_reported_by_its_number() -> Result<()> {
    let (reader, mut writer) = std::io::pipe()?;
    let mut poller = Poller::new();
    poller.register(&reader, POLLIN)?;
    assert!(poller.poll(1)?.is_empty());
    writer.write_all(b"x")?;
    let events = poller.poll(LONG)?;
    assert_eq!(events.get(&reader), POLLIN);
    assert!(events.iter().all(|(key, _)| *key == reader.as_raw_fd()) && events.len() == 1);
    Ok(())
}

/// pyzmq: `TestPoll.test_timeout`
#[test]
fn a_poll_counts_milliseconds() -> Result<()> {
    let (a, _b) = create_bound_pair(PAIR, PAIR)?;
    let mut poller = Poller::new();
    poller.register(&a, POLLIN)?;
    let started = Instant::now();
    assert!(poller.poll(50)?.is_empty());
    assert!(poller.poll(Duration::from_millis(50))?.is_empty());
    assert_took(started, 100);
    Ok(())
}

/// pyzmq: `TestSelect.test_pair`
#[test]
fn select_tells_who_is_writable() -> Result<()> {
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    for socket in [&a, &b] {
        assert_eq!(socket.poll(LONG, POLLOUT)?, POLLOUT);
    }
    let (readable, writable, failed) = zmq::select(&[&a, &b], &[&a, &b], &[&a, &b], None)?;
    assert!(readable.is_empty() && failed.is_empty() && writable.len() == 2);
    Ok(())
}

/// pyzmq: `TestSelect.test_timeout`. Python's counts seconds, as its `select.select` does; here a plain number is milliseconds everywhere.
#[test]
fn select_counts_milliseconds_too() -> Result<()> {
    let (a, b) = create_bound_pair(PAIR, PAIR)?;
    let started = Instant::now();
    let (readable, ..) = zmq::select(&[&a, &b], &[], &[], 50)?;
    assert!(readable.is_empty());
    zmq::select(&[&a, &b], &[], &[], Duration::from_secs_f64(0.05))?;
    assert_took(started, 100);
    Ok(())
}
