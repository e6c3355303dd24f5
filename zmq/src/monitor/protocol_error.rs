//! [`ProtocolError`]: how a peer or a ZAP handler broke the protocol.

use std::fmt;

/// What was wrong with a handshake. Numbers that this crate does not know are kept.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct ProtocolError(u32);

impl ProtocolError {
    /// The error of that number.
    pub const fn from_raw(number: u32) -> Self {
        Self(number)
    }

    /// libzmq's number.
    pub const fn raw(self) -> u32 {
        self.0
    }
}

macro_rules! protocol_errors {
    ($($name:ident $text:literal: $root:ident = $c:ident;)*) => {
        impl ProtocolError {
            $(
                #[doc = $text]
                pub const $name: Self = Self(zmq_sys::$c.cast_unsigned());
            )*

            fn text(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($text),)*
                    _ => None,
                }
            }
        }
        $(
            #[doc = $text]
            pub const $root: ProtocolError = ProtocolError::$name;
        )*
    };
}

protocol_errors! {
    ZMTP_UNSPECIFIED "The peer broke ZMTP.":
        PROTOCOL_ERROR_ZMTP_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_ZMTP_UNSPECIFIED;
    ZMTP_UNEXPECTED_COMMAND "The peer sent a command out of turn.":
        PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND = ZMQ_PROTOCOL_ERROR_ZMTP_UNEXPECTED_COMMAND;
    ZMTP_INVALID_SEQUENCE "The peer's nonces do not grow.":
        PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE = ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_SEQUENCE;
    ZMTP_KEY_EXCHANGE "The keys could not be exchanged.":
        PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE = ZMQ_PROTOCOL_ERROR_ZMTP_KEY_EXCHANGE;
    ZMTP_MALFORMED_COMMAND_UNSPECIFIED "The peer sent a malformed command.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_UNSPECIFIED;
    ZMTP_MALFORMED_COMMAND_MESSAGE "The peer sent a malformed MESSAGE.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_MESSAGE;
    ZMTP_MALFORMED_COMMAND_HELLO "The peer sent a malformed HELLO.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_HELLO;
    ZMTP_MALFORMED_COMMAND_INITIATE "The peer sent a malformed INITIATE.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_INITIATE;
    ZMTP_MALFORMED_COMMAND_ERROR "The peer sent a malformed ERROR.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_ERROR;
    ZMTP_MALFORMED_COMMAND_READY "The peer sent a malformed READY.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_READY;
    ZMTP_MALFORMED_COMMAND_WELCOME "The peer sent a malformed WELCOME.":
        PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME = ZMQ_PROTOCOL_ERROR_ZMTP_MALFORMED_COMMAND_WELCOME;
    ZMTP_INVALID_METADATA "The peer's metadata are malformed, or its socket type does not fit.":
        PROTOCOL_ERROR_ZMTP_INVALID_METADATA = ZMQ_PROTOCOL_ERROR_ZMTP_INVALID_METADATA;
    ZMTP_CRYPTOGRAPHIC "The peer does not have the right key.":
        PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC = ZMQ_PROTOCOL_ERROR_ZMTP_CRYPTOGRAPHIC;
    ZMTP_MECHANISM_MISMATCH "The peer uses another mechanism.":
        PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH = ZMQ_PROTOCOL_ERROR_ZMTP_MECHANISM_MISMATCH;
    ZAP_UNSPECIFIED "The ZAP handler broke its protocol.":
        PROTOCOL_ERROR_ZAP_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_ZAP_UNSPECIFIED;
    ZAP_MALFORMED_REPLY "The ZAP handler's reply is malformed.":
        PROTOCOL_ERROR_ZAP_MALFORMED_REPLY = ZMQ_PROTOCOL_ERROR_ZAP_MALFORMED_REPLY;
    ZAP_BAD_REQUEST_ID "The ZAP handler answered another request.":
        PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID = ZMQ_PROTOCOL_ERROR_ZAP_BAD_REQUEST_ID;
    ZAP_BAD_VERSION "The ZAP handler speaks another version.":
        PROTOCOL_ERROR_ZAP_BAD_VERSION = ZMQ_PROTOCOL_ERROR_ZAP_BAD_VERSION;
    ZAP_INVALID_STATUS_CODE "The ZAP handler's status is none.":
        PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE = ZMQ_PROTOCOL_ERROR_ZAP_INVALID_STATUS_CODE;
    ZAP_INVALID_METADATA "The ZAP handler's metadata are malformed.":
        PROTOCOL_ERROR_ZAP_INVALID_METADATA = ZMQ_PROTOCOL_ERROR_ZAP_INVALID_METADATA;
    WS_UNSPECIFIED "The peer broke WebSocket.":
        PROTOCOL_ERROR_WS_UNSPECIFIED = ZMQ_PROTOCOL_ERROR_WS_UNSPECIFIED;
}

impl fmt::Display for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text() {
            Some(text) => f.write_str(text),
            None => write!(f, "protocol error {:#x}", self.0),
        }
    }
}

impl fmt::Debug for ProtocolError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ProtocolError({:#x}: {self})", self.0)
    }
}
