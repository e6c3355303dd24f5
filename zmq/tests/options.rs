//! The option table against libzmq.

use std::time::Duration;

use zmq::{Context, ErrorKind};

type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error>>;

#[test]
fn a_time_that_has_no_end_is_none() -> Result {
    let socket = Context::new()?.socket(zmq::PUSH)?;
    assert_eq!(socket.linger()?, None);
    socket.set_linger(0)?;
    assert_eq!(socket.linger()?, Some(Duration::ZERO));
    socket.set_linger(None)?;
    assert_eq!(socket.getsockopt(zmq::LINGER)?, -1);
    Ok(())
}

#[test]
fn an_unknown_option_is_an_error_both_ways() -> Result {
    let socket = Context::new()?.socket(zmq::PUSH)?;
    let option = zmq::SocketOption::from_raw(9999);
    assert_eq!(socket.setsockopt(option, 1).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(socket.getsockopt(option).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}
