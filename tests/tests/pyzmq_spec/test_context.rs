//! pyzmq's `test_context.py`.

use std::sync::mpsc::channel;
use std::thread;

use zmq::{Context, ErrorKind, PUB, REP, REQ, Result};
use zmq_tests::child;

use super::{LONG, context, create_bound_pair};

/// pyzmq: `test_fail_init`
#[test]
fn a_negative_number_of_io_threads_is_refused() {
    let error = Context::with_io_threads(-1).unwrap_err();
    assert_eq!((error.kind(), error.errno()), (ErrorKind::InvalidInput, zmq::EINVAL));
}

/// pyzmq: `test_term_hang`
#[test]
fn the_end_waits_for_no_message_of_a_socket_without_linger() {
    child::run(|| {
        let (router, dealer) = create_bound_pair(zmq::ROUTER, zmq::DEALER).unwrap();
        dealer.set_linger(0).unwrap();
        dealer.send(vec![7; 100_000]).unwrap();
        let context = router.context().clone();
        dealer.close().unwrap();
        router.close().unwrap();
        context.term().unwrap();
    });
}

/// pyzmq: `test_instance`, `test_instance_threadsafe`
#[test]
fn the_instance_is_the_same_in_every_thread_until_it_is_closed() {
    child::run(|| {
        let threads: Vec<_> = (0..16).map(|_| thread::spawn(|| Context::instance().unwrap())).collect();
        let first = Context::instance().unwrap();
        assert!(threads.into_iter().all(|thread| thread.join().unwrap() == first));
        first.term().unwrap();
        let next = Context::instance().unwrap();
        assert!(next != first && !next.is_closed());
        assert_eq!(next, Context::instance().unwrap());
    });
}

/// pyzmq: `test_many_sockets`
#[test]
fn many_sockets_are_opened_and_closed() {
    child::run(|| {
        let context = context().unwrap();
        for _ in 0..16 {
            let sockets: Vec<_> = (0..65).map(|_| context.socket(REP).unwrap()).collect();
            assert_eq!(context.socket_count(), 65);
            sockets.iter().for_each(|socket| socket.close().unwrap());
        }
        assert_eq!(context.socket_count(), 0);
        context.term().unwrap();
    });
}

/// pyzmq: `test_sockopts`
#[test]
fn an_option_of_the_context_is_the_default_of_its_sockets_where_it_applies() -> Result<()> {
    let context = context()?;
    context.set_linger(5)?;
    assert!(context.getsockopt(zmq::LINGER).is_some_and(|linger| linger == 5));
    let socket = context.socket(REQ)?;
    assert_eq!(socket.getsockopt(zmq::LINGER)?, 5);
    context.setsockopt(zmq::SUBSCRIBE, b"")?;
    context.socket(REQ)?;
    Ok(())
}

/// pyzmq: `test_destroy`. The sockets close there at once, under the hands of whoever uses them; here each refuses its next call, is closed by it,
/// and says that it is.
#[test]
fn destroy_closes_all_sockets() -> Result<()> {
    let context = context()?;
    let sockets: Vec<_> = (0..65).map(|_| context.socket(REP)).collect::<Result<_>>()?;
    sockets.iter().step_by(2).try_for_each(|socket| socket.close())?;
    context.destroy(None)?;
    assert!(sockets.iter().all(|socket| socket.is_closed()) && context.is_closed());
    Ok(())
}

/// pyzmq: `test_destroy_linger`
#[test]
fn destroy_with_linger_zero_does_not_wait_for_an_absent_peer() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(zmq::PUSH).unwrap();
        socket.connect("tcp://127.0.0.1:1").unwrap();
        socket.send("to nobody").unwrap();
        context.destroy(0).unwrap();
        assert!(socket.is_closed());
        assert_eq!(socket.send("again").unwrap_err().kind(), ErrorKind::Terminated);
        assert_eq!(socket.send("again").unwrap_err().kind(), ErrorKind::Closed);
        context.term().unwrap();
    });
}

/// pyzmq: `test_term_noclose`
#[test]
fn term_waits_for_the_last_socket_and_does_nothing_the_second_time() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(REQ).unwrap();
        let (done, is_done) = channel();
        let terminator = thread::spawn({
            let context = context.clone();
            move || done.send(context.term())
        });
        while !context.is_closed() {
            thread::yield_now();
        }
        assert!(is_done.try_recv().is_err(), "terminated while a socket is open");
        socket.close().unwrap();
        is_done.recv_timeout(LONG).expect("term returns once the socket is closed").unwrap();
        terminator.join().unwrap().unwrap();
        context.term().unwrap();
    });
}

/// pyzmq: `test_term_thread`
#[test]
fn term_ends_a_blocked_receive_in_another_thread() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(REP).unwrap();
        socket.bind_to_random_port("tcp://127.0.0.1").unwrap();
        let (ready, is_ready) = channel();
        let blocked = thread::spawn(move || {
            ready.send(()).unwrap();
            socket.recv().unwrap_err()
        });
        is_ready.recv().unwrap();
        context.term().unwrap();
        let error = blocked.join().unwrap();
        assert!(error.is_terminated() && error == zmq::ETERM, "{error}");
    });
}

/// pyzmq: `test_shadow`. A shadow may be used as long as the context lives, which is what its `unsafe` promises: where Python gets EFAULT from a
/// context that is gone, Rust has clones, and those say that it ended.
#[test]
fn the_end_of_a_shadow_is_not_the_end_of_the_context() -> Result<()> {
    let context = context()?;
    // SAFETY: the context outlives its shadow.
    let shadow = unsafe { Context::shadow(context.as_ptr())? };
    assert_eq!(shadow.as_ptr(), context.as_ptr());
    let socket = context.socket(PUB)?;
    drop(shadow.socket(PUB)?);
    drop(shadow);
    assert!(!context.is_closed() && !socket.is_closed());
    drop(socket);

    let clone = context.clone();
    context.term()?;
    assert_eq!(clone.socket(PUB).unwrap_err().kind(), ErrorKind::Terminated);
    Ok(())
}
