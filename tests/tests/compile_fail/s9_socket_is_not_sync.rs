//! S9: one thread at a time.

pub fn shared(socket: &zmq::Socket) {
    std::thread::scope(|scope| {
        scope.spawn(|| socket.send("x").is_ok()); //~ E0277 cannot be shared between threads safely
    });
}

pub fn counted(socket: std::sync::Arc<zmq::Socket>) {
    std::thread::spawn(move || drop(socket)); //~ E0277 cannot be shared between threads safely
}

pub fn in_a_static() {
    static SOCKET: std::sync::OnceLock<zmq::Socket> = std::sync::OnceLock::new(); //~ E0277 cannot be shared between threads safely
    drop(SOCKET.get());
}
