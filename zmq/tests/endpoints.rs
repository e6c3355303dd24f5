//! Binding and connecting: what is accepted, and what the errors say.

use zmq::{Context, ErrorKind, Result};

#[test]
fn malformed_endpoints_are_refused_and_named() -> Result<()> {
    let context = Context::new()?;
    for endpoint in ["", "tcp://", "tcp:*", "tcp://*", "tcp://127.0.0.1:99999", "://x", "inproc", "tcp://a b:1x"] {
        let socket = context.socket(zmq::PULL)?;
        let error = socket.bind(endpoint).unwrap_err();
        assert_eq!(error.endpoint(), Some(endpoint), "{error}");
        assert!(error.to_string().contains("zmq_bind"), "{error}");
    }
    Ok(())
}

#[test]
fn a_nul_byte_within_an_endpoint_is_refused() -> Result<()> {
    let socket = Context::new()?.socket(zmq::PULL)?;
    assert_eq!(socket.bind("inproc://a\0b").unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn an_endpoint_in_use_is_an_error_until_it_is_closed() -> Result<()> {
    let context = Context::new()?;
    let first = context.socket(zmq::PULL)?;
    let port = first.bind_to_random_port("tcp://127.0.0.1")?;
    let endpoint = format!("tcp://127.0.0.1:{port}");
    let second = context.socket(zmq::PULL)?;
    assert_eq!(second.bind(&endpoint).unwrap_err().kind(), ErrorKind::AddressInUse);
    first.close()?;
    while let Err(error) = second.bind(&endpoint) {
        assert_eq!(error.kind(), ErrorKind::AddressInUse, "{error}");
        std::thread::yield_now();
    }
    Ok(())
}

#[test]
fn unbind_and_disconnect_want_an_endpoint_of_this_socket() -> Result<()> {
    let socket = Context::new()?.socket(zmq::PULL)?;
    assert_eq!(socket.unbind("tcp://127.0.0.1:5").unwrap_err().kind(), ErrorKind::NotFound);
    assert_eq!(socket.disconnect("tcp://127.0.0.1:5").unwrap_err().kind(), ErrorKind::NotFound);
    socket.bind("tcp://127.0.0.1:*")?;
    socket.unbind(&socket.last_endpoint()?)
}

#[test]
fn random_ports_stay_within_their_range() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PULL)?;
    let port = socket.bind_to_random_port_in("tcp://127.0.0.1", 49_152..=65_000, 100)?;
    assert!((49_152..=65_000).contains(&port));
    let error = context.socket(zmq::PULL)?.bind_to_random_port_in("tcp://127.0.0.1", port..=port, 3).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::AddressInUse);
    let empty = 9..9;
    assert_eq!(socket.bind_to_random_port_in("tcp://127.0.0.1", empty, 3).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn connecting_to_an_absent_peer_is_no_error() -> Result<()> {
    let socket = Context::new()?.socket(zmq::SUB)?;
    socket.connect("tcp://localhost:1")?;
    socket.connect("inproc://nobody-yet")
}

#[test]
fn an_endpoint_is_free_again_when_its_guard_is_dropped() -> Result<()> {
    let context = Context::new()?;
    let (first, second) = (context.socket(zmq::PULL)?, context.socket(zmq::PULL)?);
    let bound = first.bind_scoped("inproc://scoped")?;
    assert_eq!(bound.endpoint(), "inproc://scoped");
    assert_eq!(second.bind("inproc://scoped").unwrap_err().kind(), ErrorKind::AddressInUse);
    drop(bound);
    second.bind("inproc://scoped")
}

#[test]
fn a_guard_of_a_closed_socket_does_nothing() -> Result<()> {
    let socket = Context::new()?.socket(zmq::PULL)?;
    let bound = socket.bind_scoped("inproc://scoped-closed")?;
    socket.close()?;
    drop(bound);
    Ok(())
}
