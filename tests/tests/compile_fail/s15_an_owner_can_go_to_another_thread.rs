//! S15: libzmq drops the owner of a message's bytes on a thread of its own, at a time of its own.

use std::rc::Rc;

struct Counted(#[allow(dead_code)] Rc<()>);

impl AsRef<[u8]> for Counted {
    fn as_ref(&self) -> &[u8] {
        b"bytes"
    }
}

pub fn not_send() -> zmq::Message {
    zmq::Message::from_owner(Counted(Rc::new(()))) //~ E0277 cannot be sent between threads safely
}

pub fn not_static(bytes: &[u8]) -> zmq::Message {
    zmq::Message::from_owner(bytes) //~ E0521 borrowed data escapes
}

pub fn not_for_ever(bytes: &[u8]) -> zmq::Message {
    zmq::Message::from_static(bytes) //~ E0521 borrowed data escapes
}
