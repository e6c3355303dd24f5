//! Devices: what goes in comes out, whole, whatever happens around them.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::thread;
use std::time::{Duration, Instant};

use zmq::devices::{Device, Statistics, monitored_queue, proxy_steerable};
use zmq::{Context, ErrorKind, Message, Result, Socket};

const LONG: Duration = Duration::from_secs(120);

fn connected(context: &Context, kind: zmq::SocketType, endpoint: &str) -> Result<Socket> {
    let socket = context.socket(kind)?;
    socket.set_rcvtimeo(LONG)?;
    socket.set_sndtimeo(LONG)?;
    socket.set_linger(0)?;
    socket.connect(endpoint)?;
    Ok(socket)
}

#[test]
fn a_queue_shares_requests_among_workers_and_brings_the_replies_back() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::queue().with_context(&context);
    device.bind_in("tcp://127.0.0.1:*").bind_out("tcp://127.0.0.1:*");
    let device = device.start()?;
    let workers: Vec<_> = (0..2)
        .map(|_| connected(&context, zmq::REP, &device.endpoints_out()[0]))
        .map(|socket| {
            thread::spawn(move || -> Result<u32> {
                let socket = socket?;
                for served in 0.. {
                    let request = socket.recv()?;
                    socket.send(&request)?;
                    if request == "end" {
                        return Ok(served);
                    }
                }
                Ok(0)
            })
        })
        .collect();
    let client = connected(&context, zmq::REQ, &device.endpoints_in()[0])?;
    for number in 0..100 {
        client.send(format!("request {number}"))?;
        assert_eq!(client.recv()?, format!("request {number}"));
    }
    for _ in 0..2 {
        client.send("end")?;
        client.recv()?;
    }
    let served: Vec<_> = workers.into_iter().map(|worker| worker.join().unwrap()).collect::<Result<_>>()?;
    assert_eq!(served, [50, 50], "requests go to the workers in turn");
    let statistics = device.statistics();
    assert_eq!((statistics.frontend.received.messages, statistics.backend.sent.messages), (102, 102));
    device.stop()
}

#[test]
fn a_forwarder_passes_subscriptions_on() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::of_type(zmq::FORWARDER).with_context(&context);
    device.bind_in("inproc://forwarder-in").bind_out("inproc://forwarder-out");
    let device = device.start()?;
    let publisher = connected(&context, zmq::XPUB, "inproc://forwarder-in")?;
    let subscriber = connected(&context, zmq::SUB, "inproc://forwarder-out")?;
    subscriber.subscribe("A")?;
    assert_eq!(publisher.recv()?, b"\x01A");
    publisher.send("B is not for you")?;
    publisher.send_multipart(["A", "is"])?;
    assert_eq!(subscriber.recv_multipart()?, ["A", "is"]);
    device.stop()
}

#[test]
fn a_streamer_loses_nothing_when_a_worker_comes_late_and_when_it_is_stopped() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::streamer().with_context(&context);
    device.bind_in("inproc://streamer-in").bind_out("inproc://streamer-out");
    let device = device.start()?;
    let sender = connected(&context, zmq::PUSH, "inproc://streamer-in")?;
    for number in 0..=1000_u32 {
        sender.send_multipart([number.to_le_bytes().as_slice(), b"", b"rest"])?;
    }
    let receiver = connected(&context, zmq::PULL, "inproc://streamer-out")?;
    for number in 0..=1000_u32 {
        let [first, empty, rest] = receiver.recv_multipart()?.try_into()?;
        assert_eq!((&*first, &*empty, &*rest), (number.to_le_bytes().as_slice(), b"".as_slice(), b"rest".as_slice()));
    }
    // A message counts as sent when it is handed over, which is before or after it arrives.
    while device.statistics().backend.sent.messages != 1001 {
        thread::yield_now();
    }
    device.stop()
}

#[test]
fn what_a_device_received_is_delivered_after_it_is_stopped() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::streamer().with_context(&context);
    device.bind_in("inproc://drain-in").connect_out("inproc://drain-out").setsockopt_out(zmq::SNDHWM, 1);
    let receiver = context.socket(zmq::PULL)?;
    receiver.set_rcvhwm(1)?;
    receiver.set_rcvtimeo(LONG)?;
    receiver.bind("inproc://drain-out")?;
    let device = device.start()?;
    let sender = connected(&context, zmq::PUSH, "inproc://drain-in")?;
    for number in 0..10_u8 {
        sender.send([number])?;
    }
    let counted = thread::spawn(move || -> Result<u8> {
        for number in 0..10_u8 {
            if receiver.recv()? != [number] {
                return Ok(number);
            }
        }
        Ok(10)
    });
    while device.statistics().frontend.received.messages < 10 {
        thread::yield_now();
    }
    device.stop()?;
    assert_eq!(counted.join().unwrap()?, 10);
    Ok(())
}

#[test]
fn a_failed_bind_is_told_by_start() -> Result<()> {
    let context = Context::new()?;
    let taken = context.socket(zmq::PULL)?;
    taken.bind("inproc://taken")?;
    let mut device = Device::streamer().with_context(&context);
    device.bind_in("inproc://taken");
    assert_eq!(device.start().unwrap_err().kind(), ErrorKind::AddressInUse);
    assert_eq!(device.run().unwrap_err().kind(), ErrorKind::AddressInUse);
    let mut device = Device::streamer().with_context(&context);
    device.setsockopt_in(zmq::SUBSCRIBE, "");
    assert_eq!(device.start().unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn an_echo_device_sends_back_what_it_gets() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::echo(zmq::REP).with_context(&context);
    device.bind_in("inproc://echo");
    let device = device.start()?;
    let client = connected(&context, zmq::REQ, "inproc://echo")?;
    for text in ["one", "two"] {
        client.send(text)?;
        assert_eq!(client.recv()?, text);
    }
    device.stop()
}

#[test]
fn a_device_ends_with_its_context() -> Result<()> {
    let context = Context::new()?;
    let device = Device::queue().with_context(&context).start()?;
    context.shutdown()?;
    device.join()?;
    let context = Context::new()?;
    let device = Device::queue().with_context(&context).start()?;
    context.destroy(0)?;
    drop(device);
    context.term()
}

#[test]
fn a_device_goes_on_after_a_pause() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::streamer().with_context(&context);
    device.bind_in("inproc://pause-in").bind_out("inproc://pause-out");
    let device = device.start()?;
    let (sender, receiver) =
        (connected(&context, zmq::PUSH, "inproc://pause-in")?, connected(&context, zmq::PULL, "inproc://pause-out")?);
    sender.send("before")?;
    assert_eq!(receiver.recv()?, "before");
    device.pause()?;
    device.resume()?;
    device.pause()?;
    sender.send("while paused")?;
    device.resume()?;
    assert_eq!(receiver.recv()?, "while paused");
    device.stop()
}

fn steerable(
    context: &Context,
    name: &str,
    control: zmq::SocketType,
) -> Result<(Socket, Socket, Socket, thread::JoinHandle<Result<()>>)> {
    let (frontend, backend, ruled) = (context.socket(zmq::PULL)?, context.socket(zmq::PUSH)?, context.socket(control)?);
    frontend.bind(&format!("inproc://{name}-in"))?;
    backend.bind(&format!("inproc://{name}-out"))?;
    ruled.bind(&format!("inproc://{name}-control"))?;
    let commander = if control == zmq::REP { zmq::REQ } else { zmq::PAIR };
    Ok((
        connected(context, zmq::PUSH, &format!("inproc://{name}-in"))?,
        connected(context, zmq::PULL, &format!("inproc://{name}-out"))?,
        connected(context, commander, &format!("inproc://{name}-control"))?,
        thread::spawn(move || proxy_steerable(&frontend, &backend, None, &ruled)),
    ))
}

#[test]
fn a_steerable_proxy_pauses_resumes_counts_and_ends() -> Result<()> {
    let context = Context::new()?;
    let (sender, receiver, commander, proxy) = steerable(&context, "steer-rep", zmq::REP)?;
    let command = |text: &str| -> Result<_> {
        commander.send(text)?;
        commander.recv_multipart()
    };
    sender.send("12345")?;
    assert_eq!(receiver.recv()?, "12345");
    assert_eq!(command("PAUSE")?, [Message::new()]);
    sender.send("paused")?;
    let before = Statistics::parse(&command("STATISTICS")?)?;
    assert_eq!((before.frontend.received.messages, before.backend.sent.bytes), (1, 5));
    assert_eq!(receiver.try_recv()?, None);
    assert_eq!(command("RESUME")?, [Message::new()]);
    assert_eq!(receiver.recv()?, "paused");
    assert_eq!(command("nonsense")?, [Message::new()]);
    assert_eq!(command("TERMINATE")?, [Message::new()]);
    proxy.join().unwrap()
}

#[test]
fn a_steerable_proxy_answers_a_pair_only_with_statistics() -> Result<()> {
    let context = Context::new()?;
    let (_sender, _receiver, commander, proxy) = steerable(&context, "steer-pair", zmq::PAIR)?;
    for text in ["PAUSE", "RESUME", "STATISTICS", "TERMINATE"] {
        commander.send(text)?;
    }
    assert_eq!(commander.recv_multipart()?.len(), 8);
    proxy.join().unwrap()?;
    assert_eq!(commander.try_recv()?, None);
    Ok(())
}

#[test]
fn a_monitored_queue_tells_which_way_each_message_went() -> Result<()> {
    let context = Context::new()?;
    let (ins, outs, mons) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?, context.socket(zmq::PUSH)?);
    ins.bind("inproc://monitored-in")?;
    outs.bind("inproc://monitored-out")?;
    let watcher = context.socket(zmq::PULL)?;
    watcher.bind("inproc://monitored-mon")?;
    watcher.set_rcvtimeo(LONG)?;
    mons.connect("inproc://monitored-mon")?;
    let queue = thread::spawn(move || monitored_queue(&ins, &outs, &mons, "in", "out"));
    let (alice, bob) = (
        connected(&context, zmq::PAIR, "inproc://monitored-in")?,
        connected(&context, zmq::PAIR, "inproc://monitored-out")?,
    );
    alice.send_multipart(["hello", "there"])?;
    assert_eq!(bob.recv_multipart()?, ["hello", "there"]);
    bob.send("hi")?;
    assert_eq!(alice.recv()?, "hi");
    assert_eq!(watcher.recv_multipart()?, ["in", "hello", "there"]);
    assert_eq!(watcher.recv_multipart()?, ["out", "hi"]);
    context.shutdown()?;
    assert!(queue.join().unwrap().unwrap_err().is_terminated());
    Ok(())
}

#[test]
fn a_capture_that_nobody_reads_holds_the_device_but_does_not_keep_it_from_stopping() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::streamer().with_context(&context).with_monitor(zmq::PUSH);
    device.bind_in("inproc://capture-in").bind_out("inproc://capture-out").bind_mon("inproc://capture-mon");
    device.setsockopt_in(zmq::LINGER, 0).setsockopt_out(zmq::LINGER, 0);
    let device = device.start()?;
    let sender = connected(&context, zmq::PUSH, "inproc://capture-in")?;
    sender.send("x")?;
    while device.statistics().frontend.received.messages == 0 {
        thread::yield_now();
    }
    device.stop()
}

#[test]
fn a_join_with_a_timeout_tells_whether_the_device_has_ended() -> Result<()> {
    let context = Context::new()?;
    let mut device = Device::streamer().with_context(&context);
    device.bind_in("inproc://join-in").bind_out("inproc://join-out");
    let mut running = device.start()?;
    assert!(!running.join_timeout(0)?);
    assert!(!running.join_timeout(Duration::from_millis(5))?);
    context.shutdown()?;
    assert!(running.join_timeout(LONG)?);
    assert!(running.is_done() && running.join_timeout(None)?);
    running.stop()
}

#[test]
fn a_device_that_is_stopped_waits_for_a_taker_no_longer_than_it_lingers() -> Result<()> {
    let context = Context::new()?;
    let linger = Duration::from_millis(100);
    let mut device = Device::streamer().with_context(&context);
    device.bind_in("inproc://linger-in").bind_out("inproc://linger-out");
    device.setsockopt_in(zmq::LINGER, 0).setsockopt_out(zmq::LINGER, linger);
    let running = device.start()?;
    let sender = connected(&context, zmq::PUSH, "inproc://linger-in")?;
    sender.send("for nobody")?;
    while running.statistics().frontend.received.messages < 1 {
        thread::yield_now();
    }
    let started = Instant::now();
    running.stop()?;
    let took = started.elapsed();
    assert!(took >= linger && took < LONG, "{took:?}");
    Ok(())
}
