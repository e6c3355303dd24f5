//! S4: a bare number may be closed, or be another file, by the time it is polled.

pub fn registered(poller: &mut zmq::Poller) {
    let _ = poller.register(&3_i32, zmq::POLLIN); //~ E0277 Pollable
}

pub fn polled() {
    let _ = zmq::PollItem::from_fd(&3_i32, zmq::POLLIN); //~ E0277 AsFd
}

pub fn closed(file: std::fs::File) -> zmq::Result<usize> {
    let mut items = [zmq::PollItem::from_fd(&file, zmq::POLLIN)];
    drop(file); //~ E0505 cannot move out of
    zmq::poll(&mut items, 0)
}
