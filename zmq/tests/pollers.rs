//! Pollers: what they report, and what becomes of sockets that are closed, dropped or moved meanwhile.

use std::io::Write;
use std::os::fd::AsRawFd;
use std::os::unix::net::UnixStream;
use std::thread;

use zmq::{Context, ErrorKind, POLLIN, POLLOUT, PollItem, Poller, Result, Socket};

fn pair(context: &Context, name: &str) -> Result<(Socket, Socket)> {
    let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    a.bind(&format!("inproc://{name}"))?;
    b.connect(&format!("inproc://{name}"))?;
    Ok((a, b))
}

#[test]
fn an_event_loop_of_another_library_waits_for_a_descriptor_of_its_own() -> Result<()> {
    let context = Context::new()?;
    let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    // Also before its first endpoint.
    let descriptor = b.owned_fd()?;
    a.bind("inproc://owned-descriptor")?;
    b.connect("inproc://owned-descriptor")?;
    let mut others = Poller::new();
    others.register(&descriptor, POLLIN)?;
    while b.events()? != POLLOUT {}
    assert!(others.poll(0)?.is_empty());
    a.send("x")?;
    assert!(others.poll(120_000)?.contains(&descriptor));
    assert!(b.events()?.contains(POLLIN));
    assert_eq!(b.recv()?, "x");
    b.close()?;
    drop(std::fs::File::from(descriptor));
    assert!(b.owned_fd().is_err_and(|error| error.kind() == ErrorKind::Closed));
    Ok(())
}

#[test]
fn a_monitor_is_polled_as_a_socket_is() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::REP)?;
    let monitor = socket.monitor_socket(zmq::EVENT_ALL)?;
    let mut poller = Poller::new();
    poller.register(&monitor, POLLIN)?;
    assert!(poller.poll(0)?.is_empty());
    socket.bind("tcp://127.0.0.1:*")?;
    assert!(poller.poll(120_000)?.contains(&monitor));
    assert_eq!(zmq::recv_monitor_message(&monitor)?.event, zmq::EVENT_LISTENING);
    poller.unregister(&monitor)
}

#[test]
fn a_poll_reports_ready_sockets_in_the_order_of_registration() -> Result<()> {
    let (a, b) = pair(&Context::new()?, "order")?;
    let mut poller = Poller::new();
    poller.register(&b, POLLIN | POLLOUT)?;
    poller.register(&a, POLLIN | POLLOUT)?;
    a.send("x")?;
    let events = poller.poll(120_000)?;
    let keys: Vec<_> = events.iter().map(|&(key, _)| key).collect();
    assert!(keys[0] == b && keys[1] == a, "{keys:?}");
    assert_eq!((events.get(&b), events.get(&a)), (POLLIN | POLLOUT, POLLOUT));
    Ok(())
}

#[test]
fn a_poller_with_nothing_to_wait_for_returns_at_once() -> Result<()> {
    assert!(Poller::new().poll(None)?.is_empty());
    let (a, _b) = pair(&Context::new()?, "nothing")?;
    let mut poller = Poller::new();
    poller.register(&a, POLLIN)?;
    a.close()?;
    assert!(poller.poll(None)?.is_empty());
    Ok(())
}

#[test]
fn a_socket_may_be_closed_before_it_is_unregistered() -> Result<()> {
    let (a, b) = pair(&Context::new()?, "closed-first")?;
    let mut poller = Poller::new();
    poller.register(&a, POLLIN)?;
    poller.register(&b, POLLOUT)?;
    a.close()?;
    assert!(poller.contains(&a));
    poller.poll(0)?;
    poller.unregister(&a)?;
    assert_eq!(poller.len(), 1);
    assert_eq!(poller.register(&a, POLLIN).unwrap_err().kind(), ErrorKind::Closed);
    Ok(())
}

#[test]
fn s3_a_dropped_socket_is_passed_over() -> Result<()> {
    let context = Context::new()?;
    let (a, b) = pair(&context, "dropped")?;
    let mut poller = Poller::new();
    poller.register(&a, POLLIN)?;
    poller.register(&b, POLLOUT)?;
    drop(a);
    let events = poller.poll(0)?;
    assert!(events.iter().all(|(key, _)| *key == b));
    drop((b, poller));
    context.term()
}

#[test]
fn a_new_socket_is_never_taken_for_a_closed_one() -> Result<()> {
    let context = Context::new()?;
    let mut poller = Poller::new();
    for _ in 0..100 {
        let old = context.socket(zmq::PUB)?;
        poller.register(&old, POLLOUT)?;
        old.close()?;
        let new = context.socket(zmq::PUB)?;
        assert!(!poller.contains(&new));
        assert!(poller.poll(0)?.get(&new).is_empty());
    }
    Ok(())
}

#[test]
fn a_registered_socket_is_refused_on_other_threads_until_it_is_unregistered() -> Result<()> {
    let (a, b) = pair(&Context::new()?, "pinned")?;
    let mut poller = Poller::new();
    poller.register(&a, POLLIN)?;
    let a = thread::spawn(move || {
        assert_eq!(a.send("x").unwrap_err().kind(), ErrorKind::PinnedElsewhere);
        assert_eq!(a.recv().unwrap_err().kind(), ErrorKind::PinnedElsewhere);
        assert_eq!(a.close().unwrap_err().kind(), ErrorKind::PinnedElsewhere);
        assert_eq!(Poller::new().register(&a, POLLIN).unwrap_err().kind(), ErrorKind::PinnedElsewhere);
        a
    })
    .join()
    .expect("no panic");
    a.send("here it works")?;
    poller.unregister(&a)?;
    thread::spawn(move || a.send("and now there")).join().expect("no panic")?;
    assert_eq!(&*b.recv()?, b"here it works");
    assert_eq!(&*b.recv()?, b"and now there");
    Ok(())
}

#[test]
fn a_socket_dropped_on_another_thread_is_closed_by_its_poller() -> Result<()> {
    let context = Context::new()?;
    for last in ["poll", "unregister", "drop"] {
        let (a, b) = pair(&context, &format!("orphan-{last}"))?;
        let mut poller = Poller::new();
        poller.register(&a, POLLIN)?;
        poller.register(&b, POLLIN)?;
        let open = context.socket_count();
        thread::spawn(move || drop(a)).join().expect("no panic");
        assert_eq!(context.socket_count(), open, "closed under its poller");
        match last {
            "poll" => drop(poller.poll(0)?),
            "unregister" => poller.unregister(&b)?,
            _ => {}
        }
        if last == "unregister" {
            // Taking another socket out changes nothing for the orphan; the next poll closes it.
            assert_eq!(context.socket_count(), open);
            poller.poll(0)?;
        }
        if last == "drop" {
            drop(poller);
        }
        assert_eq!(context.socket_count(), open - 1);
    }
    context.term()
}

#[test]
fn an_orphan_keeps_its_context_until_its_poller_is_gone() -> Result<()> {
    let (mut poller, socket) = (Poller::new(), Context::new()?.socket(zmq::PAIR)?);
    poller.register(&socket, POLLIN)?;
    thread::spawn(move || drop(socket)).join().expect("no panic");
    drop(poller);
    Ok(())
}

#[test]
fn s4_a_descriptor_is_duplicated_at_registration() -> Result<()> {
    let (mut writer, reader) = UnixStream::pair()?;
    let number = reader.as_raw_fd();
    let mut poller = Poller::new();
    poller.register(&reader, POLLIN)?;
    assert!(poller.poll(0)?.is_empty());
    writer.write_all(b"x")?;
    assert_eq!(poller.poll(120_000)?.get(&reader), POLLIN);
    drop(reader);
    let events = poller.poll(120_000)?;
    assert!(events.iter().all(|(key, events)| *key == number && events.contains(POLLIN)), "{events:?}");
    assert_eq!(events.len(), 1, "still open here");
    Ok(())
}

#[test]
fn poll_works_on_borrowed_items_and_on_the_same_socket_twice() -> Result<()> {
    let (a, b) = pair(&Context::new()?, "items")?;
    a.send("x")?;
    let (mut writer, reader) = UnixStream::pair()?;
    writer.write_all(b"x")?;
    let mut items = [
        PollItem::new(&b, POLLIN),
        PollItem::new(&b, POLLOUT),
        PollItem::new(&a, POLLIN),
        PollItem::from_fd(&reader, POLLIN),
    ];
    assert_eq!(zmq::poll(&mut items, 120_000)?, 3);
    assert!(items[0].is_readable() && items[1].is_writable() && items[3].is_readable());
    assert!(items[2].found().is_empty());
    Ok(())
}

#[test]
fn a_poll_ends_when_the_context_is_shut_down() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    let poller = thread::spawn(move || {
        let mut poller = Poller::new();
        poller.register(&socket, POLLIN)?;
        poller.poll(120_000).map(|events| events.len())
    });
    context.shutdown()?;
    assert!(poller.join().expect("no panic").unwrap_err().is_terminated());
    Ok(())
}

#[test]
fn select_sorts_what_is_ready_into_its_lists() -> Result<()> {
    let (a, b) = pair(&Context::new()?, "select")?;
    let (readable, writable, failed) = zmq::select(&[&a, &b], &[], &[&a, &b], 0)?;
    assert!(readable.is_empty() && writable.is_empty() && failed.is_empty());
    a.send("x")?;
    let (readable, writable, failed) = zmq::select(&[&a, &b], &[&b, &a], &[&a], 10_000)?;
    assert!(readable.len() == 1 && std::ptr::eq(readable[0], &raw const b));
    assert!(writable.len() == 2 && std::ptr::eq(writable[0], &raw const b));
    assert!(failed.is_empty());
    Ok(())
}
