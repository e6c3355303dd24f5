//! S10, S17: bytes, text and properties do not outlive the message that has them.

pub fn bytes(socket: &zmq::Socket) -> zmq::Result<&[u8]> {
    let message = socket.recv()?;
    Ok(message.as_bytes()) //~ E0515 returns a value referencing data owned by
}

pub fn text(message: zmq::Message) -> Option<String> {
    let kind = message.property("Socket-Type")?;
    drop(message); //~ E0505 cannot move out of
    Some(kind.to_owned())
}
