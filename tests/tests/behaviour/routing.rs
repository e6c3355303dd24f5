//! ROUTER, DEALER, REQ and STREAM: who gets what.

use std::io::{Read, Write};
use std::net::TcpListener;

use zmq::{DEALER, ErrorKind, REP, REQ, ROUTER, STREAM};
use zmq_tests::child;

use super::{LONG, await_event, bind, context, dial, pair, parts, text};

#[test]
fn a_stream_socket_serves_a_plain_tcp_client() {
    let context = context();
    let server = bind(&context, STREAM);
    let mut client = dial(&server);
    let [id, body] = server.recv_multipart().unwrap().try_into().unwrap();
    assert!(id.len() == 5 && body.is_empty(), "the connection is announced");
    client.write_all(b"GET / HTTP/1.0\r\n\r\n").unwrap();
    let [from, body] = server.recv_multipart().unwrap().try_into().unwrap();
    assert_eq!((&from, &body[..]), (&id, &b"GET / HTTP/1.0\r\n\r\n"[..]));
    server.send_multipart([id.clone(), "HTTP/1.0 200 OK\r\n\r\nhello".into()]).unwrap();
    // An empty body hangs up.
    server.send_multipart([id.clone(), "".into()]).unwrap();
    let mut answer = Vec::new();
    client.set_read_timeout(Some(std::time::Duration::from_millis(10))).unwrap();
    // The server hangs up while it is used.
    while client.read_to_end(&mut answer).is_err() {
        let _ = server.poll(0, zmq::POLLIN).unwrap();
    }
    assert_eq!(answer, b"HTTP/1.0 200 OK\r\n\r\nhello");
    assert_eq!(server.send_multipart([id, "gone".into()]).unwrap_err().kind(), ErrorKind::Unreachable);
}

#[test]
fn a_stream_socket_is_a_plain_tcp_client() {
    child::run(|| {
        let context = context();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let client = context.socket(STREAM).unwrap();
        client.set_connect_routing_id("server").unwrap();
        client.connect(&format!("tcp://{}", listener.local_addr().unwrap())).unwrap();
        let (mut server, _) = listener.accept().unwrap();
        assert_eq!(parts(&client), [&b"server"[..], b""]);
        client.send_multipart(["server", "question\n"]).unwrap();
        let mut question = [0; 9];
        server.read_exact(&mut question).unwrap();
        assert_eq!(&question, b"question\n");
        server.write_all(b"answer\n").unwrap();
        assert_eq!(parts(&client), [&b"server"[..], b"answer\n"]);
        drop(server);
        assert_eq!(parts(&client), [&b"server"[..], b""]);
    });
}

#[test]
fn a_router_answers_by_the_routing_id_that_the_peer_chose() {
    let context = context();
    let router = bind(&context, ROUTER);
    let clients = ["ann", "bob"].map(|name| {
        let client = context.socket(DEALER).unwrap();
        client.set_routing_id(name).unwrap();
        client.connect(&router.last_endpoint().unwrap()).unwrap();
        client.send("hello").unwrap();
        client
    });
    let mut names: Vec<_> = (0..2).map(|_| parts(&router).remove(0)).collect();
    names.sort();
    assert_eq!(names, [b"ann", b"bob"]);
    router.send_multipart(["bob", "for bob"]).unwrap();
    router.send_multipart(["ann", "for ann"]).unwrap();
    assert_eq!(clients.map(|client| text(client.recv().unwrap())), ["for ann", "for bob"]);
}

#[test]
fn a_router_names_peers_that_chose_no_name() {
    let context = context();
    let (router, dealer) = pair(&context, ROUTER, DEALER);
    dealer.send("hello").unwrap();
    let [id, _] = router.recv_multipart().unwrap().try_into().unwrap();
    assert_eq!((id.len(), id[0]), (5, 0));
    router.send_multipart([id, "back".into()]).unwrap();
    assert_eq!(dealer.recv().unwrap(), "back");
}

#[test]
fn a_message_to_an_unknown_peer_is_dropped_or_with_router_mandatory_refused() {
    let context = context();
    let (router, dealer) = pair(&context, ROUTER, DEALER);
    router.send_multipart(["nobody", "lost"]).unwrap();
    router.set_router_mandatory(true).unwrap();
    let error = router.send_multipart(["nobody", "kept"]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unreachable);
    assert_eq!(error.into_parts().into_vecs(), [&b"nobody"[..], b"kept"]);
    // The socket goes on, with nothing half sent.
    dealer.send("hello").unwrap();
    let [id, _] = router.recv_multipart().unwrap().try_into().unwrap();
    router.send_multipart([id, "back".into()]).unwrap();
    assert_eq!(parts(&dealer), [b"back"]);
}

#[test]
fn a_second_peer_of_the_same_name_is_refused_or_takes_over() {
    for takes_over in [false, true] {
        let context = context();
        let router = context.socket(ROUTER).unwrap();
        router.set_router_handover(takes_over).unwrap();
        router.bind("tcp://127.0.0.1:*").unwrap();
        let [first, second] = [(); 2].map(|()| {
            let client = context.socket(DEALER).unwrap();
            client.set_routing_id("same").unwrap();
            client
        });
        let endpoint = router.last_endpoint().unwrap();
        first.connect(&endpoint).unwrap();
        first.send("first").unwrap();
        assert_eq!(parts(&router), [&b"same"[..], b"first"]);
        let monitor = second.monitor_socket(zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
        second.connect(&endpoint).unwrap();
        await_event(&monitor, zmq::EVENT_HANDSHAKE_SUCCEEDED);
        second.send("second").unwrap();
        if takes_over {
            assert_eq!(parts(&router), [&b"same"[..], b"second"]);
        } else {
            first.send("again").unwrap();
            assert_eq!(parts(&router), [&b"same"[..], b"again"]);
        }
        router.send_multipart(["same", "to whom"]).unwrap();
        let heir = if takes_over { &second } else { &first };
        assert_eq!(heir.recv().unwrap(), "to whom");
    }
}

#[test]
fn a_router_with_probe_hears_of_every_peer_that_connects() {
    let context = context();
    let router = bind(&context, ROUTER);
    let dealer = context.socket(DEALER).unwrap();
    dealer.set_routing_id("prober").unwrap();
    dealer.set_probe_router(true).unwrap();
    dealer.connect(&router.last_endpoint().unwrap()).unwrap();
    assert_eq!(parts(&router), [&b"prober"[..], b""]);
    router.send_multipart(["prober", "welcome"]).unwrap();
    assert_eq!(dealer.recv().unwrap(), "welcome");
}

#[test]
fn a_relaxed_req_asks_again_and_takes_only_the_answer_to_its_last_question() {
    let context = context();
    let router = bind(&context, ROUTER);
    let client = context.socket(REQ).unwrap();
    client.set_req_relaxed(true).unwrap();
    client.set_req_correlate(true).unwrap();
    client.connect(&router.last_endpoint().unwrap()).unwrap();
    client.send("first").unwrap();
    let mut first = router.recv_multipart().unwrap();
    client.send("second").unwrap();
    let mut second = router.recv_multipart().unwrap();
    for (envelope, answer) in [(&mut first, "late"), (&mut second, "right")] {
        envelope.pop();
        envelope.push(answer);
    }
    // Relaxed, the client has a new connection for its second question; the first answer goes nowhere.
    router.send_multipart(first).unwrap();
    router.send_multipart(second).unwrap();
    assert_eq!(client.recv().unwrap(), "right");
    assert_eq!(client.recv_timeout(LONG).unwrap_err(), ErrorKind::State);
}

#[test]
fn requests_are_dealt_out_to_all_servers_in_turn() {
    let context = context();
    let client = bind(&context, DEALER);
    let servers = ["a", "b", "c"].map(|_| {
        let server = context.socket(REP).unwrap();
        let monitor = server.monitor_socket(zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
        server.connect(&client.last_endpoint().unwrap()).unwrap();
        await_event(&monitor, zmq::EVENT_HANDSHAKE_SUCCEEDED);
        server
    });
    // A dealer speaks the envelope of REQ by itself. Its own end may still lack the last connection: asked until all had
    // a question.
    let mut asked = [0; 3];
    while asked.contains(&0) {
        client.send_multipart(["", "question"]).unwrap();
        let mut poller = zmq::Poller::new();
        servers.iter().for_each(|server| poller.register(server, zmq::POLLIN).unwrap());
        let ready = poller.poll(LONG).unwrap();
        let at = servers.iter().position(|server| ready.contains(server)).unwrap();
        assert_eq!(servers[at].recv().unwrap(), "question");
        servers[at].send("answer").unwrap();
        assert_eq!(parts(&client), [&b""[..], b"answer"]);
        asked[at] += 1;
        assert!(asked.iter().sum::<i32>() < 1_000);
    }
}
