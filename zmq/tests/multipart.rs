//! Multipart messages: whole or not at all.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

mod harness;

use std::cell::Cell;
use std::time::Duration;

use harness::{LONG, inproc, pair};
use zmq::{Context, Error, ErrorKind, Message, Multipart, PAIR, Result};

#[test]
fn parts_of_any_kind_arrive_in_order() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let long = vec![1; 10_000];
    a.send_multipart(["one", "", "three"])?;
    a.send_multipart([&b"a"[..], b"bc"])?;
    a.send_multipart(vec![long.clone(), vec![]])?;
    a.send_multipart(&[String::from("x"), String::from("y")])?;
    a.send_multipart((0..5).map(|number| [number; 3]))?;
    let parts = Multipart::from(["p", "q"]);
    a.send_multipart(&parts)?;
    a.send_multipart(parts)?;
    assert_eq!(b.recv_multipart()?, ["one", "", "three"]);
    assert_eq!(b.recv_multipart()?, [&b"a"[..], b"bc"]);
    assert_eq!(b.recv_multipart()?, vec![long, vec![]]);
    assert_eq!(b.recv_multipart()?, ["x", "y"]);
    assert_eq!(b.recv_multipart()?.len(), 5);
    assert_eq!(b.recv_multipart_bytes()?, [b"p", b"q"]);
    assert_eq!(b.recv_multipart()?, ["p", "q"]);
    Ok(())
}

#[test]
fn a_message_without_parts_is_refused() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let error = a.send_multipart::<[&str; 0]>([]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    a.send("next")?;
    assert_eq!(b.recv_multipart()?, ["next"]);
    Ok(())
}

/// Hole S10: the iterator is at its end before the first part is sent.
#[test]
fn s10_a_panicking_iterator_sends_nothing() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let parts = (1..=3).map(|number| if number == 3 { std::panic::resume_unwind(Box::new("no 3")) } else { [number] });
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| a.send_multipart(parts))).is_err());
    a.send("next")?;
    assert_eq!(b.recv_multipart()?, ["next"]);
    Ok(())
}

/// Hole S10: an iterator that sends on the same socket comes before, not in between.
#[test]
fn s10_an_iterator_that_sends_does_not_cut_the_message() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let parts = (0..3).map(|number| {
        a.send(format!("aside {number}")).unwrap();
        number.to_string()
    });
    a.send_multipart(parts)?;
    for number in 0..3 {
        assert_eq!(b.recv_multipart()?, [format!("aside {number}")]);
    }
    assert_eq!(b.recv_multipart()?, ["0", "1", "2"]);
    Ok(())
}

/// Hole S10: nothing is sent when one part cannot be made.
#[test]
fn s10_a_part_that_cannot_be_made_sends_nothing() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let parts: Result<Multipart> = ["fine", "no\u{17e}"]
        .into_iter()
        .map(|part| zmq::Encoding::Latin1.encode(part).map(Message::from))
        .collect::<Result<Vec<_>>>()
        .map(Multipart::from);
    let sent = parts.and_then(|parts| a.send_multipart(parts).map_err(Error::from));
    assert_eq!(sent.unwrap_err().kind(), ErrorKind::Encode);
    a.send("next")?;
    assert_eq!(b.recv_multipart()?, ["next"]);
    Ok(())
}

#[test]
fn a_send_that_would_block_gives_all_parts_back() -> Result<()> {
    let context = Context::new()?;
    let socket = context.socket(zmq::PUSH)?;
    let error = socket.try_send_multipart(["a", "b"]).unwrap_err();
    assert!(error.is_again());
    assert_eq!(error.into_parts(), ["a", "b"]);
    let error = socket.send_multipart_timeout(["a", "b"], Duration::from_millis(1)).unwrap_err();
    assert!(error.is_again());
    assert_eq!(error.parts().len(), 2);
    Ok(())
}

#[test]
fn a_send_waits_for_a_peer_until_its_timeout() -> Result<()> {
    let context = Context::new()?;
    let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    let endpoint = inproc();
    push.bind(&endpoint)?;
    let sender = std::thread::spawn(move || push.send_multipart_timeout(["a", "b"], LONG).map_err(Error::from));
    pull.connect(&endpoint)?;
    assert_eq!(pull.recv_multipart_timeout(LONG)?, ["a", "b"]);
    sender.join().unwrap()
}

/// The high-water mark counts messages: it never cuts one.
#[test]
fn a_full_pipe_refuses_whole_messages() -> Result<()> {
    let context = Context::new()?;
    let (push, pull) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    push.set_sndhwm(1)?;
    pull.set_rcvhwm(1)?;
    let endpoint = inproc();
    pull.bind(&endpoint)?;
    push.connect(&endpoint)?;
    let mut sent = 0;
    let error = loop {
        match push.try_send_multipart(["1", "2", "3"]) {
            Ok(()) => sent += 1,
            Err(error) => break error,
        }
    };
    assert!(error.is_again() && error.parts().len() == 3 && sent > 0);
    for _ in 0..sent {
        assert_eq!(pull.recv_multipart_timeout(LONG)?, ["1", "2", "3"]);
    }
    assert!(pull.try_recv_multipart()?.is_none());
    Ok(())
}

#[test]
fn an_unreachable_peer_is_told_at_the_first_part() -> Result<()> {
    let context = Context::new()?;
    let router = context.socket(zmq::ROUTER)?;
    router.set_router_mandatory(true)?;
    router.bind(&inproc())?;
    let error = router.send_multipart(["nobody", "text"]).unwrap_err();
    assert_eq!((error.kind(), error.parts().len()), (ErrorKind::Unreachable, 2));
    Ok(())
}

/// Hole S11: what is left of a message after its first frame is taken as a whole.
#[test]
fn s11_the_rest_of_a_message_is_received_after_its_first_frame() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_multipart(["1", "2", "3"])?;
    a.send("next")?;
    assert!(b.recv()?.more());
    assert_eq!(b.recv_multipart()?, ["2", "3"]);
    assert_eq!(b.try_recv_multipart()?.unwrap(), ["next"]);
    assert!(b.try_recv_multipart()?.is_none());
    assert!(b.recv_multipart_with(zmq::DONTWAIT).unwrap_err().is_again());
    Ok(())
}

#[test]
fn more_parts_can_follow_a_multipart_send() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_multipart_with(["1", "2"], zmq::SNDMORE)?;
    a.send_with("3", zmq::SNDMORE)?;
    a.send("4")?;
    assert_eq!(b.recv_multipart()?, ["1", "2", "3", "4"]);
    Ok(())
}

#[test]
fn an_envelope_finds_its_way_back_through_two_routers() -> Result<()> {
    let (server, broker_back) = pair(zmq::ROUTER, zmq::DEALER);
    let (broker_front, client) = pair(zmq::ROUTER, zmq::REQ);
    client.send("question")?;
    broker_back.send_multipart(broker_front.recv_multipart()?)?;
    let (mut reply, body) = server.recv_multipart()?.split_envelope();
    assert_eq!((reply.len(), body.as_ref()), (3, &[Message::from("question")][..]));
    reply.push("answer");
    server.send_multipart(reply)?;
    broker_front.send_multipart(broker_back.recv_multipart()?)?;
    assert_eq!(client.recv()?, "answer");
    Ok(())
}

#[test]
fn a_shutdown_gives_whole_messages_and_then_an_error() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    for _ in 0..10 {
        a.send_multipart(["1", "2"])?;
    }
    b.context().shutdown()?;
    let error = loop {
        match b.recv_multipart() {
            Ok(parts) => assert_eq!(parts, ["1", "2"]),
            Err(error) => break error,
        }
    };
    assert!(error.is_terminated());
    let error = loop {
        if let Err(error) = a.send_multipart(["1", "2"]) {
            break error;
        }
    };
    assert!(error.is_terminated() && !error.parts().is_empty());
    Ok(())
}

#[test]
fn own_serialization_makes_and_reads_the_parts() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let calls = Cell::new(0);
    a.send_serialized(&[1.5_f64, 2.5], |numbers| {
        calls.set(calls.get() + 1);
        numbers.iter().map(|number| number.to_le_bytes()).collect::<Vec<_>>()
    })?;
    let numbers: Vec<_> = b.recv_serialized(|parts| -> Result<_> {
        Ok(parts.iter().filter_map(|part| part.as_bytes().try_into().ok().map(f64::from_le_bytes)).collect())
    })?;
    assert_eq!((numbers, calls.get()), (vec![1.5, 2.5], 1));
    Ok(())
}

#[test]
fn a_failed_deserialization_has_received_the_message() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_multipart(["1", "2"])?;
    a.send("next")?;
    let result = b.recv_serialized(|parts| -> Result<[Message; 3]> { Ok(parts.try_into()?) });
    assert!(result.unwrap_err().to_string().contains("2 parts where 3"));
    assert_eq!(b.recv()?, "next");
    Ok(())
}
