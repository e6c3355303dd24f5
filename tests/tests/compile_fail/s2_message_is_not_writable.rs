//! S2: other sockets may have the same bytes.

pub fn by_index(mut message: zmq::Message) {
    message[0] = 1; //~ E0594 cannot assign
}

pub fn by_slice(mut message: zmq::Message) {
    let _: &mut [u8] = &mut message; //~ E0596 cannot borrow data in dereference
}

pub fn by_trait(message: zmq::Message) -> impl AsMut<[u8]> { //~ E0277 AsMut
    message
}

pub fn in_parts(parts: &mut zmq::Multipart) {
    parts[0][0] = 1; //~ E0594 cannot assign
}
