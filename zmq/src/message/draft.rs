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
}
