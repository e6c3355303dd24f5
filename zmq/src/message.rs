//! [`Message`]: one frame.

use crate::raw::message::RawMessage;

/// One frame.
pub struct Message(RawMessage);

impl Message {
    /// An empty message.
    pub fn new() -> Self {
        Self(RawMessage::new())
    }

    pub(crate) fn raw_mut(&mut self) -> &mut RawMessage {
        &mut self.0
    }
}
