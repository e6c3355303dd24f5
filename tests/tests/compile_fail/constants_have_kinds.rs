//! A constant of one kind is no value of another.

pub fn mixed(context: &zmq::Context, socket: &zmq::Socket) {
    let _ = context.socket(zmq::POLLIN); //~ E0308 mismatched types
    let _ = socket.recv_with(zmq::REP); //~ E0308 mismatched types
    let _ = socket.setsockopt(zmq::IO_THREADS, 1); //~ E0308 mismatched types
    let _ = socket.poll(0, zmq::NOBLOCK); //~ E0308 mismatched types
}
