//! pyzmq's `test_monqueue.py`.

use zmq::devices::{Device, DeviceHandle};
use zmq::{Context, DEALER, PAIR, PULL, PUSH, ROUTER, Result, Socket};

use super::context;

/// Alice and Bob at the ends of a monitored queue, and what it tells. Its monitor is a PUSH, where theirs is a PUB that may drop the first messages.
fn build_device(context: &Context, in_prefix: &str, out_prefix: &str) -> Result<(DeviceHandle, [Socket; 3])> {
    let sockets = [context.socket(PAIR)?, context.socket(PAIR)?, context.socket(PULL)?];
    let mut endpoints = Vec::new();
    for socket in &sockets {
        endpoints.push(format!("tcp://127.0.0.1:{}", socket.bind_to_random_port("tcp://127.0.0.1")?));
    }
    let mut device =
        Device::new(PAIR, PAIR).with_context(context).with_monitor(PUSH).with_prefixes(in_prefix, out_prefix);
    device.connect_in(&endpoints[0]).connect_out(&endpoints[1]).connect_mon(&endpoints[2]);
    Ok((device.start()?, sockets))
}

/// Three messages one way and one back; then what the monitor says of them.
fn exchange(in_prefix: &str, out_prefix: &str) -> Result<()> {
    let context = context()?;
    let (device, [alice, bob, monitor]) = build_device(&context, in_prefix, out_prefix)?;
    let letters = [vec!["hello", "bob"], vec!["hello", "again"], vec!["hello", "again", "and", "again"]];
    for letter in &letters {
        alice.send_multipart(letter.clone())?;
    }
    for letter in &letters {
        assert_eq!(bob.recv_multipart()?, letter.clone());
    }
    bob.send_multipart(["hello", "alice"])?;
    assert_eq!(alice.recv_multipart()?, ["hello", "alice"]);
    for letter in &letters {
        assert_eq!(monitor.recv_multipart()?, [&[in_prefix][..], letter].concat());
    }
    assert_eq!(monitor.recv_multipart()?, [out_prefix, "hello", "alice"]);
    device.stop()
}

/// pyzmq: `test_monitor`
#[test]
fn the_monitor_gets_each_message_with_its_direction_in_front() -> Result<()> {
    exchange("in", "out")
}

/// pyzmq: `test_prefix`
#[test]
fn the_directions_may_have_other_names() -> Result<()> {
    exchange("foo", "bar")
}

/// pyzmq: `test_router_router`
#[test]
fn peers_of_two_routers_name_each_other() -> Result<()> {
    let context = context()?;
    let mut device = Device::new(ROUTER, ROUTER).with_context(&context).with_prefixes("in", "out");
    device.bind_in("tcp://127.0.0.1:*").bind_out("tcp://127.0.0.1:*").bind_mon("tcp://127.0.0.1:*");
    device.setsockopt_in(zmq::ROUTER_MANDATORY, true).setsockopt_out(zmq::ROUTER_MANDATORY, true);
    let device = device.start()?;
    let peer = |name: &str, endpoint: &str| -> Result<Socket> {
        let socket = context.socket(DEALER)?;
        socket.set_identity(name)?;
        socket.connect(endpoint)?;
        Ok(socket)
    };
    let (a, b) = (peer("a", &device.endpoints_in()[0])?, peer("b", &device.endpoints_out()[0])?);
    let monitor = context.socket(zmq::SUB)?;
    monitor.connect(&device.endpoints_mon()[0])?;
    // Until the device has taken notice of both, what is for them comes to nobody: each says something until the other has heard it.
    let mut poller = zmq::Poller::new();
    poller.register(&a, zmq::POLLIN)?;
    poller.register(&b, zmq::POLLIN)?;
    while poller.poll(10)?.len() < 2 {
        a.send_multipart(["b", "ping"])?;
        b.send_multipart(["a", "ping"])?;
    }
    a.send_multipart(["b", "hello", "there"])?;
    let message = next(&b, "hello")?;
    assert_eq!(message, ["a", "hello", "there"]);
    b.send_multipart(message)?;
    assert_eq!(next(&a, "hello")?, ["b", "hello", "there"]);
    device.stop()
}

/// The next message with that word in its second part.
fn next(socket: &Socket, word: &str) -> Result<zmq::Multipart> {
    loop {
        let message = socket.recv_multipart()?;
        if message.get(1).is_some_and(|part| part == word) {
            return Ok(message);
        }
    }
}
