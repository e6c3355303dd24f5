//! Devices survive peers that are killed in the middle of what they do.

use std::time::Duration;

use zmq::devices::{Device, DeviceHandle};
use zmq::{Context, DEALER, PULL, PUSH, REP, REQ, Result};
use zmq_tests::child;
use zmq_tests::process::{LIMIT, Process, within};

/// What the parts of a message between the first and the last are made of.
const FILLING: [&[u8]; 2] = [&[7; 5000], b""];

fn produce(endpoint: &str) -> Result<()> {
    let producer = Context::new()?.socket(PUSH)?;
    producer.connect(endpoint)?;
    for number in 0.. {
        let number = u64::to_be_bytes(number);
        producer.send_multipart([&number[..], FILLING[0], FILLING[1], &number])?;
    }
    Ok(())
}

fn work(endpoint: &str) -> Result<()> {
    let worker = Context::new()?.socket(PULL)?;
    worker.connect(endpoint)?;
    println!("working");
    loop {
        assert_whole(&worker.recv_multipart()?);
    }
}

fn assert_whole(message: &[zmq::Message]) {
    assert_eq!(message.len(), 4, "{message:?}");
    assert!(message[1] == FILLING[0] && message[2] == FILLING[1] && message[0] == message[3], "{message:?}");
}

fn start(device: &mut Device, context: &Context) -> Result<DeviceHandle> {
    device.bind_in("tcp://127.0.0.1:*").bind_out("tcp://127.0.0.1:*");
    device.setsockopt_in(zmq::LINGER, 0).setsockopt_out(zmq::LINGER, 0);
    device.clone().with_context(context).start()
}

/// Waits until the device has passed on that many more messages.
fn await_traffic(device: &DeviceHandle, more: u64) {
    let before = device.statistics().backend.sent.messages;
    while device.statistics().backend.sent.messages < before + more {
        assert!(!device.is_done());
        std::thread::sleep(Duration::from_millis(1));
    }
}

fn kill(mut process: Process) {
    process.signal("KILL");
    process.wait();
}

#[test]
fn a_streamer_passes_whole_messages_on_while_producers_and_workers_are_killed() -> Result<()> {
    child::role("producer", |arguments| produce(&arguments[0]).unwrap());
    child::role("worker", |arguments| work(&arguments[0]).unwrap());
    let context = Context::new()?;
    let device = start(&mut Device::streamer(), &context)?;
    let (to, from) = (device.endpoints_in()[0].as_str(), device.endpoints_out()[0].as_str());
    let producer = child::spawn("producer", &[to]);
    let mut worker = child::spawn("worker", &[from]);
    worker.line_after("working");
    for _ in 0..5 {
        let (another_producer, mut another) = (child::spawn("producer", &[to]), child::spawn("worker", &[from]));
        another.line_after("working");
        await_traffic(&device, 200);
        kill(another_producer);
        kill(another);
    }
    kill(worker);
    let last = context.socket(PULL)?;
    last.connect(from)?;
    for _ in 0..1000 {
        assert_whole(&last.recv_multipart_timeout(LIMIT)?);
    }
    kill(producer);
    // All that it accepted it passes on.
    within(LIMIT, move || {
        loop {
            while let Some(message) = last.try_recv_multipart()? {
                assert_whole(&message);
            }
            let statistics = device.statistics();
            let (received, sent) = (statistics.frontend.received, statistics.backend.sent);
            if received == sent && sent.bytes == sent.messages * 5016 {
                return device.stop();
            }
        }
    })
}

#[test]
fn a_queue_goes_on_with_another_worker_when_one_is_killed_at_work() -> Result<()> {
    child::role("worker", |arguments| {
        let worker = Context::new().unwrap().socket(REP).unwrap();
        worker.connect(&arguments[0]).unwrap();
        loop {
            let request = worker.recv_string().unwrap();
            println!("got {request}");
            if request != "hard work" {
                worker.send(request).unwrap();
            } else {
                std::thread::park();
            }
        }
    });
    let context = Context::new()?;
    let device = start(&mut Device::queue(), &context)?;
    let mut first = child::spawn("worker", &[&device.endpoints_out()[0]]);
    let client = context.socket(REQ)?;
    client.set_linger(0)?;
    client.set_req_relaxed(true)?;
    client.set_req_correlate(true)?;
    client.connect(&device.endpoints_in()[0])?;
    client.send("hard work")?;
    assert_eq!(first.line_after("got "), "hard work");
    kill(first);
    let _second = child::spawn("worker", &[&device.endpoints_out()[0]]);
    // A request may still go to who is not there any more; then it is asked again.
    let answer = loop {
        client.send("easy work")?;
        match client.recv_timeout(500) {
            Err(error) if error.is_again() => {}
            result => break result?,
        }
    };
    assert_eq!(answer, "easy work");
    assert!(!device.is_done());
    device.stop()
}

#[test]
fn a_client_that_is_killed_before_its_answer_costs_nobody_else_one() -> Result<()> {
    child::role("client", |arguments| {
        let client = Context::new().unwrap().socket(REQ).unwrap();
        client.connect(&arguments[0]).unwrap();
        client.send("soon dead").unwrap();
        std::thread::park();
    });
    let context = Context::new()?;
    let device = start(&mut Device::queue(), &context)?;
    let (to, from) = (device.endpoints_in()[0].as_str(), device.endpoints_out()[0].as_str());
    let worker = context.socket(REP)?;
    worker.connect(from)?;
    for _ in 0..5 {
        let dead = child::spawn("client", &[to]);
        assert_eq!(worker.recv_timeout(LIMIT)?, "soon dead");
        kill(dead);
        worker.send("to nobody")?;
        let client = context.socket(DEALER)?;
        client.set_linger(0)?;
        client.connect(to)?;
        client.send_multipart(["", "question"])?;
        assert_eq!(worker.recv_timeout(LIMIT)?, "question");
        worker.send("answer")?;
        assert_eq!(client.recv_multipart_timeout(LIMIT)?, ["", "answer"]);
    }
    device.stop()
}
