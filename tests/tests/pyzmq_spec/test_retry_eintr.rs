//! pyzmq's `test_retry_eintr.py`, and hole S12: a signal ends no call, unless that was asked for, and timed waits take as long as they say.

use std::time::{Duration, Instant};

use zmq::{Context, ErrorKind, PAIR, PULL, PUSH, Poller, REP, REQ, Socket, SocketType};
use zmq_tests::child;
use zmq_tests::system::Bombardment;

/// Two connected sockets of a context.
fn pair(context: &Context, bound: SocketType, connected: SocketType) -> zmq::Result<(Socket, Socket)> {
    let (a, b) = (context.socket(bound)?, context.socket(connected)?);
    a.bind("tcp://127.0.0.1:*")?;
    b.connect(&a.last_endpoint()?)?;
    Ok((a, b))
}

const WAIT: Duration = Duration::from_millis(300);

/// Calls `wait` under a hail of signals: it fails with `Again`, not earlier than it should and not much later.
#[track_caller]
fn takes_its_time(mut wait: impl FnMut() -> Option<zmq::Error>) {
    let before = Bombardment::hits();
    // Again, if whoever sends the signals had no time for it.
    while Bombardment::hits() <= before + 3 {
        let started = Instant::now();
        let signals = Bombardment::every(Duration::from_millis(5));
        let error = wait();
        drop(signals);
        let took = started.elapsed();
        if let Some(error) = error {
            assert_eq!(error, ErrorKind::Again);
        }
        assert!(took >= WAIT && took < WAIT * 100, "took {took:?}");
    }
}

/// pyzmq: `test_retry_recv`
#[test]
fn s12_a_receive_with_a_timeout_takes_that_time() {
    child::run(|| {
        let socket = Context::new().unwrap().socket(PULL).unwrap();
        socket.set_rcvtimeo(WAIT).unwrap();
        takes_its_time(|| socket.recv().err());
        takes_its_time(|| socket.recv_into(&mut [0; 8]).err());
        takes_its_time(|| socket.recv_multipart().err());
        assert_eq!(socket.rcvtimeo().unwrap(), Some(WAIT));
        socket.set_rcvtimeo(None).unwrap();
        takes_its_time(|| socket.recv_timeout(WAIT).err());
        assert_eq!(socket.rcvtimeo().unwrap(), None);
    });
}

#[test]
fn s12_a_socket_that_c_code_made_keeps_its_timeouts() {
    child::run(|| {
        let context = Context::new().unwrap();
        let made = context.socket(PAIR).unwrap();
        made.set_rcvtimeo(WAIT).unwrap();
        made.set_sndtimeo(WAIT).unwrap();
        let (handle, context) = made.into_raw().unwrap();
        // SAFETY: given away just now, in that context, and nobody else has it.
        let socket = unsafe { Socket::from_raw(&context, handle) }.unwrap();
        takes_its_time(|| socket.recv().err());
        takes_its_time(|| socket.send("x").err().map(Into::into));
    });
}

/// pyzmq: `test_retry_send`
#[test]
fn s12_a_send_with_a_timeout_takes_that_time() {
    child::run(|| {
        let socket = Context::new().unwrap().socket(PUSH).unwrap();
        socket.set_sndtimeo(WAIT).unwrap();
        takes_its_time(|| socket.send("x").err().map(Into::into));
        takes_its_time(|| socket.send_multipart(["x", "y"]).err().map(Into::into));
        assert_eq!(socket.sndtimeo().unwrap(), Some(WAIT));
        socket.set_sndtimeo(None).unwrap();
        takes_its_time(|| socket.send_timeout("x", WAIT).err().map(Into::into));
    });
}

/// pyzmq: `test_retry_poll`
#[test]
fn s12_a_poll_with_a_timeout_takes_that_time() {
    child::run(|| {
        let socket = Context::new().unwrap().socket(PULL).unwrap();
        let mut poller = Poller::new();
        poller.register(&socket, zmq::POLLIN).unwrap();
        let empty = |events: zmq::PollEvents| {
            assert!(events.is_empty());
            None
        };
        takes_its_time(|| empty(poller.poll(WAIT).unwrap().get(&socket)));
        takes_its_time(|| empty(socket.poll(WAIT, zmq::POLLIN).unwrap()));
        takes_its_time(|| {
            let mut items = [zmq::PollItem::new(&socket, zmq::POLLIN)];
            assert_eq!(zmq::poll(&mut items, WAIT).unwrap(), 0);
            None
        });
    });
}

#[test]
fn s12_a_receive_without_a_timeout_waits_for_its_message() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        let later = std::thread::spawn(move || {
            // Long enough for many signals: the wait of a socket that gets nothing.
            let clock = sender.context().socket(PULL).unwrap();
            while Bombardment::hits() <= 3 {
                assert!(clock.recv_timeout(WAIT).unwrap_err().is_again());
            }
            sender.send("at last").unwrap();
            sender
        });
        let signals = Bombardment::every(Duration::from_millis(5));
        assert_eq!(receiver.recv().unwrap(), "at last");
        drop(signals);
        drop(later.join().unwrap());
    });
}

/// pyzmq: `test_retry_term`
#[test]
fn s12_a_proxy_and_the_end_of_a_context_go_on_through_signals() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (frontend, client) = pair(&context, zmq::ROUTER, REQ).unwrap();
        let (backend, server) = pair(&context, zmq::DEALER, REP).unwrap();
        let answers = std::thread::spawn(move || {
            for _ in 0..200 {
                let question = server.recv().unwrap();
                server.send(question).unwrap();
            }
        });
        let questions = std::thread::spawn(move || {
            for number in 0..200_u32 {
                client.send(number.to_be_bytes()).unwrap();
                assert_eq!(client.recv().unwrap(), number.to_be_bytes());
            }
            client.context().clone().shutdown().unwrap();
        });
        let signals = Bombardment::every(Duration::from_micros(200));
        assert_eq!(zmq::proxy(&frontend, &backend, None).unwrap_err(), ErrorKind::Terminated);
        questions.join().unwrap();
        answers.join().unwrap();
        drop((frontend, backend));
        context.term().unwrap();

        // An end that has something to wait for.
        let context = Context::new().unwrap();
        context.set_linger(WAIT).unwrap();
        let socket = context.socket(PUSH).unwrap();
        socket.connect("tcp://127.0.0.1:1").unwrap();
        socket.send("to nobody").unwrap();
        let started = Instant::now();
        drop(socket);
        context.term().unwrap();
        // libzmq counts in whole milliseconds of its own clock.
        assert!(started.elapsed() >= WAIT * 9 / 10);
        drop(signals);
        assert!(Bombardment::hits() > 3);
    });
}

#[test]
fn s12_messages_survive_a_hail_of_signals_whole_and_in_order() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (a, b) = pair(&context, PAIR, PAIR).unwrap();
        for socket in [&a, &b] {
            socket.set_rcvtimeo(120_000).unwrap();
            socket.set_sndtimeo(120_000).unwrap();
        }
        let echo = std::thread::spawn(move || {
            let _signals = Bombardment::every(Duration::from_micros(150));
            for _ in 0..2_000 {
                let parts = b.recv_multipart().unwrap();
                b.send_multipart(parts).unwrap();
            }
        });
        let _signals = Bombardment::every(Duration::from_micros(150));
        for number in 0..2_000_u32 {
            a.send_multipart([&number.to_be_bytes()[..], b"and", &[7; 300]]).unwrap();
            let parts = a.recv_multipart().unwrap();
            assert_eq!((parts.len(), &parts[0][..]), (3, &number.to_be_bytes()[..]));
        }
        echo.join().unwrap();
        assert!(Bombardment::hits() > 10);
    });
}

#[test]
fn s12_a_signal_ends_a_receive_that_asks_for_it() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = pair(&context, PULL, PUSH).unwrap();
        let signals = Bombardment::every(Duration::from_millis(20));
        let error = receiver.recv_interruptible().unwrap_err();
        assert!(error.is_interrupted() && error == zmq::EINTR, "{error:?}");
        drop(signals);
        sender.send("later").unwrap();
        assert_eq!(receiver.recv_interruptible().unwrap(), "later");
    });
}
