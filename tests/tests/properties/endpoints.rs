//! Endpoints: any text is accepted or refused, and what was accepted can be taken back.

use std::env;
use std::sync::OnceLock;

use proptest::prelude::*;
use tempfile::TempDir;
use zmq::{Context, DEALER, PUB, ROUTER, STREAM, SUB, Socket, SocketType};

use crate::isolated;
use crate::mutation::{mutated, mutations};

/// Parts that are right in one place or another.
const PARTS: &[&str] = &[
    "tcp",
    "ipc",
    "inproc",
    "udp",
    "ws",
    "wss",
    "pgm",
    "epgm",
    "norm",
    "tipc",
    "vmci",
    "://",
    ":",
    "/",
    ";",
    "*",
    "0",
    "127.0.0.1",
    "127.1.2.3",
    "localhost",
    "lo",
    "[::1]",
    "::1",
    "::",
    "0.0.0.0",
    "239.1.2.3",
    "@",
    "%",
    "%lo",
    "[",
    "]",
    "10001",
    "65535",
    "65536",
    "-1",
    "00",
    "{1000,2000,1}",
    "<1000>",
    "a",
    "a/b",
    "\u{e9}",
    " ",
    "\n",
    ".",
];

const WHOLE: &[&str] = &[
    "tcp://127.0.0.1:*",
    "tcp://[::1]:*",
    "tcp://lo:0",
    "tcp://127.0.0.1:0;127.0.0.1:10001",
    "ipc://*",
    "ipc://name",
    "ipc://@name",
    "inproc://name",
    "udp://127.0.0.1:10001",
    "udp://239.1.2.3:10001",
    "ws://127.0.0.1:*/path",
    "tipc://{10001,0,100}",
    "tipc://<10001>",
    "vmci://*:*",
    "epgm://127.0.0.1;239.192.1.1:10001",
];

fn endpoint() -> impl Strategy<Value = String> {
    let parts = proptest::collection::vec(prop::sample::select(PARTS), 0..7).prop_map(|parts| parts.concat());
    let whole = (prop::sample::select(WHOLE), mutations())
        .prop_map(|(whole, mutations)| String::from_utf8_lossy(&mutated(whole.as_bytes(), &mutations)).into_owned());
    let tcp = (
        "(\\*|127\\.0\\.0\\.[0-9]{1,3}|\\[::1\\]|lo|[0-9a-f:.]{1,20})",
        "(\\*|0|1[0-9]{4}|[0-9]{1,20}|-?[a-z0-9]{1,5})",
    )
        .prop_map(|(host, port)| format!("tcp://{host}:{port}"));
    prop_oneof![2 => parts, 4 => whole, 2 => tcp, 1 => any::<String>()]
        .prop_filter("does no harm", |it| is_harmless(it))
}

/// Binding to an ipc path removes what is there, so that only paths below the current folder are tried.
fn is_harmless(endpoint: &str) -> bool {
    endpoint.strip_prefix("ipc://").is_none_or(|path| !path.starts_with('/') && !path.contains(".."))
}

/// Whether a connection needs the network's name service, which is none of these tests' business.
fn asks_for_a_name(endpoint: &str) -> bool {
    // That of tcp is asked for later, by the proxy.
    let rest = endpoint.strip_prefix("udp://").or_else(|| endpoint.strip_prefix("ws://"));
    rest.is_some_and(|rest| !rest.starts_with("127.0.0.1:") && !rest.starts_with("239.1.2.3:"))
}

fn context() -> &'static Context {
    static SCENE: OnceLock<(Context, TempDir)> = OnceLock::new();
    let (context, _) = SCENE.get_or_init(|| {
        let folder = tempfile::tempdir().expect("a folder");
        // This process is there for one property only.
        env::set_current_dir(folder.path()).expect("the folder");
        (Context::new().expect("a context"), folder)
    });
    context
}

fn socket(kind: SocketType) -> Socket {
    let socket = context().socket(kind).expect("a socket");
    socket.set_linger(0).expect("an option");
    // It does not exist, and what it would connect to is not looked up.
    socket.set_socks_proxy("127.0.0.1:9").expect("an option");
    socket
}

fn kind() -> impl Strategy<Value = SocketType> {
    prop::sample::select(vec![DEALER, ROUTER, PUB, SUB, STREAM])
}

proptest! {
    #![proptest_config(isolated(1000))]

    #[test]
    fn what_was_bound_can_be_unbound_and_bound_again(endpoint in endpoint(), kind in kind()) {
        let socket = socket(kind);
        if socket.bind(&endpoint).is_ok() {
            let bound = socket.last_endpoint().expect("it is bound");
            let unbound = socket.unbind(&bound);
            prop_assert!(unbound.is_ok(), "bound to {:?}: {:?}", bound, unbound);
            prop_assert!(socket.unbind(&bound).is_err());
        }
        prop_assert!(socket.bind("tcp://127.0.0.1:*").is_ok());
    }

    #[test]
    fn what_was_connected_can_be_disconnected(endpoint in endpoint(), kind in kind()) {
        prop_assume!(!asks_for_a_name(&endpoint));
        let socket = socket(kind);
        if socket.connect(&endpoint).is_ok() {
            let disconnected = socket.disconnect(&endpoint);
            prop_assert!(disconnected.is_ok(), "{:?}", disconnected);
        }
        prop_assert!(socket.connect("tcp://127.0.0.1:9").is_ok());
    }
}
