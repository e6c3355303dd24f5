//! No descriptors left: every step gives an error, and goes well when there are some again.

use std::net::TcpStream;

use zmq::{Context, ErrorKind, PULL, PUSH, Poller};
use zmq_tests::{child, system};

/// Takes all descriptors below the limit, so that the limit alone decides how many are left.
fn fill(descriptors: u64) -> Vec<std::fs::File> {
    system::limit_descriptors(descriptors);
    std::iter::from_fn(|| std::fs::File::open("/dev/null").ok()).collect()
}

const PLENTY: u64 = 512;

/// What a program does first, and how far it came.
fn work(folder: &std::path::Path) -> Result<(), (&'static str, zmq::Error)> {
    let at = |step: &'static str| move |error| (step, error);
    let context = Context::new().map_err(at("context"))?;
    context.set_linger(0).map_err(at("linger"))?;
    let receiver = context.socket(PULL).map_err(at("socket"))?;
    let sender = context.socket(PUSH).map_err(at("second socket"))?;
    receiver.bind("tcp://127.0.0.1:*").map_err(at("bind tcp"))?;
    let tcp = receiver.last_endpoint().map_err(at("endpoint"))?;
    receiver.bind(&format!("ipc://{}", folder.join("scarce").display())).map_err(at("bind ipc"))?;
    sender.connect(&tcp).map_err(at("connect"))?;
    let _monitor = sender.monitor_socket(zmq::EVENT_ALL).map_err(at("monitor"))?;
    let mut poller = Poller::new();
    poller.register(&receiver, zmq::POLLIN).map_err(at("register"))?;
    poller.register(&std::io::stdin(), zmq::POLLIN).map_err(at("register a descriptor"))?;
    poller.unregister(&std::io::stdin()).map_err(at("unregister"))?;
    sender.send_timeout("x", 100).map_err(|error| ("send", error.into()))?;
    poller.poll(100).map_err(at("poll"))?;
    receiver.recv_timeout(100).map_err(at("receive"))?;
    Ok(())
}

#[test]
fn s20_every_number_of_descriptors_is_an_error_or_enough() {
    child::run(|| {
        let folder = tempfile::tempdir().unwrap();
        let filled = fill(PLENTY);
        let mut steps = Vec::new();
        for left in 0.. {
            system::limit_descriptors(PLENTY + left);
            match work(folder.path()) {
                Ok(()) => break,
                Err((step, error)) => {
                    let is_scarcity = [ErrorKind::TooMany, ErrorKind::Again].contains(&error.kind());
                    assert!(is_scarcity, "{left} left, {step}: {error:?}");
                    steps.push(step);
                }
            }
            assert!(left < 100, "never enough: {steps:?}");
        }
        steps.dedup();
        println!("{steps:?}");
        // Not always "receive": the last descriptor may be the monitor's or that of the connection that is accepted.
        assert!(steps.contains(&"connect") && steps.len() > 3, "{steps:?}");
        drop(filled);
    });
}

#[test]
fn s20_peers_that_cannot_be_accepted_are_accepted_later() {
    child::role("dialer", |arguments| {
        let wait = || std::io::stdin().read_line(&mut String::new()).unwrap();
        wait();
        let mut peers: Vec<_> = (0..20).map(|_| TcpStream::connect(&arguments[0]).unwrap()).collect();
        println!("dialled");
        wait();
        peers.clear();
    });
    child::run(|| {
        let context = Context::new().unwrap();
        let receiver = context.socket(PULL).unwrap();
        receiver.bind("tcp://127.0.0.1:*").unwrap();
        let endpoint = receiver.last_endpoint().unwrap();
        let monitor = receiver.monitor_socket(zmq::EVENT_ACCEPT_FAILED).unwrap();
        let mut dialer = child::spawn("dialer", &[endpoint.strip_prefix("tcp://").unwrap()]);
        let filled = fill(PLENTY);
        dialer.enter("dial");
        dialer.line_after("dialled");
        assert_eq!(monitor.recv_timeout(120_000).unwrap().event, zmq::EVENT_ACCEPT_FAILED);
        dialer.enter("hang up");
        child::assert_finished(&dialer.outcome());
        drop(filled);
        let sender = context.socket(PUSH).unwrap();
        sender.connect(&endpoint).unwrap();
        sender.send("at last").unwrap();
        assert_eq!(receiver.recv_timeout(120_000).unwrap(), "at last");
    });
}
