//! Each draft socket type does what it is for.

use std::collections::BTreeSet;
use std::net::UdpSocket;

use zmq::{
    CHANNEL, CLIENT, Context, DGRAM, DISH, ErrorKind, GATHER, Message, PEER, RADIO, Result, SCATTER, SERVER, Socket,
};

use super::harness::{inproc, pair};
use super::{over_tcp, socket};

/// The types that take only messages of one part.
const SINGLE_PART: [zmq::SocketType; 8] = [SERVER, CLIENT, RADIO, DISH, GATHER, SCATTER, PEER, CHANNEL];

#[test]
fn a_server_answers_each_client_by_its_routing_id() -> Result<()> {
    let (server, first) = over_tcp(SERVER, CLIENT)?;
    let second = socket(server.context(), CLIENT)?;
    second.connect(&server.last_endpoint()?)?;
    let mut ids = BTreeSet::new();
    for (client, word) in [(&first, "one"), (&second, "two")] {
        client.send(word)?;
        let request = server.recv()?;
        assert_eq!(request, word);
        assert!(ids.insert(request.routing_id()));
    }
    // The other way round, so that the order of the requests cannot be what leads the answers.
    for (id, word) in ids.iter().rev().zip(["last", "first"]) {
        server.send(Message::from(word).with_routing_id(*id)?)?;
    }
    let answers: BTreeSet<String> = [first.recv_string()?, second.recv_string()?].into();
    assert_eq!(answers, ["first".to_owned(), "last".to_owned()].into());
    Ok(())
}

#[test]
fn a_server_gives_back_what_is_for_nobody() -> Result<()> {
    let (server, _client) = pair(SERVER, CLIENT);
    let error = server.send("to nobody").unwrap_err();
    assert_eq!((error.kind(), error.into_message()), (ErrorKind::Unreachable, Message::from("to nobody")));
    let error = server.send(Message::from("to a stranger").with_routing_id(7)?).unwrap_err();
    assert_eq!((error.kind(), error.message().routing_id()), (ErrorKind::Unreachable, 7));
    Ok(())
}

#[test]
fn a_received_message_goes_back_to_its_sender() -> Result<()> {
    let (server, client) = over_tcp(SERVER, CLIENT)?;
    client.send("echo")?;
    server.send(server.recv()?)?;
    assert_eq!(client.recv()?, "echo");
    Ok(())
}

/// Sends to a group until the DISH has it: joining takes its time.
fn reaches(radio: &Socket, dish: &Socket, group: &str, text: &str) -> Result<Message> {
    loop {
        radio.send(Message::from(text).with_group(group)?)?;
        match dish.recv_timeout(10) {
            Err(error) if error.is_again() => {}
            result => return result,
        }
    }
}

/// All that is there, and all that comes before a word to another group.
fn rest(radio: &Socket, dish: &Socket, group: &str) -> Result<Vec<String>> {
    radio.send(Message::from("end").with_group(group)?)?;
    let mut texts = Vec::new();
    loop {
        let message = dish.recv()?;
        if message == "end" {
            return Ok(texts);
        }
        texts.push(message.as_str().unwrap_or_default().to_owned());
    }
}

#[test]
fn a_dish_receives_from_the_groups_it_joined_until_it_leaves() -> Result<()> {
    for tcp in [false, true] {
        let (radio, dish) = if tcp { over_tcp(RADIO, DISH)? } else { pair(RADIO, DISH) };
        dish.join("news")?;
        dish.join("end")?;
        let message = reaches(&radio, &dish, "news", "first")?;
        assert_eq!((message.as_bytes(), message.group()), (&b"first"[..], Some("news")));
        assert_eq!(reaches(&radio, &dish, "end", "first")?.group(), Some("end"));
        radio.send(Message::from("missed").with_group("sports")?)?;
        assert!(rest(&radio, &dish, "end")?.iter().all(|text| text == "first"));
        dish.leave("news")?;
        // Until the RADIO knows.
        while {
            radio.send(Message::from("late").with_group("news")?)?;
            rest(&radio, &dish, "end")?.contains(&"late".into())
        } {}
    }
    Ok(())
}

#[test]
fn a_radio_speaks_to_a_dish_by_datagrams() -> Result<()> {
    let context = Context::new()?;
    let (radio, dish) = (socket(&context, RADIO)?, socket(&context, DISH)?);
    let endpoint = free_udp_port()?;
    dish.bind(&endpoint)?;
    dish.join("group")?;
    radio.connect(&endpoint)?;
    assert_eq!(reaches(&radio, &dish, "group", "datagram")?.group(), Some("group"));
    Ok(())
}

#[test]
fn datagrams_carry_their_senders_address() -> Result<()> {
    let context = Context::new()?;
    let (a, b) = (socket(&context, DGRAM)?, socket(&context, DGRAM)?);
    let (at_a, at_b) = (free_udp_port()?, free_udp_port()?);
    a.bind(&at_a)?;
    b.bind(&at_b)?;
    let address = |endpoint: &str| endpoint.trim_start_matches("udp://").to_owned();
    let parts = loop {
        // An I/O thread binds it, in a moment.
        a.send_multipart([address(&at_b), "hello".to_owned()])?;
        match b.recv_multipart_timeout(10) {
            Err(error) if error.is_again() => {}
            result => break result?,
        }
    };
    // The address is text of C.
    assert_eq!(parts, [format!("{}\0", address(&at_a)), "hello".to_owned()]);
    b.send_multipart([parts[0].clone(), "and back".into()])?;
    assert_eq!(a.recv_multipart()?, [format!("{}\0", address(&at_b)), "and back".to_owned()]);
    assert_eq!(a.send("no address").map_err(zmq::Error::from).unwrap_err().kind(), ErrorKind::InvalidInput);
    Ok(())
}

/// A port that was free a moment ago: libzmq does not tell which one it chose for datagrams.
fn free_udp_port() -> Result<String> {
    Ok(format!("udp://{}", UdpSocket::bind("127.0.0.1:0")?.local_addr()?))
}

#[test]
fn a_scatter_deals_its_messages_to_all_who_gather() -> Result<()> {
    let (scatter, first) = over_tcp(SCATTER, GATHER)?;
    let second = socket(scatter.context(), GATHER)?;
    second.connect(&scatter.last_endpoint()?)?;
    // Both are there once each has something.
    let mut poller = zmq::Poller::new();
    poller.register(&first, zmq::POLLIN)?;
    poller.register(&second, zmq::POLLIN)?;
    let mut sent = 0;
    while poller.poll(0)?.len() < 2 {
        scatter.send(format!("{sent}"))?;
        sent += 1;
    }
    let mut received = BTreeSet::new();
    while received.len() < sent {
        for (key, _) in poller.poll(super::LONG)? {
            let gather = if key == first { &first } else { &second };
            assert!(received.insert(gather.recv()?.as_str().unwrap_or_default().parse::<usize>().unwrap()));
        }
    }
    assert_eq!(received, (0..sent).collect());
    Ok(())
}

#[test]
fn peers_speak_both_ways_once_one_has_connected() -> Result<()> {
    for endpoint in [inproc(), "tcp://127.0.0.1:*".to_owned()] {
        let context = Context::new()?;
        let (a, b) = (socket(&context, PEER)?, socket(&context, PEER)?);
        a.bind(&endpoint)?;
        let to_a = b.connect_peer(&a.last_endpoint()?)?;
        b.send(Message::from("hello").with_routing_id(to_a)?)?;
        let hello = a.recv()?;
        assert_eq!(hello, "hello");
        a.send(Message::from("and back").with_routing_id(hello.routing_id())?)?;
        let back = b.recv()?;
        assert_eq!((back.as_bytes(), back.routing_id()), (&b"and back"[..], to_a));
    }
    Ok(())
}

#[test]
fn a_channel_joins_two_ends() -> Result<()> {
    let (a, b) = over_tcp(CHANNEL, CHANNEL)?;
    b.send("there")?;
    assert_eq!(a.recv()?, "there");
    a.send("and back")?;
    assert_eq!(b.recv()?, "and back");
    Ok(())
}

#[test]
fn thread_safe_types_refuse_messages_of_more_than_one_part() -> Result<()> {
    let context = Context::new()?;
    for kind in SINGLE_PART {
        let socket = socket(&context, kind)?;
        let error = socket.send_with("x", zmq::SNDMORE).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported), "{kind}: {error}");
        let error = socket.send_multipart(["x", "y"]).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported), "{kind}: {error}");
    }
    Ok(())
}

#[test]
fn types_that_only_receive_or_only_send_say_so() -> Result<()> {
    let context = Context::new()?;
    for kind in [DISH, GATHER] {
        assert_eq!(socket(&context, kind)?.try_send("x").unwrap_err().kind(), ErrorKind::Unsupported, "{kind}");
    }
    for kind in [RADIO, SCATTER] {
        assert_eq!(socket(&context, kind)?.try_recv().unwrap_err().kind(), ErrorKind::Unsupported, "{kind}");
    }
    Ok(())
}
