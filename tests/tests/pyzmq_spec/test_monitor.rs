//! pyzmq's `test_monitor.py`.

use zmq::{Happening, Message, MonitorEvent, PAIR, REP, REQ, Result};

use super::{LONG, context};

/// pyzmq: `test_monitor`
#[test]
fn a_monitor_of_ones_own_hears_of_the_connection_and_of_its_end() -> Result<()> {
    let context = context()?;
    let (server, client) = (context.socket(REP)?, context.socket(REQ)?);
    let endpoint = format!("tcp://127.0.0.1:{}", client.bind_to_random_port("tcp://127.0.0.1")?);
    let wanted = zmq::EVENT_CONNECT_DELAYED | zmq::EVENT_CONNECTED | zmq::EVENT_MONITOR_STOPPED;
    server.monitor("inproc://monitor.rep", wanted)?;
    let events = context.socket(PAIR)?;
    events.connect("inproc://monitor.rep")?;
    server.connect(&endpoint)?;
    let mut event = receive(&events)?;
    if event.event == zmq::EVENT_CONNECT_DELAYED {
        assert_eq!(event.endpoint, endpoint);
        event = receive(&events)?;
    }
    assert_eq!((event.event, event.endpoint), (zmq::EVENT_CONNECTED, endpoint));
    server.disable_monitor()?;
    assert_eq!(receive(&events)?.event, zmq::EVENT_MONITOR_STOPPED);
    Ok(())
}

/// The context's timeout bounds it.
fn receive(events: &zmq::Socket) -> Result<MonitorEvent> {
    zmq::recv_monitor_message(events)
}

/// pyzmq: `test_monitor_connected`
#[test]
fn a_monitor_socket_hears_of_the_connection() -> Result<()> {
    let context = context()?;
    let (server, client) = (context.socket(REP)?, context.socket(REQ)?);
    let endpoint = format!("tcp://127.0.0.1:{}", client.bind_to_random_port("tcp://127.0.0.1")?);
    let monitor = server.monitor_socket(zmq::EVENT_ALL)?;
    server.connect(&endpoint)?;
    let mut event = monitor.recv_timeout(LONG)?;
    if matches!(event.happening, Happening::ConnectDelayed { .. }) {
        assert_eq!(event.endpoint, endpoint);
        event = monitor.recv_timeout(LONG)?;
    }
    assert!(matches!(event.happening, Happening::Connected { .. }), "{event:?}");
    assert_eq!(event.endpoint, endpoint);
    Ok(())
}

/// pyzmq: `test_monitor_repeat`. Asked again, Python gives the same object. A `Monitor` has one owner, so a second one takes over from the first,
/// which hears that it was stopped.
#[test]
fn a_second_monitor_takes_the_place_of_the_first() -> Result<()> {
    let socket = context()?.socket(zmq::PULL)?;
    let first = socket.monitor_socket(zmq::EVENT_ALL)?;
    let second = socket.monitor_socket(zmq::EVENT_ALL)?;
    socket.bind_to_random_port("tcp://127.0.0.1")?;
    assert_eq!(first.recv_timeout(LONG)?.happening, Happening::MonitorStopped);
    assert!(matches!(second.recv_timeout(LONG)?.happening, Happening::Listening { .. }));
    socket.disable_monitor()?;
    assert_eq!(second.recv_timeout(LONG)?.event, zmq::EVENT_MONITOR_STOPPED);
    Ok(())
}

/// pyzmq: `parse_monitor_message`, which raises `RuntimeError`.
#[test]
fn what_is_no_event_is_refused_with_its_frames() {
    let frames = [Message::from("neither"), "an event".into()];
    assert_eq!(MonitorEvent::parse(&frames).unwrap_err().kind(), zmq::ErrorKind::Decode);
}
