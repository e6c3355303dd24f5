//! Calls at the wrong time, with the wrong option, value or size.

use zmq::{
    Context, ContextOption, DEALER, ErrorKind, Flags, Message, MessageMut, PUB, PULL, PUSH, Poller, REP, REQ, ROUTER,
    SUB, SocketOption, SocketType, XSUB,
};
use zmq_tests::{child, system};

#[test]
fn sends_and_receives_in_the_wrong_state_are_refused_and_change_nothing() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (server, client) = (context.socket(REP).unwrap(), context.socket(REQ).unwrap());
        server.bind("inproc://state").unwrap();
        client.connect("inproc://state").unwrap();
        assert_eq!(server.send("early").unwrap_err().kind(), ErrorKind::State);
        assert_eq!(server.send_multipart(["early", "too"]).unwrap_err().kind(), ErrorKind::State);
        assert_eq!(client.recv().unwrap_err(), ErrorKind::State);
        client.send("question").unwrap();
        let unsent = client.send("another").unwrap_err();
        assert_eq!((unsent.kind(), unsent.into_message()), (ErrorKind::State, Message::from("another")));
        assert_eq!(server.recv_timeout(120_000).unwrap(), "question");
        assert_eq!(server.recv().unwrap_err(), ErrorKind::State);
        server.send("answer").unwrap();
        assert_eq!(client.recv_timeout(120_000).unwrap(), "answer");
    });
}

#[test]
fn sockets_that_only_send_or_only_receive_refuse_the_other() {
    child::run(|| {
        let context = Context::new().unwrap();
        for kind in [PUB, PUSH] {
            let socket = context.socket(kind).unwrap();
            assert_eq!(socket.recv().unwrap_err(), ErrorKind::Unsupported);
            assert_eq!(socket.recv_timeout(None).unwrap_err(), ErrorKind::Unsupported);
            assert_eq!(socket.recv_into(&mut [0; 4]).unwrap_err(), ErrorKind::Unsupported);
        }
        for kind in [SUB, PULL] {
            let error = context.socket(kind).unwrap().send("x").unwrap_err();
            assert_eq!((error.kind(), error.into_message()), (ErrorKind::Unsupported, Message::from("x")));
        }
    });
}

#[test]
fn every_call_on_a_closed_socket_is_refused() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (closed, open) = (context.socket(DEALER).unwrap(), context.socket(DEALER).unwrap());
        closed.close().unwrap();
        closed.close().unwrap();
        closed.close_linger(0).unwrap();
        let errors = [
            closed.bind("inproc://closed").unwrap_err(),
            closed.connect("inproc://closed").unwrap_err(),
            closed.unbind("inproc://closed").unwrap_err(),
            closed.disconnect("inproc://closed").unwrap_err(),
            closed.bind_to_random_port("tcp://127.0.0.1").unwrap_err(),
            closed.send("x").unwrap_err().into(),
            closed.try_send("x").unwrap_err().into(),
            closed.send_timeout("x", 1).unwrap_err().into(),
            closed.send_multipart(["x", "y"]).unwrap_err().into(),
            closed.recv().unwrap_err(),
            closed.try_recv().unwrap_err(),
            closed.recv_timeout(1).unwrap_err(),
            closed.recv_multipart().unwrap_err(),
            closed.recv_into(&mut [0; 4]).unwrap_err(),
            closed.recv_interruptible().unwrap_err(),
            closed.poll(1, zmq::POLLIN).unwrap_err(),
            closed.linger().unwrap_err(),
            closed.set_linger(0).unwrap_err(),
            closed.last_endpoint().unwrap_err(),
            closed.setsockopt(zmq::LINGER, 0).unwrap_err(),
            Poller::new().register(&closed, zmq::POLLIN).unwrap_err(),
            closed.monitor_socket(zmq::EVENT_ALL).unwrap_err(),
            zmq::proxy(&closed, &open, None).unwrap_err(),
            zmq::proxy(&open, &open, Some(&closed)).unwrap_err(),
        ];
        for (number, error) in errors.iter().enumerate() {
            assert_eq!(error.kind(), ErrorKind::Closed, "{number}: {error:?}");
        }
        let mut items = [zmq::PollItem::new(&closed, zmq::POLLIN)];
        assert_eq!(zmq::poll(&mut items, None).unwrap(), 0);
    });
}

#[test]
fn unknown_options_and_wrong_kinds_of_values_are_refused_by_name() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(DEALER).unwrap();
        for number in [-1, 0, 999, i32::MAX, i32::MIN] {
            let option = SocketOption::from_raw(number);
            assert_eq!(socket.setsockopt(option, 1).unwrap_err(), ErrorKind::InvalidInput);
            assert_eq!(socket.setsockopt(option, b"bytes").unwrap_err(), ErrorKind::InvalidInput);
            assert_eq!(socket.getsockopt(option).unwrap_err(), ErrorKind::InvalidInput);
            assert_eq!(context.set(ContextOption::from_raw(number), 1).unwrap_err(), ErrorKind::InvalidInput);
            assert_eq!(context.get(ContextOption::from_raw(number)).unwrap_err(), ErrorKind::InvalidInput);
        }
        for error in [
            socket.setsockopt(zmq::LINGER, "long").unwrap_err(),
            socket.setsockopt(zmq::LINGER, i64::MAX).unwrap_err(),
            socket.setsockopt(zmq::RCVHWM, -1).unwrap_err(),
            socket.setsockopt(zmq::AFFINITY, -1).unwrap_err(),
            socket.setsockopt(zmq::ROUTING_ID, 7).unwrap_err(),
            socket.setsockopt(zmq::ROUTING_ID, [0; 256].as_slice()).unwrap_err(),
            socket.setsockopt(zmq::ROUTING_ID, "").unwrap_err(),
            socket.setsockopt(zmq::SUBSCRIBE, "topic").unwrap_err(),
            socket.setsockopt(zmq::EVENTS, 1).unwrap_err(),
            socket.setsockopt(zmq::CURVE_SERVERKEY, "too short").unwrap_err(),
            socket.setsockopt(zmq::CURVE_SERVERKEY, [1; 33].as_slice()).unwrap_err(),
            socket.setsockopt(zmq::PLAIN_USERNAME, "x".repeat(300)).unwrap_err(),
            socket.getsockopt(zmq::SUBSCRIBE).unwrap_err(),
            socket.getsockopt_string(zmq::LINGER).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error:?}");
            assert!(!error.to_string().ends_with("Invalid argument"), "does not say what: {error}");
        }
        assert_eq!(socket.linger().unwrap(), None);
    });
}

#[test]
fn s6_a_key_with_a_nul_inside_is_refused_whole() {
    child::run(|| {
        let context = Context::new().unwrap();
        let socket = context.socket(DEALER).unwrap();
        let (public, _) = zmq::curve_keypair().unwrap();
        let mut text = public.to_string().into_bytes();
        text.push(0);
        text[10] = 0;
        assert_eq!(socket.setsockopt(zmq::CURVE_SERVERKEY, &text).unwrap_err(), ErrorKind::InvalidInput);
        text.truncate(40);
        assert_eq!(socket.setsockopt(zmq::CURVE_SERVERKEY, &text).unwrap_err(), ErrorKind::InvalidInput);
    });
}

#[test]
fn sizes_that_no_memory_can_hold_are_refused() {
    child::run(|| {
        for size in [usize::MAX, usize::MAX - 1, usize::MAX / 2, isize::MAX as usize, 1 << 60] {
            assert_eq!(MessageMut::zeroed(size).unwrap_err(), ErrorKind::OutOfMemory);
        }
        assert_eq!(MessageMut::zeroed(0).unwrap().freeze(), "");
        system::limit_memory(1 << 30);
        assert_eq!(MessageMut::zeroed(2 << 30).unwrap_err(), ErrorKind::OutOfMemory);
    });
}

#[test]
fn a_frame_that_does_not_fit_the_buffer_is_cut_and_says_so() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = (context.socket(PULL).unwrap(), context.socket(PUSH).unwrap());
        receiver.bind("inproc://cut").unwrap();
        sender.connect("inproc://cut").unwrap();
        let mut buffer = [0xff; 4];
        for size in [0, 1, 4, 5, 1_000_000] {
            sender.send(vec![1; size]).unwrap();
            assert_eq!(receiver.recv_into(&mut buffer).unwrap(), size);
        }
        assert_eq!(buffer, [1; 4]);
        sender.send("for nothing").unwrap();
        assert_eq!(receiver.recv_into(&mut []).unwrap(), 11);
    });
}

#[test]
fn unknown_flags_and_events_reach_libzmq_and_do_no_harm() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (receiver, sender) = (context.socket(PULL).unwrap(), context.socket(PUSH).unwrap());
        receiver.bind("inproc://flags").unwrap();
        sender.connect("inproc://flags").unwrap();
        sender.send_with("x", Flags::from_bits_retain(!3)).unwrap();
        let message = receiver.recv_with(Flags::from_bits_retain(!3)).unwrap();
        assert!(message == "x" && !message.more());
        let mut poller = Poller::new();
        poller.register(&receiver, zmq::PollEvents::from_bits_retain(-1)).unwrap();
        assert!(poller.poll(0).unwrap().is_empty());
    });
}

#[test]
fn too_many_sockets_are_refused_and_the_end_comes_all_the_same() {
    child::run(|| {
        let context = Context::new().unwrap();
        context.set_max_sockets(3).unwrap();
        let sockets: Vec<_> = (0..3).map(|_| context.socket(PUSH).unwrap()).collect();
        assert_eq!(context.socket(PUSH).unwrap_err(), ErrorKind::TooMany);
        // S20: libzmq needed one more for each connection that nobody bound.
        sockets.iter().for_each(|socket| socket.connect("inproc://nobody").unwrap());
        drop(sockets);
        context.term().unwrap();
    });
}

#[test]
fn s20_settings_of_threads_that_the_system_refuses_end_no_process() {
    child::run(|| {
        let settings = [
            (ContextOption::THREAD_AFFINITY_CPU_ADD, 1_000),
            (ContextOption::THREAD_AFFINITY_CPU_ADD, i32::MAX),
            (ContextOption::THREAD_AFFINITY_CPU_ADD, -1),
            (ContextOption::THREAD_AFFINITY_CPU_REMOVE, 7),
            (ContextOption::THREAD_SCHED_POLICY, 77),
            (ContextOption::THREAD_SCHED_POLICY, -7),
            (ContextOption::THREAD_PRIORITY, 1_000),
            (ContextOption::THREAD_PRIORITY, i32::MIN),
            (ContextOption::IO_THREADS, i32::MAX),
            (ContextOption::IO_THREADS, -1),
            (ContextOption::MAX_SOCKETS, i32::MAX),
            (ContextOption::MAX_SOCKETS, 0),
            (ContextOption::MAX_MSGSZ, -1),
        ];
        for (option, value) in settings {
            let context = Context::new().unwrap();
            let _ = context.set(option, value);
            // An error here or there, or what it asked for; never the end.
            let socket = context.socket(PUB);
            drop(socket);
            context.term().unwrap();
        }
    });
}

#[test]
fn s20_a_router_and_a_req_answer_odd_frames_with_errors_or_silence() {
    child::run(|| {
        let context = Context::new().unwrap();
        context.set_linger(0).unwrap();
        let router = context.socket(ROUTER).unwrap();
        router.set_router_mandatory(true).unwrap();
        assert_eq!(router.send_multipart(["nobody", "", "x"]).unwrap_err().kind(), ErrorKind::Unreachable);
        // An identity and nothing to send.
        router.send("alone").unwrap();
        let raw = context.socket(XSUB).unwrap();
        for frame in [&b""[..], b"\0", b"\x01", b"\x02", b"\xff", b"\x01topic"] {
            raw.send(frame).unwrap();
        }
        for kind in 0..12 {
            let socket = context.socket(SocketType::from_raw(kind)).unwrap();
            for parts in [vec![""], vec!["", ""], vec!["", "", ""], vec!["x", "", "y"]] {
                let _ = socket.try_send_multipart(parts);
            }
            let _ = socket.send_with("", Flags::SNDMORE | Flags::DONTWAIT);
        }
    });
}
