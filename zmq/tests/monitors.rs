//! Monitors: what a socket tells of its connections.

mod harness;

use std::sync::mpsc::RecvTimeoutError;

use harness::{LONG, within};
use zmq::{Context, ErrorKind, Happening, Message, MonitorEvent, MonitorEvents, ProtocolError, Result};

/// The next event of that kind.
fn await_event(monitor: &zmq::Monitor, is_wanted: impl Fn(&Happening) -> bool) -> Result<MonitorEvent> {
    loop {
        let event = monitor.recv_timeout(LONG)?;
        if is_wanted(&event.happening) {
            return Ok(event);
        }
    }
}

#[test]
fn a_connection_is_told_at_both_ends_until_the_reports_end() -> Result<()> {
    let context = Context::new()?;
    let (server, client) = (context.socket(zmq::REP)?, context.socket(zmq::REQ)?);
    let (at_server, at_client) =
        (server.monitor_socket(MonitorEvents::ALL)?, client.monitor_socket(MonitorEvents::ALL)?);
    let endpoint = format!("tcp://127.0.0.1:{}", server.bind_to_random_port("tcp://127.0.0.1")?);
    let listening = await_event(&at_server, |happening| matches!(happening, Happening::Listening { .. }))?;
    assert_eq!(listening.endpoint, endpoint);
    client.connect(&endpoint)?;
    let connected = await_event(&at_client, |happening| matches!(happening, Happening::Connected { .. }))?;
    assert_eq!((connected.event, connected.remote), (MonitorEvents::CONNECTED, None));
    await_event(&at_server, |happening| matches!(happening, Happening::Accepted { .. }))?;
    for monitor in [&at_server, &at_client] {
        await_event(monitor, |happening| *happening == Happening::HandshakeSucceeded)?;
    }
    client.close_linger(0)?;
    await_event(&at_server, |happening| matches!(happening, Happening::Disconnected { .. }))?;
    server.disable_monitor()?;
    let last = at_server.iter().last().expect("the end is told")?;
    assert_eq!(last.happening, Happening::MonitorStopped);
    Ok(())
}

#[test]
fn only_what_was_asked_for_is_told() -> Result<()> {
    let context = Context::new()?;
    let server = context.socket(zmq::REP)?;
    let monitor = server.monitor_socket(MonitorEvents::ACCEPTED | MonitorEvents::MONITOR_STOPPED)?;
    server.bind_to_random_port("tcp://127.0.0.1")?;
    server.disable_monitor()?;
    assert_eq!(monitor.recv_timeout(LONG)?.happening, Happening::MonitorStopped);
    Ok(())
}

#[test]
fn a_mechanism_that_does_not_fit_is_a_protocol_error() -> Result<()> {
    let context = Context::new()?;
    let (server, client) = (context.socket(zmq::REP)?, context.socket(zmq::REQ)?);
    server.set_plain_server(true)?;
    // The end that reads the other's greeting first tells why, and the other may see a broken connection only.
    let monitors = [server.monitor_socket(MonitorEvents::ALL)?, client.monitor_socket(MonitorEvents::ALL)?];
    client.set_linger(0)?;
    client.connect(&format!("tcp://127.0.0.1:{}", server.bind_to_random_port("tcp://127.0.0.1")?))?;
    let mut poller = zmq::Poller::new();
    for monitor in &monitors {
        poller.register(monitor.socket(), zmq::POLLIN)?;
    }
    let event = 'found: loop {
        assert!(!poller.poll(LONG)?.is_empty(), "nobody tells why the handshake failed");
        for monitor in &monitors {
            while let Some(event) = monitor.try_recv()? {
                if matches!(event.happening, Happening::HandshakeFailedProtocol { .. }) {
                    break 'found event;
                }
            }
        }
    };
    let error = ProtocolError::ZMTP_MECHANISM_MISMATCH;
    assert_eq!(event.happening, Happening::HandshakeFailedProtocol { error });
    assert_eq!(error.to_string(), "The peer uses another mechanism.");
    Ok(())
}

#[test]
fn a_monitor_needs_inproc_and_known_events() -> Result<()> {
    let socket = Context::new()?.socket(zmq::REP)?;
    assert_eq!(socket.monitor("tcp://127.0.0.1:*", MonitorEvents::ALL).unwrap_err().errno(), zmq::EPROTONOSUPPORT);
    let unknown = MonitorEvents::from_bits_retain(1 << 20);
    assert_eq!(socket.monitor_socket(unknown).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn dropping_the_monitor_lets_the_socket_go_on() -> Result<()> {
    let context = Context::new()?;
    let server = context.socket(zmq::REP)?;
    drop(server.monitor_socket(MonitorEvents::ALL)?);
    for _ in 0..100 {
        server.bind("tcp://127.0.0.1:*")?;
        server.unbind(&server.last_endpoint()?)?;
    }
    drop(server);
    context.term()
}

#[test]
fn the_frames_of_both_versions_are_read_and_others_refused() -> Result<()> {
    let one = [Message::from([0x01, 0x00, 0xff, 0xff, 0xff, 0xff]), "tcp://a:1".into()];
    let event = MonitorEvent::parse(&one)?;
    assert_eq!((event.happening, event.endpoint.as_str()), (Happening::Connected { fd: -1 }, "tcp://a:1"));
    let number = |number: u64| Message::from(number.to_ne_bytes());
    let two = [number(1 << 40), number(2), number(7), number(8), "tcp://a:1".into(), "tcp://b:2".into()];
    let event = MonitorEvent::parse(&two)?;
    assert_eq!((event.event.bits(), event.value, event.happening), (1 << 40, 7, Happening::Unknown));
    assert_eq!(event.remote.as_deref(), Some("tcp://b:2"));
    for wrong in [&one[..1], &two[..5], &[], &[Message::new(), Message::new()]] {
        assert_eq!(MonitorEvent::parse(wrong).unwrap_err().kind(), ErrorKind::Decode);
    }
    Ok(())
}

#[test]
fn a_channel_has_the_events_in_order_and_ends_with_the_socket() -> Result<()> {
    let context = Context::new()?;
    let server = context.socket(zmq::REP)?;
    let events = server.monitor_socket(MonitorEvents::LISTENING | MonitorEvents::MONITOR_STOPPED)?.into_channel()?;
    let mut bound = Vec::new();
    for _ in 0..3 {
        server.bind("tcp://127.0.0.1:*")?;
        bound.push(server.last_endpoint()?);
    }
    drop(server);
    let events: Vec<_> = events.iter().collect();
    let listening: Vec<_> = events.iter().take(3).map(|event| event.endpoint.clone()).collect();
    assert_eq!(listening, bound);
    assert_eq!(events.last().map(|event| event.happening), Some(Happening::MonitorStopped));
    context.term()
}

#[test]
fn dropping_a_channel_ends_its_thread_and_the_reports() -> Result<()> {
    within(LONG, || {
        let context = Context::new()?;
        let server = context.socket(zmq::REP)?;
        drop(server.monitor_socket(MonitorEvents::ALL)?.into_channel()?);
        // All that is left is the server: the thread has closed its sockets.
        assert_eq!(context.socket_count(), 1);
        server.bind("tcp://127.0.0.1:*")?;
        drop(server);
        context.term()
    })
}

#[test]
fn a_channel_ends_with_its_context() -> Result<()> {
    let context = Context::new()?;
    let server = context.socket(zmq::REP)?;
    let events = server.monitor_socket(MonitorEvents::ALL)?.into_channel()?;
    context.shutdown()?;
    while events.recv_timeout(LONG) != Err(RecvTimeoutError::Disconnected) {}
    Ok(())
}
