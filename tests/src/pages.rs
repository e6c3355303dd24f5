//! The pages for users, so that the Rust in them is compiled, and does what it says, as documentation tests.

/// Turns pages into the documentation of something, each under a name of its own.
macro_rules! pages {
    ($($name:ident $page:literal)*) => {$(
        #[doc = include_str!($page)]
        struct $name;
    )*};
}

pages! {
    Readme "../../README.md"
    PortingFromPyzmq "../../docs/porting-from-pyzmq.md"
    PortingFromZmq010 "../../docs/porting-from-zmq-0.10.md"
    PortingSockets "../../docs/porting/sockets.md"
    PortingMessages "../../docs/porting/messages.md"
    PortingOptions "../../docs/porting/options.md"
    PortingPolling "../../docs/porting/polling.md"
    PortingDevices "../../docs/porting/devices.md"
    PortingAuthentication "../../docs/porting/authentication.md"
    PortingLogging "../../docs/porting/logging.md"
    PortingFunctions "../../docs/porting/functions.md"
    PortingTraps "../../docs/porting/traps.md"
    PortingScripts "../../docs/porting/scripts.md"
}
