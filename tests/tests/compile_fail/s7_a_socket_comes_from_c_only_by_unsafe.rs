//! S7: handles from C are vouched for.

pub fn adopted(context: &zmq::Context, handle: *mut std::ffi::c_void) {
    let _ = zmq::Socket::from_raw(context, handle); //~ E0133 unsafe function
    let _ = zmq::Context::from_raw(handle); //~ E0133 unsafe function
    let _ = zmq::Context::shadow(handle); //~ E0133 unsafe function
}

pub fn kept(socket: zmq::Socket) {
    let _ = socket.into_raw();
    let _ = socket.recv(); //~ E0382 moved value
}
