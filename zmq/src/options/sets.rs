//! The named values of some options: mechanisms, name types, modes and bit sets.

use std::fmt;

use bitflags::bitflags;

macro_rules! open_set {
    ($(#[$meta:meta])* $type:ident: $($(#[$doc:meta])* $name:ident $alias:ident = $value:literal $c:literal;)*) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        pub struct $type(i32);

        impl $type {
            $($(#[$doc])* #[doc(alias = $c)] pub const $name: Self = Self($value);)*

            /// The value of that number.
            pub const fn from_raw(number: i32) -> Self {
                Self(number)
            }

            /// libzmq's number.
            pub const fn raw(self) -> i32 {
                self.0
            }
        }

        impl fmt::Debug for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self.0 {
                    $($value => f.write_str(stringify!($name)),)*
                    number => write!(f, concat!(stringify!($type), "({})"), number),
                }
            }
        }

        $($(#[$doc])* pub const $alias: $type = $type::$name;)*
    };
}

open_set! {
    /// How the two ends of a connection prove who they are. libzmq may know more than are named here.
    Mechanism:
    /// Not at all.
    NULL NULL = 0 "ZMQ_NULL";
    /// By a user name and a password, in the clear.
    PLAIN PLAIN = 1 "ZMQ_PLAIN";
    /// By keys; the connection is encrypted.
    CURVE CURVE = 2 "ZMQ_CURVE";
    /// By Kerberos.
    GSSAPI GSSAPI = 3 "ZMQ_GSSAPI";
}

open_set! {
    /// What a GSSAPI principal's name is.
    GssapiNameType:
    /// A host-based service.
    HOSTBASED GSSAPI_NT_HOSTBASED = 0 "ZMQ_GSSAPI_NT_HOSTBASED";
    /// A local user.
    USER_NAME GSSAPI_NT_USER_NAME = 1 "ZMQ_GSSAPI_NT_USER_NAME";
    /// A Kerberos 5 principal.
    KRB5_PRINCIPAL GSSAPI_NT_KRB5_PRINCIPAL = 2 "ZMQ_GSSAPI_NT_KRB5_PRINCIPAL";
}

open_set! {
    /// How the NORM transport controls its rate.
    NormMode:
    /// A fixed rate, see [`RATE`](crate::RATE).
    FIXED NORM_FIXED = 0 "ZMQ_NORM_FIXED";
    /// Congestion control.
    CC NORM_CC = 1 "ZMQ_NORM_CC";
    /// Congestion control that tells loss from congestion.
    CCL NORM_CCL = 2 "ZMQ_NORM_CCL";
    /// Congestion control with explicit notification.
    CCE NORM_CCE = 3 "ZMQ_NORM_CCE";
    /// Congestion control by explicit notification only.
    CCE_ECNONLY NORM_CCE_ECNONLY = 4 "ZMQ_NORM_CCE_ECNONLY";
}

bitflags! {
    /// What makes a socket give up an endpoint instead of connecting again. Unknown bits reach libzmq unchanged.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct ReconnectStop: i32 {
        /// The connection was refused.
        #[doc(alias = "ZMQ_RECONNECT_STOP_CONN_REFUSED")]
        const CONN_REFUSED = zmq_sys::ZMQ_RECONNECT_STOP_CONN_REFUSED;
        /// The handshake failed.
        #[doc(alias = "ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED")]
        const HANDSHAKE_FAILED = zmq_sys::ZMQ_RECONNECT_STOP_HANDSHAKE_FAILED;
        /// An established connection ended.
        #[doc(alias = "ZMQ_RECONNECT_STOP_AFTER_DISCONNECT")]
        const AFTER_DISCONNECT = zmq_sys::ZMQ_RECONNECT_STOP_AFTER_DISCONNECT;
        const _ = !0;
    }

    /// When a ROUTER receives an empty message that tells of a peer. Unknown bits reach libzmq unchanged.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct RouterNotify: i32 {
        /// A peer connected.
        #[doc(alias = "ZMQ_NOTIFY_CONNECT")]
        const CONNECT = zmq_sys::ZMQ_NOTIFY_CONNECT;
        /// A peer went away.
        #[doc(alias = "ZMQ_NOTIFY_DISCONNECT")]
        const DISCONNECT = zmq_sys::ZMQ_NOTIFY_DISCONNECT;
        const _ = !0;
    }
}

/// [`ReconnectStop::CONN_REFUSED`].
pub const RECONNECT_STOP_CONN_REFUSED: ReconnectStop = ReconnectStop::CONN_REFUSED;
/// [`ReconnectStop::HANDSHAKE_FAILED`].
pub const RECONNECT_STOP_HANDSHAKE_FAILED: ReconnectStop = ReconnectStop::HANDSHAKE_FAILED;
/// [`ReconnectStop::AFTER_DISCONNECT`].
pub const RECONNECT_STOP_AFTER_DISCONNECT: ReconnectStop = ReconnectStop::AFTER_DISCONNECT;
/// [`RouterNotify::CONNECT`].
pub const NOTIFY_CONNECT: RouterNotify = RouterNotify::CONNECT;
/// [`RouterNotify::DISCONNECT`].
pub const NOTIFY_DISCONNECT: RouterNotify = RouterNotify::DISCONNECT;
