//! Draft: whom a message is for.

use std::ffi::CString;

use super::Message;
use crate::error::{Error, ErrorKind, Result};

impl Message {
    /// The peer that a SERVER or PEER socket received it from, or will send it to; 0 means none.
    ///
    /// libzmq: zmq_msg_routing_id(3)
    #[doc(alias = "zmq_msg_routing_id")]
    pub fn routing_id(&self) -> u32 {
        self.0.routing_id()
    }

    /// Names the peer that a SERVER or PEER socket shall send it to.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): 0 names nobody.
    ///
    /// libzmq: zmq_msg_set_routing_id(3)
    #[doc(alias = "zmq_msg_set_routing_id")]
    pub fn set_routing_id(&mut self, id: u32) -> Result<()> {
        self.0.set_routing_id(id)
    }

    /// This message, for the peer that a SERVER or PEER socket shall send it to: pyzmq's `send(..., routing_id=id)`.
    ///
    /// # Errors
    /// As [`set_routing_id`](Self::set_routing_id).
    pub fn with_routing_id(mut self, id: u32) -> Result<Self> {
        self.set_routing_id(id)?;
        Ok(self)
    }

    /// The group that a DISH socket received it from, or a RADIO socket will send it to, if that is text.
    ///
    /// libzmq: zmq_msg_group(3)
    #[doc(alias = "zmq_msg_group")]
    pub fn group(&self) -> Option<&str> {
        self.0.group().to_str().ok()
    }

    /// Names the group that a RADIO socket shall send it to.
    ///
    /// # Errors
    /// [`InvalidInput`](crate::ErrorKind::InvalidInput): longer than 255 bytes, or with a NUL.
    ///
    /// libzmq: zmq_msg_set_group(3)
    #[doc(alias = "zmq_msg_set_group")]
    pub fn set_group(&mut self, group: &str) -> Result<()> {
        let longest = usize::try_from(zmq_sys::ZMQ_GROUP_MAX_LENGTH).unwrap_or_default();
        match CString::new(group) {
            Ok(name) if group.len() <= longest => self.0.set_group(&name),
            _ => Err(Error::new(ErrorKind::InvalidInput, "zmq_msg_set_group", "a group has at most 255 bytes, no NUL")),
        }
    }

    /// This message, for the group that a RADIO socket shall send it to: pyzmq's `send(..., group=group)`.
    ///
    /// # Errors
    /// As [`set_group`](Self::set_group).
    pub fn with_group(mut self, group: &str) -> Result<Self> {
        self.set_group(group)?;
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_can_be_replaced_by_a_longer_or_shorter_one() {
        let mut message = Message::from(vec![7; 100]);
        for group in ["short", &"g".repeat(15), "short again", &"g".repeat(255), ""] {
            message.set_group(group).unwrap();
            let clone = message.clone();
            assert_eq!((message.group(), clone.group()), (Some(group), Some(group)));
            assert_eq!(message, vec![7; 100]);
        }
    }

    #[test]
    fn what_is_no_group_is_refused_and_changes_nothing() {
        let mut message = Message::new();
        message.set_group("kept").unwrap();
        for group in [&"g".repeat(256), "with\0NUL"] {
            assert_eq!(message.set_group(group).unwrap_err().kind(), ErrorKind::InvalidInput);
        }
        assert_eq!(message.group(), Some("kept"));
    }

    #[test]
    fn a_routing_id_of_zero_names_nobody() {
        let mut message = Message::new();
        message.set_routing_id(5).unwrap();
        assert_eq!(message.set_routing_id(0).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(message.routing_id(), 5);
    }
}
