//! Single peers, and what waits for them.

use zmq::{
    Context, DEALER, ErrorKind, Happening, MonitorEvents, PEER, POLLOUT, PULL, PUSH, PollEvents, ROUTER, Result,
};

use super::harness::{LONG, inproc};
use super::{over_tcp, socket};

#[test]
fn a_router_tells_which_peer_can_take_more() -> Result<()> {
    let context = Context::new()?;
    let (router, dealer) = (socket(&context, ROUTER)?, socket(&context, DEALER)?);
    router.set_router_mandatory(true)?;
    router.set_sndhwm(1)?;
    dealer.set_rcvhwm(1)?;
    dealer.set_routing_id("peer")?;
    let endpoint = inproc();
    router.bind(&endpoint)?;
    dealer.connect(&endpoint)?;
    dealer.send("hello")?;
    router.recv_multipart()?;
    assert_eq!(router.peer_state("peer")?, POLLOUT);
    while router.try_send_multipart(["peer", "more"]).is_ok() {}
    assert_eq!(router.peer_state("peer")?, PollEvents::empty());
    assert_eq!(router.peer_state("stranger").unwrap_err().kind(), ErrorKind::Unreachable);
    assert_eq!(dealer.peer_state("peer").unwrap_err().kind(), ErrorKind::Unsupported);
    Ok(())
}

#[test]
fn connecting_to_a_peer_is_for_peers_that_connect_at_once() -> Result<()> {
    let context = Context::new()?;
    assert_eq!(socket(&context, DEALER)?.connect_peer("tcp://127.0.0.1:1").unwrap_err().kind(), ErrorKind::Unsupported);
    let peer = socket(&context, PEER)?;
    let error = peer.connect_peer("nonsense").unwrap_err();
    assert_eq!((error.kind(), error.endpoint()), (ErrorKind::InvalidInput, Some("nonsense")));
    peer.set_immediate(true)?;
    assert_eq!(peer.connect_peer("tcp://127.0.0.1:1").unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn the_queues_of_a_connection_are_told_when_they_are_asked_for() -> Result<()> {
    let (pull, push) = over_tcp(PULL, PUSH)?;
    let monitor = push.monitor_socket(MonitorEvents::ALL_V2)?;
    assert_eq!(pull.monitor_pipes_stats().unwrap_err().kind(), ErrorKind::InvalidInput, "nobody listens");
    push.send("connected")?;
    pull.recv()?;
    for _ in 0..5 {
        push.send("x")?;
    }
    push.monitor_pipes_stats()?;
    let event = loop {
        // The report comes while the socket is used.
        push.events()?;
        if let Some(event) = monitor.try_recv()?
            && let Happening::PipesStats { .. } = event.happening
        {
            break event;
        }
    };
    let Happening::PipesStats { outbound, inbound } = event.happening else { panic!("{event:?}") };
    assert!(outbound <= 6 && inbound == 0, "{event:?}");
    assert_eq!(event.remote, Some(pull.last_endpoint()?));
    Ok(())
}

#[test]
fn reports_of_version_2_have_both_endpoints() -> Result<()> {
    let context = Context::new()?;
    let (server, reports) = (socket(&context, PULL)?, socket(&context, zmq::PAIR)?);
    let endpoint = inproc();
    server.monitor_versioned(endpoint.as_str(), MonitorEvents::ALL, 2)?;
    reports.connect(&endpoint)?;
    server.bind("tcp://127.0.0.1:*")?;
    let bound = server.last_endpoint()?;
    let client = socket(&context, PUSH)?;
    client.connect(&bound)?;
    loop {
        let event = zmq::MonitorEvent::parse(&reports.recv_multipart_timeout(LONG)?)?;
        if let Happening::Accepted { .. } = event.happening {
            assert_eq!(event.endpoint, bound);
            assert!(event.remote.is_some_and(|remote| remote.starts_with("tcp://127.0.0.1:") && remote != bound));
            break;
        }
    }
    assert_eq!(server.monitor_versioned(None, MonitorEvents::ALL, 9).unwrap_err().kind(), ErrorKind::InvalidInput);
    server.monitor_versioned(None, MonitorEvents::empty(), 2)
}
