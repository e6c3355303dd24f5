//! ZAP: whatever is asked, the authenticator answers by its protocol, and goes on.

use std::sync::OnceLock;

use proptest::collection::vec;
use proptest::prelude::*;
use zmq::auth::Authenticator;
use zmq::{Context, DEALER, Message, Multipart, REQ, Socket};

use crate::isolated;
use crate::servers::USER;

const ENDPOINT: &str = "inproc://zeromq.zap.01";
const LIMIT: i32 = 60_000;

fn context() -> &'static Context {
    static SCENE: OnceLock<(Context, Authenticator)> = OnceLock::new();
    let (context, _) = SCENE.get_or_init(|| {
        let context = Context::new().expect("a context");
        let authenticator = Authenticator::start(&context).expect("an authenticator");
        authenticator.configure_plain("*", [USER]).expect("a user");
        (context, authenticator)
    });
    context
}

/// Who asks; a reply that does not come is an error.
fn asker(kind: zmq::SocketType) -> Socket {
    let socket = context().socket(kind).expect("a socket");
    socket.set_linger(0).expect("an option");
    socket.set_rcvtimeo(LIMIT).expect("an option");
    socket.connect(ENDPOINT).expect("it is there");
    socket
}

/// Frames like those of a request.
fn request() -> impl Strategy<Value = Vec<Vec<u8>>> {
    let or_any = |right: &'static [&'static [u8]]| prop_oneof![6 => prop::sample::select(right).prop_map(<[u8]>::to_vec), 1 => vec(any::<u8>(), 0..40)];
    let credential: &[&[u8]] = &[b"admin", b"secret", b"", &[7; 32]];
    let whole = (
        or_any(&[b"1.0", b"1.0", b"1.0", b"2.0"]),
        vec(any::<u8>(), 0..4),
        or_any(&[b"", b"global"]),
        or_any(&[b"127.0.0.1"]),
        or_any(&[b"id"]),
        or_any(&[b"NULL", b"PLAIN", b"CURVE", b"GSSAPI", b"OTHER"]),
        vec(or_any(credential), 0..4),
    );
    let whole = whole.prop_map(|(version, id, domain, address, routing_id, mechanism, credentials)| {
        [vec![version, id, domain, address, routing_id, mechanism], credentials].concat()
    });
    prop_oneof![
        4 => whole.clone(),
        1 => (whole, 0..7_usize).prop_map(|(frames, count)| frames[..count.min(frames.len())].to_vec()),
        1 => vec(vec(any::<u8>(), 0..4), 0..12),
    ]
    .prop_filter("a message has a part", |frames| !frames.is_empty())
}

/// What RFC 27 and the rules above say of a request.
fn status(frames: &[Vec<u8>]) -> &'static str {
    let [version, _, domain, _, _, mechanism, credentials @ ..] = frames else { return "400" };
    let is_known = *credentials == [USER.0, USER.1].map(Vec::from) && (domain.is_empty() || domain == b"*");
    match &mechanism[..] {
        _ if version != b"1.0" => "400",
        b"NULL" => "200",
        b"PLAIN" if is_known => "200",
        b"GSSAPI" if matches!(credentials, [principal] if str::from_utf8(principal).is_ok_and(|it| !it.contains('\0'))) => {
            "200"
        }
        b"GSSAPI" if credentials.len() == 1 && str::from_utf8(&credentials[0]).is_ok() => "500",
        _ => "400",
    }
}

fn messages(frames: &[Vec<u8>]) -> Multipart {
    frames.iter().map(Message::from).collect()
}

proptest! {
    #![proptest_config(isolated(1000))]

    #[test]
    fn every_request_is_answered_with_the_status_that_it_deserves(frames in request()) {
        let asker = asker(REQ);
        asker.send_multipart(messages(&frames)).expect("sent");
        let reply: Vec<Message> = asker.recv_multipart().expect("a reply").into_iter().collect();
        let [version, id, code, reason, user, _metadata] = &reply[..] else {
            return Err(TestCaseError::fail(format!("a reply of {} frames", reply.len())));
        };
        prop_assert_eq!(version, "1.0");
        prop_assert_eq!(id, frames.get(1).map(Vec::as_slice).unwrap_or_default());
        prop_assert_eq!(code, status(&frames), "{:?}", reason);
        prop_assert!(!reason.is_empty() && (code == "200" || user.is_empty()));
    }

    #[test]
    fn frames_without_an_envelope_do_not_stop_it(frames in vec(vec(any::<u8>(), 0..3), 1..8)) {
        asker(DEALER).send_multipart(messages(&frames)).expect("sent");
        let asker = asker(REQ);
        asker.send_multipart(["1.0", "7", "", "127.0.0.1", "id", "NULL"].map(Message::from)).expect("sent");
        prop_assert_eq!(&asker.recv_multipart().expect("a reply")[2], "200");
    }
}
