//! The draft API across the border: C programs at the other end, and signals. pyzmq's wheels have no drafts.
#![cfg(feature = "draft")]

use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use zmq::{CHANNEL, CLIENT, Context, DISH, GATHER, Message, PEER, PollItem, RADIO, Result, SCATTER, SERVER};
use zmq::{ErrorKind, POLLIN, SignalSet, Socket, SocketType};
use zmq_tests::process::{LIMIT, Process};
use zmq_tests::{child, python, system};

/// A socket that is bound, and a C program of that type that connects to it.
fn with_peer(ours: SocketType, theirs: SocketType) -> Result<(Socket, Process)> {
    let socket = Context::new()?.socket(ours)?;
    socket.set_linger(0)?;
    socket.set_rcvtimeo(LIMIT)?;
    socket.set_sndtimeo(LIMIT)?;
    socket.bind("tcp://127.0.0.1:*")?;
    let mut program = Command::new(env!("CARGO_BIN_EXE_c-program"));
    program.args(["draft_peers", &theirs.to_string(), &socket.last_endpoint()?]);
    Ok((socket, Process::start(program)))
}

#[test]
fn a_server_and_a_peer_answer_programs_in_c() -> Result<()> {
    for (ours, theirs) in [(SERVER, CLIENT), (PEER, PEER)] {
        let (socket, program) = with_peer(ours, theirs)?;
        let hello = socket.recv()?;
        assert_eq!(hello, "hello");
        socket.send(Message::from("answer").with_routing_id(hello.routing_id())?)?;
        assert_eq!(program.finish(), ["heard answer group ''"]);
    }
    Ok(())
}

#[test]
fn a_client_is_answered_by_a_server_in_c() -> Result<()> {
    let (client, program) = with_peer(CLIENT, SERVER)?;
    client.send("question")?;
    assert_eq!(client.recv()?, "question");
    assert_eq!(program.finish(), ["heard question group ''"]);
    Ok(())
}

#[test]
fn a_channel_leads_to_one_in_c() -> Result<()> {
    let (channel, program) = with_peer(CHANNEL, CHANNEL)?;
    assert_eq!(channel.recv()?, "hello");
    channel.send("answer")?;
    assert_eq!(program.finish(), ["heard answer group ''"]);
    Ok(())
}

#[test]
fn groups_reach_a_dish_in_c_and_come_from_a_radio_in_c() -> Result<()> {
    let (radio, mut program) = with_peer(RADIO, DISH)?;
    // Until the program has joined, and told so.
    let heard = loop {
        radio.send(Message::from("news").with_group("group")?)?;
        if let Some(line) = program.line_within(Duration::from_millis(5)) {
            break line;
        }
    };
    assert_eq!(heard, "heard news group 'group'");
    program.finish();
    let (dish, program) = with_peer(DISH, RADIO)?;
    dish.join("group")?;
    let news = dish.recv()?;
    assert_eq!((news.as_bytes(), news.group()), (&b"hello"[..], Some("group")));
    program.stop();
    Ok(())
}

#[test]
fn messages_are_scattered_to_c_and_gathered_from_c() -> Result<()> {
    let (scatter, program) = with_peer(SCATTER, GATHER)?;
    scatter.send("one")?;
    assert_eq!(program.finish(), ["heard one group ''"]);
    let (gather, program) = with_peer(GATHER, SCATTER)?;
    assert_eq!(gather.recv()?, "hello");
    program.finish();
    Ok(())
}

#[test]
fn pyzmqs_wheels_have_no_drafts_to_talk_to() {
    let asked = Command::new(python::interpreter()).args(["-c", "import zmq; print(zmq.DRAFT_API)"]).output().unwrap();
    // Once they have, these tests can have pyzmq at the other end.
    assert_eq!(String::from_utf8_lossy(&asked.stdout).trim(), "False");
}

#[test]
fn a_poll_that_unblocks_a_signal_is_ended_by_it_and_by_no_other() {
    child::run(|| {
        system::block_signal(libc::SIGUSR1);
        let socket = Context::new().unwrap().socket(zmq::PULL).unwrap();
        let mut items = [PollItem::new(&socket, POLLIN)];
        let all_but_it = SignalSet::blocked().without(libc::SIGUSR1).unwrap();
        assert!(SignalSet::blocked().contains(libc::SIGUSR1) && !all_but_it.contains(libc::SIGUSR1));
        // It is there before the poll, and waits: no moment is too early.
        system::raise_here(libc::SIGUSR1);
        let started = Instant::now();
        assert_eq!(zmq::ppoll(&mut items, 50, &SignalSet::blocked()).unwrap(), 0);
        assert!(started.elapsed() >= Duration::from_millis(50));
        assert_eq!(zmq::ppoll(&mut items, None, &all_but_it).unwrap_err(), ErrorKind::Interrupted);
        assert_eq!(zmq::ppoll(&mut items, 1, &all_but_it).unwrap(), 0);
    });
}

#[test]
fn a_poll_with_a_set_of_signals_finds_what_is_there() -> Result<()> {
    let context = Context::new()?;
    let (a, b) = (context.socket(zmq::PAIR)?, context.socket(zmq::PAIR)?);
    a.bind("inproc://ppoll")?;
    b.connect("inproc://ppoll")?;
    let sender = thread::spawn(move || a.send("x").map(|()| a));
    let mut items = [PollItem::new(&b, POLLIN)];
    assert_eq!(zmq::ppoll(&mut items, LIMIT, &SignalSet::all())?, 1);
    assert!(items[0].is_readable());
    drop(sender.join().unwrap()?);
    let server = context.socket(SERVER)?;
    let mut items = [PollItem::new(&server, POLLIN)];
    assert_eq!(zmq::ppoll(&mut items, 0, &SignalSet::empty()).unwrap_err(), ErrorKind::InvalidInput);
    assert_eq!(SignalSet::empty().with(1000).unwrap_err(), ErrorKind::InvalidInput);
    Ok(())
}

#[test]
fn descriptors_that_the_sets_cannot_hold_are_refused() -> Result<()> {
    let context = Context::new()?;
    let (mut files, socket) = (Vec::new(), context.socket(zmq::PULL)?);
    // Sockets have a descriptor from their first endpoint on.
    socket.bind("inproc://early")?;
    while files.len() < 1100 {
        match std::fs::File::open("/dev/null") {
            Ok(file) => files.push(file),
            Err(error) => panic!("{error} after {} files: this test needs 1100", files.len()),
        }
    }
    let late = context.socket(zmq::PULL)?;
    for item in [PollItem::from_fd(&files[1099], POLLIN), PollItem::new(&late, POLLIN)] {
        assert_eq!(zmq::ppoll(&mut [item], 0, &SignalSet::empty()).unwrap_err(), ErrorKind::TooMany);
    }
    assert_eq!(zmq::ppoll(&mut [PollItem::new(&socket, POLLIN)], 0, &SignalSet::empty())?, 0);
    Ok(())
}
