//! S15 and re-entry: libzmq frees messages on the sender's thread in the middle of a send, and on its own threads. What
//! the owner's drop does there, reaching sockets and contexts in safe code, does no harm.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::mpsc::{Sender, channel};
use std::thread;

use zmq::{Context, ErrorKind, Message, PUB, PULL, PUSH, Poller, Socket};
use zmq_tests::child;

use super::pair;

/// A message that does something when it is freed.
fn when_freed(action: impl FnOnce() + Send + 'static) -> Message {
    struct Owner<F: FnOnce()>(Option<F>);
    impl<F: FnOnce()> AsRef<[u8]> for Owner<F> {
        fn as_ref(&self) -> &[u8] {
            &[7; 1_000]
        }
    }
    impl<F: FnOnce()> Drop for Owner<F> {
        fn drop(&mut self) {
            if let Some(action) = self.0.take() {
                action();
            }
        }
    }
    Message::from_owner(Owner(Some(action)))
}

thread_local! {
    static SOCKET: RefCell<Option<Rc<Socket>>> = const { RefCell::new(None) };
    static POLLER: RefCell<Option<Poller>> = const { RefCell::new(None) };
}

fn the_socket() -> Rc<Socket> {
    SOCKET.with_borrow(|socket| socket.clone()).unwrap()
}

#[test]
fn reentry_every_call_on_a_socket_inside_its_own_send_is_refused() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = Rc::new(context.socket(PUB).unwrap());
        SOCKET.set(Some(publisher.clone()));
        let (seen, results) = channel();
        let message = when_freed(move || {
            let socket = the_socket();
            let busy = |error: zmq::Error| seen.send(error.kind()).unwrap();
            busy(socket.send("x").unwrap_err().into());
            busy(socket.send_multipart(["x", "y"]).unwrap_err().into());
            busy(socket.recv().unwrap_err());
            busy(socket.bind("inproc://reentry").unwrap_err());
            busy(socket.set_linger(0).unwrap_err());
            busy(socket.linger().unwrap_err());
            busy(socket.poll(0, zmq::POLLOUT).unwrap_err());
            busy(Poller::new().register(&*socket, zmq::POLLIN).unwrap_err());
            busy(zmq::proxy(&socket, &socket, None).unwrap_err());
        });
        publisher.send(message).unwrap();
        assert_eq!(results.try_iter().collect::<Vec<_>>(), [ErrorKind::Busy; 9]);
        publisher.send("and goes on").unwrap();
    });
}

#[test]
fn reentry_a_close_inside_a_send_waits_for_its_end() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = Rc::new(context.socket(PUB).unwrap());
        SOCKET.set(Some(publisher.clone()));
        publisher.send(when_freed(|| the_socket().close().unwrap())).unwrap();
        assert!(publisher.is_closed());
        assert_eq!(publisher.send("x").unwrap_err().kind(), ErrorKind::Closed);
        context.term().unwrap();
    });
}

#[test]
fn reentry_a_multipart_send_whose_socket_is_closed_between_frames_is_sent_whole() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = Rc::new(context.socket(PUB).unwrap());
        SOCKET.set(Some(publisher.clone()));
        let parts = [when_freed(|| the_socket().close().unwrap()), "rest".into(), "end".into()];
        publisher.send_multipart(parts).unwrap();
        assert!(publisher.is_closed(), "the close waits for the end of the message, and no longer");
        context.term().unwrap();
    });
}

#[test]
fn reentry_other_sockets_and_contexts_work_inside_a_send() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = context.socket(PUB).unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        let inner = context.clone();
        publisher
            .send(when_freed(move || {
                sender.send("from inside").unwrap();
                assert_eq!(receiver.recv().unwrap(), "from inside");
                let own = Context::new().unwrap();
                drop(own.socket(PULL).unwrap());
                inner.shutdown().unwrap();
            }))
            .unwrap();
        drop(publisher);
        context.term().unwrap();
    });
}

#[test]
fn reentry_the_last_handle_may_drop_inside_a_send() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = context.socket(PUB).unwrap();
        let (dropped, is_dropped) = channel();
        let handle = context.clone();
        drop(context);
        publisher
            .send(when_freed(move || {
                drop(handle);
                dropped.send(()).unwrap();
            }))
            .unwrap();
        is_dropped.recv().unwrap();
    });
}

/// Sends a message that is freed on an I/O thread, with the last handle of a context inside.
fn end_on_io_thread(action: impl FnOnce(Context, &Sender<()>) + Send + 'static) {
    let receiving = Context::new().unwrap();
    let receiver = receiving.socket(PULL).unwrap();
    receiver.bind("tcp://127.0.0.1:*").unwrap();
    let context = Context::new().unwrap();
    let sender = context.socket(PUSH).unwrap();
    sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
    let (done, is_done) = channel();
    let here = thread::current().id();
    sender
        .send(when_freed(move || {
            assert_ne!(thread::current().id(), here);
            action(context, &done);
        }))
        .unwrap();
    drop(sender);
    assert_eq!(receiver.recv_timeout(120_000).unwrap().len(), 1_000);
    is_done.recv().unwrap();
}

#[test]
fn reentry_the_last_handle_may_drop_on_an_io_thread() {
    child::run(|| {
        end_on_io_thread(|context, done| {
            drop(context);
            done.send(()).unwrap();
        });
    });
}

#[test]
fn reentry_a_term_on_an_io_thread_is_refused_and_not_a_hang() {
    child::run(|| {
        end_on_io_thread(|context, done| {
            assert_eq!(context.term().unwrap_err(), ErrorKind::Busy);
            done.send(()).unwrap();
        });
    });
}

#[test]
fn reentry_the_instance_may_be_asked_for_on_an_io_thread_while_it_is_replaced() {
    child::run(|| {
        let receiving = Context::new().unwrap();
        let receiver = receiving.socket(PULL).unwrap();
        receiver.bind("tcp://127.0.0.1:*").unwrap();
        let instance = Context::instance().unwrap();
        let sender = instance.socket(PUSH).unwrap();
        sender.connect(&receiver.last_endpoint().unwrap()).unwrap();
        let (asked, is_asked) = channel();
        sender
            .send(when_freed(move || {
                drop(Context::instance().unwrap());
                asked.send(()).unwrap();
            }))
            .unwrap();
        drop(sender);
        instance.shutdown().unwrap();
        drop(instance);
        // Replaces the one that was shut down, whose end waits for the message to be freed.
        let fresh = Context::instance().unwrap();
        assert!(!fresh.is_closed());
        assert_eq!(receiver.recv_timeout(120_000).unwrap().len(), 1_000);
        is_asked.recv().unwrap();
    });
}

#[test]
fn reentry_a_poller_may_be_dropped_inside_a_send_of_its_socket() {
    child::run(|| {
        let context = Context::new().unwrap();
        let publisher = context.socket(PUB).unwrap();
        let mut poller = Poller::new();
        poller.register(&publisher, zmq::POLLOUT).unwrap();
        POLLER.set(Some(poller));
        publisher.send(when_freed(|| drop(POLLER.take()))).unwrap();
        publisher.send("and goes on").unwrap();
        // Free of its thread again.
        thread::spawn(move || publisher.send("elsewhere").unwrap()).join().unwrap();
    });
}

#[test]
fn s15_a_panic_in_an_owners_drop_ends_the_process_and_unwinds_through_no_c() {
    if let Some(outcome) = child::outcome(|| {
        let publisher = Context::new().unwrap().socket(PUB).unwrap();
        let _ = publisher.send(when_freed(|| panic!("in the owner's drop")));
    }) {
        assert_eq!(outcome.signal(), Some(libc::SIGABRT), "{outcome}");
        assert!(outcome.output.contains("in the owner's drop"), "{outcome}");
    }
}

#[test]
fn thread_locals_with_sockets_contexts_and_pollers_end_in_any_order_with_their_thread() {
    thread_local! {
        static A: RefCell<Vec<Box<dyn std::any::Any>>> = const { RefCell::new(Vec::new()) };
        static B: RefCell<Vec<Box<dyn std::any::Any>>> = const { RefCell::new(Vec::new()) };
    }
    child::run(|| {
        for round in 0..20 {
            let (a, b) = if round % 2 == 0 { (&A, &B) } else { (&B, &A) };
            thread::scope(|scope| {
                scope.spawn(|| {
                    let context = Context::new().unwrap();
                    let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
                    let mut poller = Poller::new();
                    poller.register(&receiver, zmq::POLLIN).unwrap();
                    // Its peer may be gone before the message is there.
                    sender.set_linger(0).unwrap();
                    sender.send("x").unwrap();
                    // The first use decides which ends first.
                    a.with_borrow_mut(|kept| kept.push(Box::new(poller)));
                    b.with_borrow_mut(|kept| kept.push(Box::new(receiver)));
                    a.with_borrow_mut(|kept| kept.push(Box::new(context)));
                    b.with_borrow_mut(|kept| kept.push(Box::new(sender)));
                });
            });
        }
    });
}
