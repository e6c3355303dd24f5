//! A context's life: made, shared, shut down, destroyed, terminated.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking")]

use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use zmq::{Context, ErrorKind, Result};

const LONG: Duration = Duration::from_secs(120);

/// Runs what must not block for ever, and fails the test if it does.
fn within<T: Send + 'static>(limit: Duration, f: impl FnOnce() -> T + Send + 'static) -> T {
    let (sender, receiver) = mpsc::channel();
    let worker = thread::spawn(move || sender.send(f()));
    match receiver.recv_timeout(limit) {
        Ok(value) => value,
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("still running after {limit:?}"),
        Err(mpsc::RecvTimeoutError::Disconnected) => std::panic::resume_unwind(worker.join().unwrap_err()),
    }
}

#[test]
fn a_socket_keeps_a_temporary_context_alive() -> Result<()> {
    let server = Context::new()?.socket(zmq::REP)?;
    let port = server.bind_to_random_port("tcp://127.0.0.1")?;
    let client = Context::new()?.socket(zmq::REQ)?;
    client.connect(&format!("tcp://127.0.0.1:{port}"))?;
    client.send("Hello")?;
    assert_eq!(&*server.recv_timeout(LONG)?, b"Hello");
    Ok(())
}

#[test]
fn an_unknown_socket_type_is_refused() -> Result<()> {
    let error = Context::new()?.socket(zmq::SocketType::from_raw(99)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn too_many_sockets_are_an_error_that_says_what_to_do() -> Result<()> {
    let context = Context::new()?;
    context.set(zmq::ContextOption::MAX_SOCKETS, 3)?;
    let sockets: Vec<_> = (0..3).map(|_| context.socket(zmq::PAIR)).collect::<Result<_>>()?;
    let error = context.socket(zmq::PAIR).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::TooMany);
    assert!(error.to_string().contains("max_sockets"), "{error}");
    drop(sockets);
    Ok(())
}

#[test]
fn clones_are_the_same_context() -> Result<()> {
    let context = Context::new()?;
    assert_eq!(context, context.clone());
    assert_ne!(context, Context::new()?);
    Ok(())
}

#[test]
fn shutdown_ends_a_blocked_receive_and_every_later_call() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    socket.bind("inproc://shutdown")?;
    let (blocked, is_blocked) = mpsc::channel();
    let receiver = thread::spawn(move || {
        blocked.send(()).expect("the test listens");
        let first = socket.recv().unwrap_err();
        (first, socket.recv().unwrap_err(), socket.send("x").unwrap_err().kind())
    });
    is_blocked.recv().expect("the receiver runs");
    context.shutdown()?;
    context.shutdown()?;
    let (first, second, send) = receiver.join().expect("no panic");
    assert!(first.is_terminated() && second.is_terminated(), "{first} / {second}");
    assert!(matches!(send, ErrorKind::Terminated | ErrorKind::Unsupported));
    assert_eq!(context.socket(zmq::PAIR).unwrap_err().kind(), ErrorKind::Terminated);
    assert!(context.is_closed());
    Ok(())
}

#[test]
fn s1_terminating_twice_and_using_a_clone_afterwards_is_an_error() -> Result<()> {
    let context = Context::new()?;
    let clone = context.clone();
    context.term()?;
    assert_eq!(clone.socket(zmq::PAIR).unwrap_err().kind(), ErrorKind::Terminated);
    assert_eq!(clone.set(zmq::ContextOption::IO_THREADS, 1).unwrap_err().kind(), ErrorKind::Terminated);
    assert_eq!(clone.get(zmq::ContextOption::IO_THREADS).unwrap_err().kind(), ErrorKind::Terminated);
    clone.shutdown()?;
    clone.destroy(0)?;
    clone.term()
}

#[test]
fn terminating_from_many_threads_at_once_terminates_once() -> Result<()> {
    for _ in 0..20 {
        let context = Context::new()?;
        let sockets: Vec<_> = (0..4).map(|_| context.socket(zmq::PAIR)).collect::<Result<_>>()?;
        let mut threads: Vec<_> = (0..4)
            .map(|_| {
                let context = context.clone();
                thread::spawn(move || context.term())
            })
            .collect();
        threads.extend(sockets.into_iter().map(|socket| thread::spawn(move || socket.close())));
        within(LONG, move || threads.into_iter().try_for_each(|thread| thread.join().expect("no panic")))?;
    }
    Ok(())
}

#[test]
fn destroy_bounds_the_linger_of_a_socket_that_is_blocked_in_another_thread() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    socket.connect("tcp://127.0.0.1:1")?;
    let (ready, is_ready) = mpsc::channel();
    let sender = thread::spawn(move || {
        let error = loop {
            match socket.try_send("to nobody") {
                Ok(()) => {}
                Err(error) if error.is_again() => {
                    ready.send(()).expect("the test listens");
                    break socket.send("one too many").unwrap_err();
                }
                Err(error) => break error,
            }
        };
        error.is_terminated()
    });
    is_ready.recv().expect("the sender runs");
    context.destroy(0)?;
    assert!(within(LONG, move || sender.join().expect("no panic")));
    within(LONG, move || context.term())
}

#[test]
fn dropping_the_last_handle_delivers_what_was_sent() -> Result<()> {
    let receiver = Context::new()?.socket(zmq::PULL)?;
    let port = receiver.bind_to_random_port("tcp://127.0.0.1")?;
    let sender = Context::new()?.socket(zmq::PUSH)?;
    sender.connect(&format!("tcp://127.0.0.1:{port}"))?;
    for number in 0..500_u32 {
        sender.send(number.to_le_bytes())?;
    }
    within(LONG, move || drop(sender));
    for number in 0..500_u32 {
        assert_eq!(&*receiver.recv_timeout(LONG)?, &number.to_le_bytes());
    }
    Ok(())
}

#[test]
fn the_last_handle_may_be_dropped_by_any_thread() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PAIR)?;
    drop(context);
    within(LONG, move || drop(socket));
    Ok(())
}
