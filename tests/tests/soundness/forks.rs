//! S13: a forked child touches nothing of its parent's, may drop all of it, and makes its own.

use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use zmq::auth::Authenticator;
use zmq::devices::Device;
use zmq::{Context, ErrorKind, PAIR, PULL, PUSH, Poller, REP, REQ};
use zmq_tests::{child, system};

use super::pair;

fn round_trip(context: &Context) {
    let (a, b) = pair(context, PAIR, PAIR).unwrap();
    a.send("there").unwrap();
    assert_eq!(b.recv_timeout(120_000).unwrap(), "there");
    b.send("and back").unwrap();
    assert_eq!(a.recv_timeout(120_000).unwrap(), "and back");
}

#[test]
fn s13_every_call_on_the_parents_things_is_an_error_in_the_child() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (server, client) = pair(&context, REP, REQ).unwrap();
        client.send("question").unwrap();
        let mut poller = Poller::new();
        poller.register(&server, zmq::POLLIN).unwrap();
        let code = system::fork(|| {
            assert_eq!(context.socket(REP).unwrap_err(), ErrorKind::Forked);
            assert_eq!(context.io_threads().unwrap_err(), ErrorKind::Forked);
            assert_eq!(context.set_io_threads(2).unwrap_err(), ErrorKind::Forked);
            assert_eq!(server.recv().unwrap_err(), ErrorKind::Forked);
            assert_eq!(server.bind("inproc://x").unwrap_err(), ErrorKind::Forked);
            assert_eq!(server.rcvhwm().unwrap_err(), ErrorKind::Forked);
            assert_eq!(client.send("again").unwrap_err().kind(), ErrorKind::Forked);
            assert_eq!(client.poll(None, zmq::POLLIN).unwrap_err(), ErrorKind::Forked);
            assert_eq!(poller.poll(None).unwrap_err(), ErrorKind::Forked);
            assert_eq!(zmq::proxy(&server, &client, None).unwrap_err(), ErrorKind::Forked);
            assert!(context.is_closed() && context.socket_count() == 0);
            // Ends that have nothing to end.
            context.shutdown().unwrap();
            context.destroy(0).unwrap();
            context.term().unwrap();
            server.close().unwrap();
            assert!(format!("{context:?} {server:?} {poller:?}").contains("Socket"));
        });
        assert_eq!(code, 0);
        assert_eq!(poller.poll(120_000).unwrap().get(&server), zmq::POLLIN);
        assert_eq!(server.recv().unwrap(), "question");
        server.send("answer").unwrap();
        assert_eq!(client.recv().unwrap(), "answer");
    });
}

#[test]
fn s13_the_child_drops_everything_and_the_parent_goes_on() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        let mut poller = Poller::new();
        poller.register(&receiver, zmq::POLLIN).unwrap();
        let message = zmq::Message::from(vec![1; 10_000]);
        let mut everything = Some((poller, receiver, sender, context, message.clone()));
        let code = system::fork(|| drop(everything.take()));
        assert_eq!(code, 0);
        let (mut poller, receiver, sender, context, _) = everything.take().unwrap();
        sender.send(message).unwrap();
        assert!(!poller.poll(120_000).unwrap().is_empty());
        assert_eq!(receiver.recv().unwrap().len(), 10_000);
        drop((poller, receiver, sender));
        context.term().unwrap();
    });
}

#[test]
fn s13_the_child_drops_what_runs_on_threads_of_the_parent() {
    child::run(|| {
        let context = Context::new().unwrap();
        let authenticator = Authenticator::start(&context).unwrap();
        let device = Device::queue().with_context(&context).start().unwrap();
        let mut both = Some((authenticator, device));
        assert_eq!(system::fork(|| drop(both.take())), 0);
        let stopped_in_child = system::fork(|| {
            let (authenticator, device) = both.take().unwrap();
            authenticator.stop().unwrap();
            device.stop().unwrap();
        });
        assert_eq!(stopped_in_child, 0);
        let (authenticator, device) = both.take().unwrap();
        assert!(authenticator.is_alive() && !device.is_done());
        authenticator.stop().unwrap();
        device.stop().unwrap();
    });
}

#[test]
fn s13_the_child_makes_its_own_context_and_instance() {
    child::run(|| {
        let parents = Context::instance().unwrap();
        round_trip(&parents);
        let code = system::fork(|| {
            assert!(parents.is_closed());
            let own = Context::instance().unwrap();
            assert!(own != parents);
            round_trip(&own);
            round_trip(&Context::new().unwrap());
            // And so does the child's child.
            let code = system::fork(|| round_trip(&Context::instance().unwrap()));
            assert_eq!(code, 0);
            own.term().unwrap();
        });
        assert_eq!(code, 0);
        assert!(Context::instance().unwrap() == parents);
        round_trip(&parents);
    });
}

#[test]
fn s13_parent_and_child_talk_to_each_other() {
    child::run(|| {
        let context = Context::new().unwrap();
        let server = context.socket(REP).unwrap();
        server.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = server.last_endpoint().unwrap();
        let answering = thread::spawn(move || {
            assert_eq!(server.recv_timeout(120_000).unwrap(), "from the child");
            server.send("to the child").unwrap();
            drop(server);
        });
        let code = system::fork(|| {
            let context = Context::new().unwrap();
            let client = context.socket(REQ).unwrap();
            client.connect(&endpoint).unwrap();
            client.send("from the child").unwrap();
            assert_eq!(client.recv_timeout(120_000).unwrap(), "to the child");
        });
        assert_eq!(code, 0);
        answering.join().unwrap();
        drop(context);
    });
}

#[test]
fn s13_a_fork_while_other_threads_hold_the_locks_leaves_the_child_free() {
    child::run(|| {
        let stop = AtomicBool::new(false);
        thread::scope(|scope| {
            for _ in 0..3 {
                scope.spawn(|| {
                    while !stop.load(Ordering::Relaxed) {
                        let context = Context::instance().unwrap();
                        let socket = context.socket(PULL);
                        context.shutdown().unwrap();
                        drop(socket);
                    }
                });
            }
            let parents = Context::instance().unwrap();
            for _ in 0..150 {
                let code = system::fork(|| {
                    let own = Context::instance().unwrap();
                    drop(own.socket(PULL).unwrap());
                    assert_eq!(parents.socket(PULL).unwrap_err(), ErrorKind::Forked);
                    drop(own);
                });
                assert_eq!(code, 0);
            }
            stop.store(true, Ordering::Relaxed);
        });
    });
}

#[test]
fn s13_a_child_that_returns_from_main_ends() {
    child::run(|| {
        let context = Context::instance().unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        sender.send("the parent's").unwrap();
        // `exit` runs what is registered for the end of the process, unlike the `_exit` of a test's fork.
        let code = system::fork(|| std::process::exit(7));
        assert_eq!(code, 7);
        assert_eq!(receiver.recv().unwrap(), "the parent's");
    });
}
