//! S3, decision 6: a poller's pins belong to its thread.

pub fn sent(poller: zmq::Poller) {
    std::thread::spawn(move || drop(poller)); //~ E0277 cannot be sent between threads safely
}

pub fn shared(poller: &zmq::Poller) {
    std::thread::scope(|scope| {
        scope.spawn(|| poller.len()); //~ E0277 cannot be shared between threads safely
    });
}
