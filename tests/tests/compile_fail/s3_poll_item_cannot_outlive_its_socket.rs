//! S3: the low-level poll borrows what it polls.

pub fn outlives(context: &zmq::Context) -> zmq::Result<usize> {
    let mut items = Vec::new();
    {
        let socket = context.socket(zmq::PULL)?;
        items.push(zmq::PollItem::new(&socket, zmq::POLLIN)); //~ E0597 does not live long enough
    }
    zmq::poll(&mut items, 0)
}

pub fn moved(socket: zmq::Socket) -> zmq::Result<usize> {
    let mut items = [zmq::PollItem::new(&socket, zmq::POLLIN)];
    drop(socket); //~ E0505 cannot move out of
    zmq::poll(&mut items, 0)
}
