//! Draft options that show in what arrives.

use std::net::TcpListener;

use zmq::{CLIENT, Context, DEALER, Happening, MonitorEvents, NOTIFY_CONNECT, NOTIFY_DISCONNECT, PULL, PUSH, ROUTER};
use zmq::{ReconnectStop, Result, SERVER, SUB, XPUB, XSUB};

use super::harness::{LONG, pair};
use super::{over_tcp, socket};

#[test]
fn a_hello_message_is_the_first_that_a_peer_receives() -> Result<()> {
    let context = Context::new()?;
    let (server, client) = (socket(&context, SERVER)?, socket(&context, CLIENT)?);
    server.set_hello_msg("welcome")?;
    server.bind("tcp://127.0.0.1:*")?;
    client.connect(&server.last_endpoint()?)?;
    assert_eq!(client.recv()?, "welcome");
    Ok(())
}

#[test]
fn a_disconnect_message_tells_that_a_peer_went() -> Result<()> {
    let (server, client) = over_tcp(SERVER, CLIENT)?;
    // For connections that are accepted from now on.
    let late = socket(server.context(), CLIENT)?;
    client.send("before")?;
    server.recv()?;
    server.set_disconnect_msg("bye")?;
    server.bind("tcp://127.0.0.1:*")?;
    late.connect(&server.last_endpoint()?)?;
    late.send("hello")?;
    let id = server.recv()?.routing_id();
    late.close()?;
    let bye = server.recv()?;
    assert_eq!((bye.as_bytes(), bye.routing_id()), (&b"bye"[..], id));
    Ok(())
}

#[test]
fn a_hiccup_message_tells_that_the_server_went() -> Result<()> {
    let context = Context::new()?;
    let (router, dealer) = (socket(&context, ROUTER)?, socket(&context, DEALER)?);
    router.bind("tcp://127.0.0.1:*")?;
    dealer.set_hiccup_msg("hiccup")?;
    dealer.connect(&router.last_endpoint()?)?;
    dealer.send("hello")?;
    router.recv_multipart()?;
    router.close()?;
    assert_eq!(dealer.recv()?, "hiccup");
    Ok(())
}

#[test]
fn a_router_is_told_of_peers_that_come_and_go() -> Result<()> {
    let context = Context::new()?;
    let (router, dealer) = (socket(&context, ROUTER)?, socket(&context, DEALER)?);
    router.set_router_notify(NOTIFY_CONNECT | NOTIFY_DISCONNECT)?;
    router.bind("tcp://127.0.0.1:*")?;
    dealer.set_routing_id("peer")?;
    dealer.connect(&router.last_endpoint()?)?;
    assert_eq!(router.recv_multipart()?, ["peer", ""]);
    dealer.close()?;
    assert_eq!(router.recv_multipart()?, ["peer", ""]);
    Ok(())
}

#[test]
fn a_socket_that_is_told_so_gives_up_where_it_is_refused() -> Result<()> {
    let refused = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    for (stop, is_tried_again) in [(ReconnectStop::CONN_REFUSED, false), (ReconnectStop::empty(), true)] {
        let context = Context::new()?;
        let client = socket(&context, PUSH)?;
        client.set_reconnect_ivl(1)?;
        client.set_reconnect_stop(stop)?;
        let monitor = client.monitor_socket(MonitorEvents::ALL)?;
        client.connect(&format!("tcp://{refused}"))?;
        let mut closed = 0;
        let rests = |closed: i32| closed > 0 && !is_tried_again;
        let limit = |closed: i32| if rests(closed) { std::time::Duration::from_millis(300) } else { LONG };
        // With the usual interval there are hundreds of tries in that time.
        while let Ok(event) = monitor.recv_timeout(limit(closed)) {
            closed += i32::from(matches!(event.happening, Happening::Closed { .. }));
            if closed == 3 {
                break;
            }
        }
        assert_eq!(closed == 3, is_tried_again, "{stop:?}: {closed}");
    }
    Ok(())
}

#[test]
fn metadata_arrives_with_every_message() -> Result<()> {
    let context = Context::new()?;
    let (pull, push) = (socket(&context, PULL)?, socket(&context, PUSH)?);
    pull.bind("tcp://127.0.0.1:*")?;
    push.set_metadata("X-Name:me")?;
    push.connect(&pull.last_endpoint()?)?;
    push.send("x")?;
    assert_eq!(pull.recv()?.property("X-Name"), Some("me"));
    Ok(())
}

#[test]
fn a_manual_xpub_can_send_to_the_last_subscriber_only() -> Result<()> {
    let (publisher, first) = pair(XPUB, SUB);
    publisher.set_xpub_manual_last_value(true)?;
    let second = socket(publisher.context(), SUB)?;
    second.connect(&publisher.last_endpoint()?)?;
    for subscriber in [&first, &second] {
        subscriber.subscribe("topic")?;
        assert_eq!(publisher.recv()?, b"\x01topic");
        publisher.setsockopt(zmq::SUBSCRIBE, "topic")?;
        publisher.send("topic for one")?;
        assert_eq!(subscriber.recv()?, "topic for one");
    }
    assert!(first.try_recv()?.is_none());
    Ok(())
}

#[test]
fn every_unsubscription_passes_on_if_it_is_asked_for() -> Result<()> {
    let (publisher, subscriber) = pair(XPUB, XSUB);
    publisher.set_xpub_verboser(true)?;
    subscriber.set_xsub_verbose_unsubscribe(true)?;
    for message in [b"\x01topic", b"\x01topic", b"\x00topic", b"\x00topic"] {
        subscriber.send(message)?;
        assert_eq!(publisher.recv()?, message);
    }
    Ok(())
}

#[test]
fn a_frame_after_data_does_not_subscribe_if_only_the_first_may() -> Result<()> {
    let (publisher, subscriber) = pair(XPUB, XSUB);
    publisher.set_only_first_subscribe(true)?;
    subscriber.set_only_first_subscribe(true)?;
    let message = [&b"data"[..], &b"\x01topic"[..]];
    subscriber.send_multipart(message)?;
    assert_eq!(publisher.recv_multipart()?, message);
    subscriber.send(b"\x01end")?;
    assert_eq!(publisher.recv()?, b"\x01end");
    publisher.send("topic")?;
    publisher.send("end")?;
    assert_eq!(subscriber.recv()?, "end");
    Ok(())
}
