//! The option table against libzmq: every row is set, read back, and refused where the table says so.

use std::error::Error;
use std::time::Duration;

use zmq::{
    Accepts, Context, DefaultValue, ErrorKind, OptionInfo, OptionValue, Socket, SocketOption, SocketType, ValueKind,
};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

const STABLE_TYPES: &[SocketType] = &[
    zmq::PAIR,
    zmq::PUB,
    zmq::SUB,
    zmq::REQ,
    zmq::REP,
    zmq::DEALER,
    zmq::ROUTER,
    zmq::PULL,
    zmq::PUSH,
    zmq::XPUB,
    zmq::XSUB,
    zmq::STREAM,
];

fn types() -> impl Iterator<Item = SocketType> {
    let draft = (12..=20).map(SocketType::from_raw).filter(|_| zmq::DRAFT_API);
    STABLE_TYPES.iter().copied().chain(draft)
}

fn is_thread_safe(kind: SocketType) -> bool {
    // SERVER to CHANNEL, without DGRAM.
    (12..=20).contains(&kind.raw()) && kind.raw() != 18
}

fn option(row: &OptionInfo) -> SocketOption {
    SocketOption::from_raw(row.number)
}

/// Whether the libzmq in use was built with what the option needs.
fn is_built_in(row: &OptionInfo) -> bool {
    // Draft options whose code libzmq compiles only into a draft library.
    const DRAFT_CODE: &[i32] = &[97, 101, 102, 110, 111, 112, 113, 114, 115];
    let needs = row.needs();
    let draft = zmq::DRAFT_API || zmq::has("draft");
    needs.is_none_or(zmq::has) && (draft || !(DRAFT_CODE.contains(&row.number) || needs.is_some() && row.draft))
}

/// A value that is not the default.
fn sample(row: &OptionInfo) -> OptionValue<'static> {
    match (row.name, row.kind) {
        ("USE_FD", _) => (-1).into(),
        ("METADATA", _) => "X-colour:blue".into(),
        ("TCP_ACCEPT_FILTER", _) => "192.168.0.0/16".into(),
        ("HEARTBEAT_TTL", _) => 700.into(),
        ("NORM_MODE", _) => 3.into(),
        (_, ValueKind::Bool) => (row.default != DefaultValue::Int(1)).into(),
        (_, ValueKind::PublicKey | ValueKind::SecretKey) => vec![7; 32].into(),
        (_, ValueKind::Bytes) => b"by\0tes\0".into(),
        (_, ValueKind::Text) => "text".into(),
        (_, ValueKind::Uint64) => u64::MAX.into(),
        (_, ValueKind::Int64) => (1_i64 << 40).into(),
        (_, ValueKind::Wait | ValueKind::Millis) => Duration::from_millis(1234).into(),
        _ => 1.into(),
    }
}

#[test]
fn every_row_is_set_and_read_back_on_every_type_that_accepts_it() -> Result {
    let context = Context::new()?;
    for row in SocketOption::all().filter(|row| row.writable && is_built_in(row)) {
        let mut sockets = 0;
        for kind in types().filter(|&kind| row.accepts.contains(kind)) {
            let socket = context.socket(kind)?;
            socket.setsockopt(option(row), sample(row)).map_err(|error| format!("{kind}: {error}"))?;
            if row.readable {
                let value = socket.getsockopt(option(row)).map_err(|error| format!("{kind}: {error}"))?;
                assert_eq!(value, sample(row), "{} of {kind}", row.name);
            }
            sockets += 1;
        }
        assert!(sockets > 0, "{} was not tried", row.name);
    }
    Ok(())
}

#[test]
fn every_row_is_refused_on_every_type_that_does_not_accept_it() -> Result {
    let context = Context::new()?;
    for row in SocketOption::all().filter(|row| row.accepts != Accepts::All && is_built_in(row)) {
        for kind in types().filter(|&kind| !row.accepts.contains(kind)) {
            let socket = context.socket(kind)?;
            let error = if row.writable {
                socket.setsockopt(option(row), sample(row)).unwrap_err()
            } else {
                socket.getsockopt(option(row)).unwrap_err()
            };
            assert_eq!((error.kind(), error.errno()), (ErrorKind::InvalidInput, zmq::EINVAL), "{} of {kind}", row.name);
            assert!(error.to_string().contains(&format!("a {kind} socket has no {}", row.name)), "{error}");
        }
    }
    Ok(())
}

/// Whether libzmq has none of our patches.
fn is_stock() -> bool {
    zmq::build_info().patches.is_empty()
}

#[test]
fn every_row_starts_with_its_default() -> Result {
    let context = Context::new()?;
    for row in SocketOption::all().filter(|row| row.readable && is_built_in(row)) {
        for kind in types().filter(|&kind| row.writable || row.accepts.contains(kind)) {
            let socket = context.socket(kind)?;
            if row.name == "FD" && is_thread_safe(kind) {
                assert_eq!(socket.getsockopt(option(row)).unwrap_err().kind(), ErrorKind::InvalidInput);
                continue;
            }
            let value = socket.getsockopt(option(row)).map_err(|error| format!("{kind}: {error}"))?;
            // SUB, XSUB and DISH have nothing to deliver.
            let lingers = ![2, 10, 15].contains(&kind.raw());
            match row.default {
                DefaultValue::Int(_) if row.name == "IN_BATCH_SIZE" && (kind == zmq::STREAM || is_stock()) => {
                    assert_eq!(value, 8192, "{kind}");
                }
                DefaultValue::Int(_) if row.name == "OUT_BATCH_SIZE" && is_stock() => assert_eq!(value, 8192),
                DefaultValue::Int(-1) if row.name == "LINGER" && !lingers => assert_eq!(value, 0, "{kind}"),
                DefaultValue::Int(number) => assert_eq!(value, number, "{} of {kind}", row.name),
                DefaultValue::Empty => assert_eq!(value, b"", "{} of {kind}", row.name),
                DefaultValue::ZeroKey => assert_eq!(value, [0; 32], "{} of {kind}", row.name),
                _ => match row.name {
                    "TYPE" => assert_eq!(value, kind.raw()),
                    "THREAD_SAFE" => assert_eq!(value, is_thread_safe(kind), "{kind}"),
                    "FD" => assert!(value.as_i32().is_some_and(|fd| fd > 2)),
                    "EVENTS" => assert!(value.as_i32().is_some_and(|events| (0..=3).contains(&events))),
                    name => panic!("{name} has no default"),
                },
            }
        }
    }
    Ok(())
}

#[test]
fn a_row_that_can_only_be_read_cannot_be_set_nor_the_other_way_round() -> Result {
    let context = Context::new()?;
    for row in SocketOption::all().filter(|row| is_built_in(row)) {
        let socket = context.socket(types().find(|&kind| row.accepts.contains(kind)).ok_or("no type")?)?;
        if !row.writable {
            let error = socket.setsockopt(option(row), sample(row)).unwrap_err();
            assert_eq!(error.errno(), zmq::EINVAL, "{}", row.name);
            assert!(error.to_string().ends_with("can only be read"), "{error}");
        }
        if !row.readable {
            let error = socket.getsockopt(option(row)).unwrap_err();
            assert_eq!(error.errno(), zmq::EINVAL, "{}", row.name);
            assert!(error.to_string().ends_with("can only be set"), "{error}");
        }
    }
    Ok(())
}

#[test]
fn what_libzmq_was_built_without_is_an_error_that_says_so() -> Result {
    let socket = Context::new()?.socket(zmq::ROUTER)?;
    for row in SocketOption::all().filter(|row| row.writable && !is_built_in(row) && row.accepts == Accepts::All) {
        let error = socket.setsockopt(option(row), sample(row)).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(row.name), "{error}");
    }
    Ok(())
}

#[test]
fn a_value_of_another_kind_is_refused_and_the_error_says_what_is_taken() -> Result {
    let socket = Context::new()?.socket(zmq::SUB)?;
    let refuse = |option, value: OptionValue<'_>, text: &str| {
        let error = socket.setsockopt(option, value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        assert!(error.to_string().ends_with(text), "{error}");
    };
    refuse(zmq::SUBSCRIBE, 1.into(), "SUBSCRIBE takes bytes or text, not a number");
    refuse(zmq::LINGER, "0".into(), "LINGER takes a time or a number of milliseconds, not text");
    refuse(zmq::RCVHWM, b"1000".into(), "RCVHWM takes a number, not bytes");
    refuse(zmq::RCVHWM, Duration::ZERO.into(), "RCVHWM takes a number, not a time");
    refuse(zmq::IPV6, "yes".into(), "IPV6 takes true or false, not text");
    refuse(zmq::LINGER, i64::MAX.into(), "LINGER takes a number of 32 bits, 9223372036854775807 is none");
    refuse(zmq::AFFINITY, (-1).into(), "AFFINITY takes a number of 64 bits, -1 is none");
    refuse(zmq::LAST_ENDPOINT, 1.into(), "LAST_ENDPOINT takes text, not a number");
    Ok(())
}

#[test]
fn numbers_and_bools_stand_for_each_other() -> Result {
    let socket = Context::new()?.socket(zmq::ROUTER)?;
    socket.setsockopt(zmq::IPV6, 1)?;
    assert_eq!(socket.getsockopt(zmq::IPV6)?, true);
    socket.setsockopt(zmq::TCP_KEEPALIVE, true)?;
    assert_eq!(socket.tcp_keepalive()?, 1);
    assert_eq!(socket.setsockopt(zmq::IPV6, 2).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn a_closed_socket_has_no_options() -> Result {
    let socket = Context::new()?.socket(zmq::PUSH)?;
    socket.close()?;
    assert_eq!(socket.set_linger(0).unwrap_err().kind(), ErrorKind::Closed);
    assert_eq!(socket.getsockopt(zmq::LINGER).unwrap_err().kind(), ErrorKind::Closed);
    Ok(())
}

#[test]
fn a_time_that_has_no_end_is_none() -> Result {
    let socket = Context::new()?.socket(zmq::PUSH)?;
    assert_eq!(socket.linger()?, None);
    socket.set_linger(0)?;
    assert_eq!(socket.linger()?, Some(Duration::ZERO));
    socket.set_linger(None)?;
    assert_eq!(socket.getsockopt(zmq::LINGER)?, -1);
    socket.set_heartbeat_ivl(Duration::from_micros(1))?;
    assert_eq!(socket.heartbeat_ivl()?, Duration::from_millis(1));
    assert_eq!(socket.set_heartbeat_ivl(None).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn accessors_of_every_kind_set_and_read() -> Result {
    let context = Context::new()?;
    let socket = context.socket(zmq::ROUTER)?;
    socket.set_rcvhwm(5)?;
    socket.set_maxmsgsize(1 << 40)?;
    socket.set_affinity(1 << 63)?;
    socket.set_ipv6(true)?;
    socket.set_rcvtimeo(Duration::from_secs(2))?;
    socket.set_handshake_ivl(10)?;
    socket.set_zap_domain("global")?;
    socket.set_routing_id(b"\x01\0")?;
    socket.set_ipc_filter_uid(u32::MAX)?;
    socket.set_ipc_filter_pid(1)?;
    assert_eq!(socket.rcvhwm()?, 5);
    assert_eq!(socket.maxmsgsize()?, 1 << 40);
    assert_eq!(socket.affinity()?, 1 << 63);
    assert!(socket.ipv6()? && !socket.ipv4only()? && !socket.rcvmore()? && !socket.thread_safe()?);
    assert_eq!(socket.rcvtimeo()?, Some(Duration::from_secs(2)));
    assert_eq!(socket.handshake_ivl()?, Duration::from_millis(10));
    assert_eq!(socket.zap_domain()?, "global");
    assert_eq!(socket.routing_id()?, b"\x01\0");
    assert_eq!(socket.mechanism()?, zmq::NULL);
    assert_eq!(socket.last_endpoint()?, "");
    assert_eq!(socket.socket_type(), zmq::ROUTER);
    assert_eq!(socket.getsockopt(zmq::TYPE)?, zmq::ROUTER.raw());
    Ok(())
}

#[test]
fn values_that_would_end_the_process_are_refused() -> Result {
    let context = Context::new()?;
    let socket = context.socket(zmq::ROUTER)?;
    let refuse = |socket: &Socket, option, value: OptionValue<'_>| {
        assert_eq!(socket.setsockopt(option, value).unwrap_err().kind(), ErrorKind::InvalidInput, "{option}");
    };
    refuse(&socket, zmq::ROUTING_ID, b"\0\x01\x02\x03\x04".into());
    refuse(&socket, zmq::CONNECT_ROUTING_ID, b"\0\x01\x02\x03\x04".into());
    refuse(&socket, zmq::TOS, 256.into());
    refuse(&socket, zmq::USE_FD, 1.into());
    refuse(&socket, zmq::IN_BATCH_SIZE, i32::MAX.into());
    refuse(&socket, zmq::OUT_BATCH_SIZE, i32::MAX.into());
    refuse(&context.socket(zmq::XSUB)?, zmq::XSUB_VERBOSE_UNSUBSCRIBE, b"".into());
    Ok(())
}

#[test]
fn a_key_is_taken_as_key_bytes_or_text_and_never_as_anything_else() -> Result {
    let socket = Context::new()?.socket(zmq::DEALER)?;
    if !zmq::has("curve") {
        let error = socket.set_curve_serverkey([7; 32]).unwrap_err();
        assert!(error.to_string().contains("built without curve"), "{error}");
        return Ok(());
    }
    let (public, secret) = zmq::curve_keypair()?;
    socket.set_curve_publickey(public)?;
    socket.set_curve_secretkey(&secret)?;
    socket.set_curve_serverkey(&public.to_string())?;
    assert_eq!((socket.curve_publickey()?, socket.curve_serverkey()?), (public, public));
    assert_eq!(socket.curve_secretkey()?, secret);
    assert_eq!(socket.mechanism()?, zmq::CURVE);
    for value in [OptionValue::from(&public), public.to_string().into(), public.to_string().into_bytes().into()] {
        socket.setsockopt(zmq::CURVE_SERVERKEY, [0; 32].as_slice())?;
        socket.setsockopt(zmq::CURVE_SERVERKEY, value)?;
        assert_eq!(socket.getsockopt(zmq::CURVE_SERVERKEY)?, public);
    }
    // 41 bytes are text with C's NUL to libzmq, and 31 are nothing.
    for wrong in [vec![b'x'; 41], vec![b'x'; 31], vec![b'~'; 40], Vec::new()] {
        assert_eq!(socket.set_curve_serverkey(wrong.as_slice()).unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(socket.setsockopt(zmq::CURVE_SERVERKEY, wrong).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    assert_eq!(socket.setsockopt(zmq::CURVE_SERVERKEY, 1).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(socket.curve_serverkey()?, public);
    Ok(())
}

#[test]
fn a_topic_may_be_long() -> Result {
    let subscriber = Context::new()?.socket(zmq::SUB)?;
    let topic = vec![b'x'; 500_000];
    if zmq::build_info().source == zmq::sys::Source::Vendored {
        subscriber.subscribe(&topic)?;
        subscriber.unsubscribe(&topic)?;
    } else {
        // It would end the process.
        assert_eq!(subscriber.subscribe(&topic).unwrap_err().kind(), ErrorKind::InvalidInput);
    }
    Ok(())
}

#[test]
fn an_empty_value_clears_what_can_be_cleared() -> Result {
    let socket = Context::new()?.socket(zmq::DEALER)?;
    socket.set_socks_proxy("127.0.0.1:1080")?;
    assert_eq!(socket.socks_proxy()?, "127.0.0.1:1080");
    socket.set_socks_proxy("")?;
    assert_eq!(socket.socks_proxy()?, "");
    socket.set_plain_username("me")?;
    assert_eq!(socket.mechanism()?, zmq::PLAIN);
    socket.set_plain_username("")?;
    assert_eq!(socket.mechanism()?, zmq::NULL);
    socket.set_tcp_accept_filter("")?;
    Ok(())
}

#[test]
fn a_long_value_is_read_whole() -> Result {
    let socket = Context::new()?.socket(zmq::DEALER)?;
    let long = "p".repeat(100_000);
    socket.set_socks_proxy(&long)?;
    assert_eq!(socket.socks_proxy()?, long);
    Ok(())
}

#[test]
fn a_subscription_is_taken_back_as_often_as_it_was_made() -> Result {
    let context = Context::new()?;
    let (publisher, subscriber) = (context.socket(zmq::XPUB)?, context.socket(zmq::SUB)?);
    publisher.set_rcvtimeo(120_000)?;
    publisher.bind("inproc://subscriptions")?;
    subscriber.connect("inproc://subscriptions")?;
    subscriber.subscribe("A")?;
    subscriber.subscribe(b"A")?;
    subscriber.unsubscribe("A")?;
    subscriber.subscribe("B")?;
    assert_eq!(publisher.recv()?, b"\x01A");
    assert_eq!(publisher.recv()?, b"\x01B");
    subscriber.unsubscribe("A")?;
    assert_eq!(publisher.recv()?, b"\0A");
    Ok(())
}

#[test]
fn old_names_mean_the_same() {
    assert_eq!(zmq::IDENTITY, zmq::ROUTING_ID);
    assert_eq!(zmq::CONNECT_RID, zmq::CONNECT_ROUTING_ID);
    assert_eq!(zmq::FAIL_UNROUTABLE, zmq::ROUTER_MANDATORY);
    assert_eq!(zmq::ROUTER_BEHAVIOR, zmq::ROUTER_MANDATORY);
    assert_eq!(zmq::DELAY_ATTACH_ON_CONNECT, zmq::IMMEDIATE);
}

#[test]
fn a_listening_descriptor_serves_one_bind() -> Result {
    let context = Context::new()?;
    let (server, client) = (context.socket(zmq::REP)?, context.socket(zmq::REQ)?);
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = listener.local_addr()?;
    server.bind_fd("tcp://*:*", listener.into())?;
    assert_eq!(server.last_endpoint()?, format!("tcp://{address}"));
    assert_eq!(server.getsockopt(zmq::USE_FD)?, -1);
    server.bind("tcp://127.0.0.1:*")?;
    client.connect(&format!("tcp://{address}"))?;
    client.set_rcvtimeo(120_000)?;
    server.set_rcvtimeo(120_000)?;
    client.send("Hello")?;
    assert_eq!(server.recv()?, "Hello");
    Ok(())
}

#[test]
fn a_descriptor_that_does_not_listen_is_refused() -> Result {
    let socket = Context::new()?.socket(zmq::PULL)?;
    let file = std::fs::File::open("/dev/null")?;
    assert_eq!(socket.bind_fd("tcp://*:*", file.into()).unwrap_err().kind(), ErrorKind::InvalidInput);
    let (stream, _peer) = std::os::unix::net::UnixStream::pair()?;
    assert_eq!(socket.bind_fd("ipc://x", stream.into()).unwrap_err().kind(), ErrorKind::InvalidInput);
    let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
    assert_eq!(socket.bind_fd("ipc://x", listener.into()).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(socket.setsockopt(zmq::USE_FD, 0).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
#[cfg(feature = "draft")]
fn a_dish_receives_from_the_groups_it_joined() -> Result {
    let context = Context::new()?;
    let dish = context.socket(zmq::DISH)?;
    dish.join("news")?;
    assert_eq!(dish.join("news").unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(dish.join("a\0b").unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(dish.join("x".repeat(256)).unwrap_err().kind(), ErrorKind::InvalidInput);
    dish.leave("news")?;
    assert_eq!(dish.leave("news").unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(context.socket(zmq::SUB)?.join("news").unwrap_err().kind(), ErrorKind::Unsupported);
    Ok(())
}

#[test]
#[cfg(feature = "draft")]
fn draft_options_have_accessors() -> Result {
    let context = Context::new()?;
    let router = context.socket(zmq::ROUTER)?;
    router.set_router_notify(zmq::NOTIFY_CONNECT | zmq::NOTIFY_DISCONNECT)?;
    assert_eq!(router.router_notify()?.bits(), 3);
    router.set_reconnect_stop(zmq::RECONNECT_STOP_CONN_REFUSED)?;
    assert_eq!(router.reconnect_stop()?, zmq::RECONNECT_STOP_CONN_REFUSED);
    router.set_busy_poll(0)?;
    assert_eq!(router.busy_poll()?, 0);
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.subscribe("A")?;
    assert_eq!(subscriber.topics_count()?, 1);
    Ok(())
}
