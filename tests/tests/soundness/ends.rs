//! The end of life of contexts: once, on any thread, in any order, and nothing sent before it is lost.

use std::sync::mpsc::channel;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use zmq::{Context, ErrorKind, PULL, PUSH, Poller, REP};
use zmq_tests::child;

use super::pair;

const SENT: &str = "sent before the end";

/// A PULL socket that a child process sends to, in the given role.
fn receive_from(role: &str) -> zmq::Result<()> {
    let context = Context::new()?;
    let receiver = context.socket(PULL)?;
    receiver.bind("tcp://127.0.0.1:*")?;
    let sender = child::spawn(role, &[&receiver.last_endpoint()?]);
    assert_eq!(receiver.recv_timeout(120_000)?, SENT);
    let outcome = sender.outcome();
    assert!(outcome.status.success() && !outcome.timed_out, "{outcome}");
    Ok(())
}

fn send_by(context: &Context, endpoint: &str) -> zmq::Result<()> {
    let sender = context.socket(PUSH)?;
    sender.connect(endpoint)?;
    Ok(sender.send(SENT)?)
}

/// Where a role returns from the test, and so from the runner's `main`, instead of exiting.
fn is_role(role: &str) -> Option<String> {
    let here = std::env::var("ZMQ_TESTS_ROLE").is_ok_and(|name| name == role);
    here.then(|| std::env::var("ZMQ_TESTS_ARGUMENTS").unwrap_or_default())
}

#[test]
fn what_the_instance_sent_is_delivered_when_main_returns() {
    if let Some(endpoint) = is_role("returns") {
        return send_by(&Context::instance().unwrap(), &endpoint).unwrap();
    }
    child::run(|| receive_from("returns").unwrap());
}

#[test]
fn what_the_instance_sent_is_delivered_when_the_process_exits() {
    child::role("exits", |arguments| send_by(&Context::instance().unwrap(), &arguments[0]).unwrap());
    child::run(|| receive_from("exits").unwrap());
}

#[test]
fn an_exit_does_not_wait_for_a_socket_of_the_instance_that_is_open() {
    child::role("exits", |_| {
        let socket = Context::instance().unwrap().socket(PUSH).unwrap();
        socket.connect("tcp://127.0.0.1:1").unwrap();
        socket.send("to nobody").unwrap();
        // Still open, on a thread that never ends.
        thread::spawn(move || {
            let _ = socket.recv();
            loop {
                thread::park();
            }
        });
    });
    child::run(|| child::assert_finished(&child::spawn("exits", &[]).outcome()));
}

#[test]
fn an_exit_from_inside_a_free_callback_does_not_hang() {
    struct Exits;
    impl AsRef<[u8]> for Exits {
        fn as_ref(&self) -> &[u8] {
            &[0; 1_000]
        }
    }
    impl Drop for Exits {
        fn drop(&mut self) {
            println!("[child finished]");
            std::process::exit(0);
        }
    }
    child::role("exits", |_| {
        let context = Context::instance().unwrap();
        context.socket(zmq::PUB).unwrap().send(zmq::Message::from_owner(Exits)).unwrap();
        unreachable!("the message was freed inside the send");
    });
    child::run(|| child::assert_finished(&child::spawn("exits", &[]).outcome()));
}

#[test]
fn the_instance_is_made_again_by_many_threads_while_others_end_it() {
    child::run(|| {
        let threads: Vec<_> = (0..8)
            .map(|number| {
                thread::spawn(move || {
                    for round in 0..50 {
                        let context = Context::instance().unwrap();
                        match context.socket(PUSH) {
                            Ok(socket) => drop(socket.set_linger(0)),
                            Err(error) => assert_eq!(error, ErrorKind::Terminated),
                        }
                        match (number + round) % 4 {
                            0 => context.shutdown().unwrap(),
                            1 => context.destroy(0).unwrap(),
                            2 if round % 8 == 0 => context.term().unwrap(),
                            _ => {}
                        }
                    }
                })
            })
            .collect();
        threads.into_iter().for_each(|thread| thread.join().unwrap());
    });
}

#[test]
fn s1_a_context_that_ends_in_every_way_on_many_threads_ends_once() {
    child::run(|| {
        for round in 0..30 {
            let context = Context::new().unwrap();
            let start = Arc::new(Barrier::new(6));
            let threads: Vec<_> = (0..6)
                .map(|number| {
                    let (context, start) = (context.clone(), start.clone());
                    thread::spawn(move || {
                        let socket = context.socket(REP).ok();
                        start.wait();
                        match (number + round) % 6 {
                            0 => context.shutdown().unwrap(),
                            1 => context.destroy(0).unwrap(),
                            2 => {
                                // It would wait for its own.
                                drop(socket);
                                context.term().unwrap();
                            }
                            3 => drop((context.set_io_threads(2), context.socket(REP))),
                            4 => drop(socket.map(|socket| socket.recv().unwrap_err())),
                            _ => drop((context, socket)),
                        }
                    })
                })
                .collect();
            drop(context);
            threads.into_iter().for_each(|thread| thread.join().unwrap());
        }
    });
}

#[test]
fn s1_a_clone_of_an_ended_context_makes_nothing() {
    child::run(|| {
        let context = Context::new().unwrap();
        let clone = context.clone();
        let socket = clone.socket(REP).unwrap();
        socket.close().unwrap();
        context.term().unwrap();
        context.term().unwrap();
        drop(context);
        assert_eq!(clone.socket(REP).unwrap_err(), ErrorKind::Terminated);
        assert_eq!(clone.io_threads().unwrap_err(), ErrorKind::Terminated);
        assert_eq!(clone.set_io_threads(1).unwrap_err(), ErrorKind::Terminated);
        assert_eq!(socket.send("x").unwrap_err().kind(), ErrorKind::Closed);
        clone.shutdown().unwrap();
        clone.destroy(0).unwrap();
        assert!(clone.is_closed() && clone.socket_count() == 0);
    });
}

#[test]
fn every_blocked_call_ends_when_the_context_is_shut_down_destroyed_or_terminated() {
    child::run(|| {
        for end in [Context::shutdown, |context: &Context| context.destroy(0), Context::term] {
            let context = Context::new().unwrap();
            let (blocked, is_blocked) = channel();
            let calls: [fn(&Context) -> zmq::Error; 5] = [
                |context| context.socket(REP).unwrap().recv().unwrap_err(),
                |context| context.socket(PUSH).unwrap().send("x").unwrap_err().into(),
                |context| context.socket(REP).unwrap().poll(None, zmq::POLLIN).unwrap_err(),
                |context| {
                    let socket = context.socket(REP).unwrap();
                    let mut poller = Poller::new();
                    match poller.register(&socket, zmq::POLLIN) {
                        Ok(()) => poller.poll(None).unwrap_err(),
                        Err(error) => error,
                    }
                },
                |context| {
                    let (a, b) = (context.socket(PULL).unwrap(), context.socket(PUSH).unwrap());
                    zmq::proxy(&a, &b, None).unwrap_err()
                },
            ];
            let threads = calls.map(|call| {
                let (context, blocked) = (context.clone(), blocked.clone());
                thread::spawn(move || {
                    blocked.send(()).unwrap();
                    call(&context)
                })
            });
            (0..threads.len()).for_each(|_| is_blocked.recv().unwrap());
            // Whether they are inside the call by now or not: it ends, or does not begin.
            while context.socket_count() < 6 {
                thread::yield_now();
            }
            end(&context).unwrap();
            for thread in threads {
                assert_eq!(thread.join().unwrap(), ErrorKind::Terminated);
            }
        }
    });
}

#[test]
fn s8_the_linger_of_the_context_bounds_its_end() {
    child::run(|| {
        let context = Context::new().unwrap();
        context.set_linger(50).unwrap();
        let socket = context.socket(PUSH).unwrap();
        socket.connect("tcp://127.0.0.1:1").unwrap();
        socket.send("to nobody").unwrap();
        drop(context);
        let (ended, end) = channel();
        // The last handle is the socket's, on another thread.
        thread::spawn(move || {
            drop(socket);
            ended.send(()).unwrap();
        });
        end.recv_timeout(Duration::from_secs(120)).unwrap();
    });
}

#[test]
fn s7_a_socket_given_to_c_keeps_its_context() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        drop(context);
        let (handle, kept) = sender.into_raw().unwrap();
        // SAFETY: the handle is the open socket that was given away, taken back once.
        let sender = unsafe { zmq::Socket::from_raw(&kept, handle) }.unwrap();
        drop(kept);
        assert_eq!(sender.socket_type(), PUSH);
        sender.send("still there").unwrap();
        assert_eq!(receiver.recv().unwrap(), "still there");
    });
}

#[test]
fn s7_a_registered_socket_is_not_given_away() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(PULL).unwrap();
        let mut poller = Poller::new();
        poller.register(&socket, zmq::POLLIN).unwrap();
        assert_eq!(socket.into_raw().unwrap_err(), ErrorKind::Busy);
        assert!(poller.poll(0).unwrap().is_empty());
        assert_eq!(context.socket_count(), 0);
    });
}

#[test]
fn messages_sent_just_before_the_end_are_delivered_over_every_transport() {
    child::run(|| {
        let folder = tempfile::tempdir().unwrap();
        let ipc = format!("ipc://{}", folder.path().join("end").display());
        for endpoint in ["tcp://127.0.0.1:*", &ipc] {
            let context = Context::new().unwrap();
            let receiver = context.socket(PULL).unwrap();
            receiver.bind(endpoint).unwrap();
            let endpoint = receiver.last_endpoint().unwrap();
            thread::spawn(move || {
                let context = Context::new().unwrap();
                let sender = context.socket(PUSH).unwrap();
                sender.connect(&endpoint).unwrap();
                (0..500_u32).for_each(|number| sender.send(number.to_be_bytes()).unwrap());
                // Handles go out of scope, as at the end of `main`.
            });
            for number in 0..500_u32 {
                assert_eq!(receiver.recv_timeout(120_000).unwrap(), number.to_be_bytes());
            }
        }
    });
}
