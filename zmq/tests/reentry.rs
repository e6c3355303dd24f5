//! libzmq runs free callbacks inside a send, on the caller's thread, and on its own threads: whatever an owner's drop
//! reaches from there is refused or put off, never run into.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;

use std::cell::{Cell, RefCell};
use std::sync::mpsc;

use harness::{LONG, in_child, inproc};
use zmq::{Context, Error, ErrorKind, Message, Result, Socket, SocketType};

/// Bytes whose drop runs a function.
struct OnDrop<F: FnMut()>(F);

impl<F: FnMut()> AsRef<[u8]> for OnDrop<F> {
    fn as_ref(&self) -> &[u8] {
        &[1; 64]
    }
}

impl<F: FnMut()> Drop for OnDrop<F> {
    fn drop(&mut self) {
        (self.0)();
    }
}

fn on_drop(f: impl FnMut() + Send + 'static) -> Message {
    Message::from_owner(OnDrop(f))
}

thread_local! {
    static SOCKET: RefCell<Option<Socket>> = const { RefCell::new(None) };
    static SEEN: RefCell<Vec<ErrorKind>> = const { RefCell::new(Vec::new()) };
    static CALLS: Cell<u32> = const { Cell::new(0) };
}

fn with_socket<T>(f: impl FnOnce(&Socket) -> T) -> T {
    SOCKET.with_borrow(|socket| f(socket.as_ref().unwrap()))
}

/// Does to the socket, from inside its own send, all that safe code can.
fn touch_everything() {
    CALLS.set(CALLS.get() + 1);
    with_socket(|socket| {
        let results = [
            socket.send("x").map_err(Error::from),
            socket.send_multipart(["x", "y"]).map_err(Error::from),
            socket.recv_with(zmq::DONTWAIT).map(drop),
            socket.recv_multipart_with(zmq::DONTWAIT).map(drop),
            socket.bind(&inproc()),
            socket.connect(&inproc()),
            socket.set_linger(0),
            socket.linger().map(drop),
            socket.last_endpoint().map(drop),
            socket.poll(0, zmq::POLLIN).map(drop),
        ];
        SEEN.with_borrow_mut(|seen| seen.extend(results.into_iter().map(|result| result.unwrap_err().kind())));
    });
}

/// Socket types that drop what they send when nobody is there, within the send.
fn droppers() -> Result<Vec<(Context, Socket)>> {
    [zmq::PUB, zmq::ROUTER]
        .into_iter()
        .map(|kind: SocketType| {
            let context = Context::new()?;
            let socket = context.socket(kind)?;
            socket.bind(&inproc())?;
            Ok((context, socket))
        })
        .collect()
}

#[test]
fn an_owner_dropped_inside_a_send_finds_the_socket_busy() -> Result<()> {
    for (_context, socket) in droppers()? {
        CALLS.set(0);
        SOCKET.set(Some(socket));
        with_socket(|socket| -> Result<()> {
            if socket.socket_type() == zmq::ROUTER {
                socket.send_with("nobody", zmq::SNDMORE)?;
            }
            Ok(socket.send(on_drop(touch_everything))?)
        })?;
        assert_eq!(CALLS.get(), 1);
        let seen = SEEN.take();
        assert!(!seen.is_empty() && seen.iter().all(|kind| *kind == ErrorKind::Busy), "{seen:?}");
        with_socket(|socket| socket.send("usable again"))?;
        drop(SOCKET.take());
    }
    Ok(())
}

#[test]
fn an_owner_dropped_inside_a_multipart_send_does_not_cut_it() -> Result<()> {
    let (context, socket) = droppers()?.swap_remove(0);
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.set_rcvtimeo(LONG)?;
    subscriber.connect(&socket.last_endpoint()?)?;
    subscriber.subscribe("wanted")?;
    SOCKET.set(Some(socket));
    with_socket(|socket| socket.send_multipart([on_drop(touch_everything), "tail".into()]))?;
    with_socket(|socket| socket.send_multipart(["wanted", "tail"]))?;
    assert_eq!(subscriber.recv_multipart()?, ["wanted", "tail"]);
    assert!(SEEN.take().iter().all(|kind| *kind == ErrorKind::Busy));
    assert_eq!(CALLS.get(), 1);
    drop(SOCKET.take());
    Ok(())
}

#[test]
fn a_close_inside_a_send_is_put_off_until_the_send_is_over() -> Result<()> {
    for (_context, socket) in droppers()? {
        SOCKET.set(Some(socket));
        let closes = || {
            with_socket(|socket| {
                assert!(socket.close().is_ok());
                assert!(socket.is_closed());
            });
        };
        with_socket(|socket| -> Result<()> {
            if socket.socket_type() == zmq::ROUTER {
                socket.send_with("nobody", zmq::SNDMORE)?;
            }
            Ok(socket.send(on_drop(closes))?)
        })?;
        assert_eq!(with_socket(|socket| socket.send("late")).unwrap_err().kind(), ErrorKind::Closed);
        drop(SOCKET.take());
    }
    Ok(())
}

/// All parts are sent in one call, and the socket is closed after it.
#[cfg(zmqx)]
#[test]
fn a_close_inside_a_multipart_send_waits_for_its_last_part() -> Result<()> {
    let (_context, socket) = droppers()?.swap_remove(0);
    SOCKET.set(Some(socket));
    let closing = on_drop(|| with_socket(|socket| socket.close().unwrap()));
    with_socket(|socket| socket.send_multipart([closing, "b".into(), "c".into()]))?;
    assert_eq!(with_socket(|socket| socket.send("d")).unwrap_err().kind(), ErrorKind::Closed);
    drop(SOCKET.take());
    Ok(())
}

/// The last part has nowhere to go; the others are handed over before the close that one's owner asked for.
#[cfg(not(zmqx))]
#[test]
fn a_close_inside_a_multipart_send_is_a_partial_send() -> Result<()> {
    let (_context, socket) = droppers()?.swap_remove(0);
    SOCKET.set(Some(socket));
    let closing = on_drop(|| with_socket(|socket| socket.close().unwrap()));
    let error = with_socket(|socket| socket.send_multipart([closing, "b".into(), "c".into()])).unwrap_err();
    assert_eq!((error.kind(), error.into_parts()), (ErrorKind::PartialSend, ["c"].into()));
    drop(SOCKET.take());
    Ok(())
}

#[test]
fn an_owner_can_use_another_socket_inside_a_send() -> Result<()> {
    let (context, socket) = droppers()?.swap_remove(0);
    let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    let endpoint = inproc();
    a.bind(&endpoint)?;
    b.connect(&endpoint)?;
    b.set_rcvtimeo(LONG)?;
    SOCKET.set(Some(a));
    socket.send(on_drop(|| with_socket(|socket| socket.send("from the drop").unwrap())))?;
    assert_eq!(b.recv()?, "from the drop");
    drop(SOCKET.take());
    Ok(())
}

#[test]
fn a_context_dropped_last_inside_a_send_does_not_hang() {
    in_child("a_context_dropped_last_inside_a_send_does_not_hang", || {
        let (context, socket) = droppers().unwrap().swap_remove(0);
        let mut other = Some((context, Context::new().unwrap()));
        socket.send(on_drop(move || drop(other.take()))).unwrap();
    });
}

/// The last handles of a context go while an I/O thread of that very context frees a message.
#[test]
fn a_context_dropped_last_on_its_own_io_thread_does_not_hang() {
    in_child("a_context_dropped_last_on_its_own_io_thread_does_not_hang", || {
        let receiver = Context::new().unwrap().socket(zmq::PULL).unwrap();
        let port = receiver.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let context = Context::new().unwrap();
        let sender = context.socket(zmq::PUSH).unwrap();
        sender.connect(&format!("tcp://127.0.0.1:{port}")).unwrap();
        let (dropped, drops) = mpsc::channel();
        let (go, ready) = mpsc::channel::<()>();
        let mut context = Some(context);
        let message = on_drop(move || {
            // Only when the socket's share of the context is gone.
            let _ = ready.recv_timeout(LONG);
            drop(context.take());
            dropped.send(std::thread::current().id()).unwrap();
        });
        sender.send(message).unwrap();
        drop(sender);
        go.send(()).unwrap();
        assert_eq!(receiver.recv_timeout(LONG).unwrap().len(), 64);
        assert_ne!(drops.recv_timeout(LONG).unwrap(), std::thread::current().id());
    });
}

#[test]
fn term_inside_a_free_callback_is_refused() -> Result<()> {
    let (context, socket) = droppers()?.swap_remove(0);
    let (sender, results) = mpsc::channel();
    socket.send(on_drop(move || sender.send(context.term().map_err(|error| error.kind())).unwrap()))?;
    assert_eq!(results.try_recv().unwrap(), Err(ErrorKind::Busy));
    Ok(())
}
