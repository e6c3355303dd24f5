//! S2, decision 7: copying a message writes to it, so that two threads may not have the same one.

pub fn shared(message: &zmq::Message) {
    std::thread::scope(|scope| {
        scope.spawn(|| message.clone()); //~ E0277 cannot be shared between threads safely
    });
}

pub fn shared_parts(parts: zmq::Multipart) -> impl Sync { //~ E0277 cannot be shared between threads safely
    parts
}
