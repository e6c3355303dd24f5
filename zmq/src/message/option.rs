//! What can be asked of a message.

/// What [`Message::get`](crate::Message::get) asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct MessageOption(i32);

impl MessageOption {
    /// 1 if more frames of the same message follow.
    #[doc(alias = "ZMQ_MORE")]
    pub const MORE: Self = Self(zmq_sys::ZMQ_MORE);
    /// The descriptor of the connection that it came from.
    #[doc(alias = "ZMQ_SRCFD")]
    pub const SRCFD: Self = Self(zmq_sys::ZMQ_SRCFD);
    /// 1 if other messages share, or may share, the bytes.
    #[doc(alias = "ZMQ_SHARED")]
    pub const SHARED: Self = Self(zmq_sys::ZMQ_SHARED);

    /// The option of that number.
    pub const fn new(number: i32) -> Self {
        Self(number)
    }

    /// libzmq's number.
    pub const fn raw(self) -> i32 {
        self.0
    }
}

/// [`MessageOption::MORE`].
pub const MORE: MessageOption = MessageOption::MORE;
/// [`MessageOption::SRCFD`].
pub const SRCFD: MessageOption = MessageOption::SRCFD;
/// [`MessageOption::SHARED`].
pub const SHARED: MessageOption = MessageOption::SHARED;
