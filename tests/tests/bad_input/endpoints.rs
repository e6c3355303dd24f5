//! Endpoints that are none.

use zmq::{Context, DEALER, ErrorKind, IPC_PATH_MAX_LEN, PUB, STREAM, Socket, SocketType};
use zmq_tests::child;

/// Not an endpoint, for whoever binds or connects.
const NEITHER: &[&str] = &[
    "",
    ":",
    "//",
    "://",
    "tcp",
    "tcp:",
    "tcp:/",
    "tcp:/127.0.0.1:5555",
    "127.0.0.1:5555",
    "://127.0.0.1:5555",
    " tcp://127.0.0.1:5555",
    "TCP://127.0.0.1:5555",
    "http://127.0.0.1:5555",
    "carrier-pigeon://coop",
    "tcp://",
    "tcp://:",
    "tcp://*",
    "tcp://127.0.0.1",
    "tcp://127.0.0.1:",
    "tcp://127.0.0.1:port",
    "tcp://127.0.0.1:-1",
    "tcp://127.0.0.1:65536",
    "tcp://127.0.0.1:99999999999999999999",
    "tcp://127.0.0.1:0x50",
    "tcp://[::1]:",
    "ipc:",
    "inproc:",
    "inproc://",
    "udp://127.0.0.1:5555",
    "pgm://127.0.0.1;239.192.1.1:5555",
    "epgm://eth0;239.192.1.1:5555",
    "norm://127.0.0.1:5555",
    "vmci://1:5555",
    "wss://127.0.0.1:5555/",
];

/// Not what one can bind.
const NOT_TO_BIND: &[&str] = &[
    "tcp://256.1.1.1:5555",
    "tcp://[::1",
    "tcp://]::1[:5555",
    "tcp://192.0.2.1:5555",
    "tcp://no-such-device:*",
    "tcp://127.0.0.1;127.0.0.1:5555",
    "ipc:///no/such/folder/socket",
    "ipc:///dev/null/socket",
    "ipc:///proc/socket",
];

/// Not what one can connect to.
const NOT_TO_CONNECT_TO: &[&str] = &["tcp://*:5555", "tcp://127.0.0.1:*", "tcp://no such host:5555"];

/// The text of the error names the call, the reason and the endpoint.
#[track_caller]
fn refused(result: zmq::Result<()>, call: &str, endpoint: &str) {
    let Err(error) = result else { panic!("{call} takes {endpoint:?}") };
    let named = [
        ErrorKind::InvalidInput,
        ErrorKind::Unsupported,
        ErrorKind::AddressNotAvailable,
        ErrorKind::NotFound,
        ErrorKind::PermissionDenied,
        ErrorKind::TooMany,
    ];
    let is_system = error.errno() == zmq::Errno::new(libc::ENOTDIR) || error.errno() == zmq::Errno::new(libc::EROFS);
    assert!(named.contains(&error.kind()) || is_system, "{endpoint:?}: {error:?}");
    assert_eq!(error.endpoint(), Some(endpoint));
    let text = error.to_string();
    assert!(text.contains(call) && text.contains(&format!("{endpoint:?}")), "{text}");
}

fn socket(context: &Context, kind: SocketType) -> Socket {
    let socket = context.socket(kind).unwrap();
    socket.set_linger(0).unwrap();
    socket
}

#[test]
fn what_is_no_endpoint_is_refused_and_named() {
    child::run(|| {
        let context = Context::new().unwrap();
        for kind in [DEALER, PUB] {
            for endpoint in NEITHER {
                refused(socket(&context, kind).bind(endpoint), "zmq_bind", endpoint);
                refused(socket(&context, kind).connect(endpoint), "zmq_connect", endpoint);
            }
        }
        NOT_TO_BIND.iter().for_each(|endpoint| refused(socket(&context, DEALER).bind(endpoint), "zmq_bind", endpoint));
        for endpoint in NOT_TO_CONNECT_TO {
            refused(socket(&context, DEALER).connect(endpoint), "zmq_connect", endpoint);
        }
    });
}

#[test]
fn a_transport_that_was_not_built_is_refused_with_the_feature_that_brings_it() {
    let context = Context::new().unwrap();
    for (endpoint, feature) in [
        ("pgm://127.0.0.1;239.192.1.1:5555", "pgm"),
        ("epgm://eth0;239.192.1.1:5555", "pgm"),
        ("norm://127.0.0.1:5555", "norm"),
        ("tipc://{5555,0,0}", "tipc"),
        ("vmci://1:5555", "vmci"),
        ("ws://127.0.0.1:5555/", "ws"),
        ("wss://127.0.0.1:5555/", "wss"),
    ] {
        if !zmq::has(feature) {
            let text = socket(&context, PUB).connect(endpoint).unwrap_err().to_string();
            assert!(text.ends_with(&format!("built without the feature `{feature}`")), "{text}");
        }
    }
    assert!(!zmq::has("pgm"), "this build has all of them, and nothing was tested");
}

#[test]
fn a_socket_works_after_every_refusal() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (a, b) = (socket(&context, DEALER), socket(&context, DEALER));
        for endpoint in NEITHER {
            assert!(a.bind(endpoint).is_err() && b.connect(endpoint).is_err());
            assert!(a.unbind(endpoint).is_err() && b.disconnect(endpoint).is_err());
        }
        a.bind("tcp://127.0.0.1:*").unwrap();
        b.connect(&a.last_endpoint().unwrap()).unwrap();
        b.send("works").unwrap();
        assert_eq!(a.recv().unwrap(), "works");
    });
}

#[test]
fn text_that_c_cannot_hold_and_names_that_are_too_long_are_refused() {
    child::run(|| {
        let context = Context::new().unwrap();
        let folder = tempfile::tempdir().unwrap();
        let long = "x".repeat(1_000_000);
        let in_folder = |length: usize| {
            let path = format!("{}/{}", folder.path().display(), "x".repeat(length));
            format!("ipc://{}", &path[..length])
        };
        for endpoint in [
            "tcp://127.0.0.1:5555\0".to_owned(),
            "inproc://a\0b".to_owned(),
            "\0".to_owned(),
            format!("tcp://{long}:5555"),
            format!("ipc://{long}"),
            format!("{long}://x"),
            in_folder(IPC_PATH_MAX_LEN + 1),
            format!("ipc://@{}", "x".repeat(IPC_PATH_MAX_LEN + 1)),
        ] {
            assert!(socket(&context, DEALER).bind(&endpoint).is_err(), "{}", &endpoint[..40.min(endpoint.len())]);
            // A peer with a name that is too long is never there; that it is refused at once is better.
            let _ = socket(&context, DEALER).connect(&endpoint);
        }
        let error = socket(&context, DEALER).bind(&in_folder(IPC_PATH_MAX_LEN + 1)).unwrap_err();
        assert!(error.to_string().contains(&IPC_PATH_MAX_LEN.to_string()), "{error}");
        socket(&context, DEALER).bind(&in_folder(IPC_PATH_MAX_LEN)).unwrap();
        // Names within the process have no limit.
        socket(&context, DEALER).bind(&format!("inproc://{long}")).unwrap();
    });
}

#[test]
fn endpoints_that_are_taken_are_refused() {
    child::run(|| {
        let context = Context::new().unwrap();
        let (first, second) = (socket(&context, DEALER), socket(&context, DEALER));
        first.bind("tcp://127.0.0.1:*").unwrap();
        let tcp = first.last_endpoint().unwrap();
        assert_eq!(second.bind(&tcp).unwrap_err(), ErrorKind::AddressInUse);
        first.bind("inproc://taken").unwrap();
        assert_eq!(second.bind("inproc://taken").unwrap_err(), ErrorKind::AddressInUse);
        assert_eq!(second.unbind(&tcp).unwrap_err(), ErrorKind::NotFound);
        assert_eq!(second.disconnect(&tcp).unwrap_err(), ErrorKind::NotFound);
        first.unbind(&tcp).unwrap();
        assert_eq!(first.unbind(&tcp).unwrap_err(), ErrorKind::NotFound);
    });
}

#[test]
fn transports_that_do_not_go_with_the_socket_type_are_refused() {
    child::run(|| {
        let context = Context::new().unwrap();
        for endpoint in ["inproc://stream", "udp://127.0.0.1:5555"] {
            assert_eq!(socket(&context, STREAM).bind(endpoint).unwrap_err(), ErrorKind::InvalidInput);
        }
        for kind in [DEALER, zmq::REQ, zmq::SUB, zmq::PULL] {
            assert_eq!(socket(&context, kind).bind("udp://127.0.0.1:0").unwrap_err(), ErrorKind::InvalidInput);
        }
    });
}
