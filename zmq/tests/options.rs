//! The option table against libzmq.

#[test]
fn smoke() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let socket = context.socket(zmq::SUB)?;
    assert_eq!(socket.linger()?, Some(std::time::Duration::ZERO));
    socket.set_linger(None)?;
    assert_eq!(socket.linger()?, None);
    for row in zmq::SocketOption::all().filter(|row| row.readable) {
        println!("{} {:?} {:?}", row.name, socket.getsockopt(zmq::SocketOption::from_raw(row.number)), row.default);
    }
    println!("{:?}", context.socket(zmq::PUB)?.setsockopt(zmq::SUBSCRIBE, ""));
    println!("{:?}", context.socket(zmq::PUB)?.setsockopt(zmq::SUBSCRIBE, 1));
    println!("{:?}", context.socket(zmq::PUB)?.setsockopt(zmq::RCVMORE, 1));
    println!("{:?}", context.socket(zmq::PUB)?.setsockopt(zmq::LINGER, -2));
    println!("{:?}", context.socket(zmq::PUB)?.setsockopt(zmq::LINGER, i64::MAX));
    println!("{:?}", context.socket(zmq::PUB)?.setsockopt(zmq::SocketOption::from_raw(9999), 1));
    println!("{:?}", context.socket(zmq::PUB)?.getsockopt(zmq::SocketOption::from_raw(9999)));
    Ok(())
}
