//! Messages across sockets: who owns the bytes, who may see them, and what the connection said.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;

use std::sync::mpsc;
use std::sync::{Arc, Mutex};

use harness::{LONG, in_child, inproc, pair, within};
use zmq::{Context, ErrorKind, Message, MessageMut, PAIR, Result};

const LONG_SIZE: usize = 100_000;

/// Tells when it is dropped, and on which thread.
struct Owner {
    bytes: Vec<u8>,
    dropped: mpsc::Sender<std::thread::ThreadId>,
}

impl Owner {
    fn new(bytes: Vec<u8>) -> (Self, mpsc::Receiver<std::thread::ThreadId>) {
        let (dropped, receiver) = mpsc::channel();
        (Self { bytes, dropped }, receiver)
    }
}

impl AsRef<[u8]> for Owner {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        let _ = self.dropped.send(std::thread::current().id());
    }
}

/// Hole S2: libzmq gives the same bytes to both subscribers, so neither may get them writable.
#[test]
fn s2_two_subscribers_share_bytes_that_neither_can_write() -> Result<()> {
    let context = Context::new()?;
    let publisher = context.socket(zmq::PUB)?;
    let endpoint = inproc();
    publisher.bind(&endpoint)?;
    let subscribers = [context.socket(zmq::SUB)?, context.socket(zmq::SUB)?];
    for subscriber in &subscribers {
        subscriber.set_rcvtimeo(LONG)?;
        subscriber.connect(&endpoint)?;
        subscriber.subscribe("")?;
    }
    publisher.send(vec![7; 1_024])?;
    let [mine, yours] = subscribers.map(|subscriber| subscriber.recv().unwrap());
    assert_eq!(mine.as_bytes().as_ptr(), yours.as_bytes().as_ptr());

    let mut copy = MessageMut::from(mine);
    copy.fill(8);
    assert_eq!(std::thread::spawn(move || yours.iter().all(|byte| *byte == 7)).join().ok(), Some(true));
    assert_eq!(copy.freeze(), [8; 1_024]);
    Ok(())
}

#[test]
fn a_received_message_has_the_senders_bytes_within_a_process() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let bytes = vec![1; LONG_SIZE];
    let address = bytes.as_ptr();
    a.send(bytes)?;
    assert_eq!(b.recv()?.as_bytes().as_ptr(), address);
    Ok(())
}

#[test]
fn an_owner_is_asked_once_and_dropped_with_the_last_message() -> Result<()> {
    struct Counting(Owner, Arc<Mutex<u32>>);

    impl AsRef<[u8]> for Counting {
        fn as_ref(&self) -> &[u8] {
            *self.1.lock().unwrap() += 1;
            self.0.as_ref()
        }
    }

    let (a, b) = pair(PAIR, PAIR);
    let (owner, dropped) = Owner::new(vec![1; LONG_SIZE]);
    let asked = Arc::new(Mutex::new(0));
    let message = Message::from_owner(Counting(owner, asked.clone()));
    a.send(&message)?;
    a.send(message)?;
    let (first, second) = (b.recv()?, b.recv()?);
    drop(first);
    assert!(dropped.try_recv().is_err());
    assert_eq!(second, vec![1; LONG_SIZE]);
    drop(second);
    assert_eq!((dropped.try_recv().ok(), *asked.lock().unwrap()), (Some(std::thread::current().id()), 1));
    Ok(())
}

#[test]
fn an_owner_that_cannot_give_its_bytes_is_dropped() {
    struct Broken(mpsc::Sender<()>);

    impl AsRef<[u8]> for Broken {
        fn as_ref(&self) -> &[u8] {
            std::panic::resume_unwind(Box::new("no bytes"))
        }
    }

    impl Drop for Broken {
        fn drop(&mut self) {
            let _ = self.0.send(());
        }
    }

    let (sender, dropped) = mpsc::channel();
    assert!(std::panic::catch_unwind(move || drop(Message::from_owner(Broken(sender)))).is_err());
    assert_eq!(dropped.try_iter().count(), 1);
}

/// Hole S15: the free callback runs on a thread of libzmq.
#[test]
fn s15_an_owner_sent_over_tcp_is_dropped_by_an_io_thread() -> Result<()> {
    let context = Context::new()?;
    let (a, b) = (context.socket(PAIR)?, context.socket(PAIR)?);
    b.set_rcvtimeo(LONG)?;
    b.bind("tcp://127.0.0.1:*")?;
    a.connect(&b.last_endpoint()?)?;
    let (owner, dropped) = Owner::new(vec![1; LONG_SIZE]);
    a.send(Message::from_owner(owner))?;
    assert_eq!(b.recv()?.len(), LONG_SIZE);
    assert_ne!(dropped.recv_timeout(LONG).unwrap(), std::thread::current().id());
    Ok(())
}

/// Hole S15: a panic must not cross C.
#[test]
fn s15_a_panic_in_an_owners_drop_ends_the_process_instead_of_crossing_c() {
    struct Bomb;

    impl AsRef<[u8]> for Bomb {
        fn as_ref(&self) -> &[u8] {
            &[0; 64]
        }
    }

    impl Drop for Bomb {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new("in a drop"));
        }
    }

    let status =
        harness::status_of_child("s15_a_panic_in_an_owners_drop_ends_the_process_instead_of_crossing_c", || {
            drop(Message::from_owner(Bomb))
        });
    let Some(status) = status else { return };
    use std::os::unix::process::ExitStatusExt;
    assert_eq!(status.signal(), Some(libc::SIGABRT));
}

#[test]
fn static_bytes_are_sent_from_where_they_lie() -> Result<()> {
    static PAGE: [u8; 1_000] = [5; 1_000];
    let (a, b) = pair(PAIR, PAIR);
    a.send(Message::from_static(&PAGE))?;
    let message = b.recv()?;
    assert_eq!(message.as_bytes().as_ptr(), PAGE.as_ptr());
    assert!(message.is_shared());
    Ok(())
}

#[test]
fn a_received_message_is_sent_on_as_it_is() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_multipart(["first", "second"])?;
    let first = b.recv()?;
    assert!(first.more());
    b.recv()?;
    b.send(first)?;
    let alone = a.recv()?;
    assert_eq!((alone.more(), alone), (false, "first".into()));
    Ok(())
}

/// Hole S17: properties are read through `&self`, and what is no text is still there as bytes.
#[test]
fn s17_a_received_message_tells_about_its_connection() -> Result<()> {
    let context = Context::new()?;
    let (server, client) = (context.socket(zmq::REP)?, context.socket(zmq::REQ)?);
    server.set_rcvtimeo(LONG)?;
    client.set_identity("the client")?;
    server.bind("tcp://127.0.0.1:*")?;
    client.connect(&server.last_endpoint()?)?;
    client.send("x")?;
    let message = server.recv()?;
    let clone = message.clone();
    for message in [&message, &clone] {
        assert_eq!(message.property("Socket-Type"), Some("REQ"));
        assert_eq!(message.property("Peer-Address"), Some("127.0.0.1"));
        assert_eq!(message.property("Identity"), Some("the client"));
        assert_eq!(message.property_bytes("Socket-Type"), Some(&b"REQ"[..]));
        assert_eq!(message.property("X-Unknown"), None);
        assert!(message.src_fd().is_some());
    }
    drop(message);
    assert_eq!(clone.property("Socket-Type"), Some("REQ"));
    // Sent on to several, which libzmq allows only without properties.
    let publisher = context.socket(zmq::PUB)?;
    publisher.bind(&inproc())?;
    publisher.send(clone)?;
    Ok(())
}

#[test]
fn a_failed_send_gives_the_very_message_back() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    let bytes = vec![3; LONG_SIZE];
    let address = bytes.as_ptr();
    let error = socket.try_send(bytes).unwrap_err();
    assert!(error.is_again());
    assert_eq!(error.message().as_bytes().as_ptr(), address);
    assert_eq!(error.into_message(), vec![3; LONG_SIZE]);
    Ok(())
}

#[test]
fn a_message_outlives_its_socket_and_context() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send(vec![4; LONG_SIZE])?;
    let message = b.recv()?;
    drop((a, b));
    assert_eq!(within(LONG, move || message.len()), LONG_SIZE);
    Ok(())
}

#[test]
fn sizes_that_no_memory_can_hold_are_errors_and_not_assertions() {
    in_child("sizes_that_no_memory_can_hold_are_errors_and_not_assertions", || {
        for size in [usize::MAX, usize::MAX - 40, isize::MAX.unsigned_abs(), 1 << 50] {
            assert_eq!(MessageMut::zeroed(size).unwrap_err().kind(), ErrorKind::OutOfMemory);
        }
    });
}

#[test]
fn a_tracked_message_is_done_once_the_system_has_it() -> Result<()> {
    let context = Context::new()?;
    context.set_linger(0)?;
    let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    let (waiting, tracker) = Message::tracked(vec![7; LONG_SIZE]);
    assert_eq!(push.try_send(&waiting).unwrap_err().into_message(), waiting);
    assert!(!tracker.done());

    let port = pull.bind_to_random_port("tcp://127.0.0.1")?;
    push.connect(&format!("tcp://127.0.0.1:{port}"))?;
    push.send(waiting)?;
    assert_eq!(pull.recv_timeout(LONG)?.len(), LONG_SIZE);
    tracker.wait_timeout(LONG)
}
