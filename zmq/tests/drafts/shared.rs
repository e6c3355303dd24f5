//! A socket that many threads use at once.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use zmq::{CLIENT, Context, ErrorKind, GATHER, Message, POLLIN, Poller, REQ, Result, SCATTER, SERVER, SharedSocket};

use super::harness::{LONG, inproc, pair, within};
use super::{over_tcp, socket};

#[test]
fn threads_serve_and_ask_with_one_socket_each_side() -> Result<()> {
    const CLIENTS: usize = 3;
    const WORKERS: usize = 3;
    const REQUESTS: usize = 500;
    let (server, client) = over_tcp(SERVER, CLIENT)?;
    let (server, client) = (server.into_shared()?, client.into_shared()?);
    let answered = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for _ in 0..WORKERS {
            scope.spawn(|| {
                while let Ok(request) = server.recv() {
                    if request == "end" {
                        return;
                    }
                    server.send(request).unwrap();
                }
            });
        }
        let asking: Vec<_> = (0..CLIENTS)
            .map(|thread| {
                let (client, answered) = (&client, &answered);
                scope.spawn(move || {
                    for request in 0..REQUESTS {
                        client.send(format!("{thread}-{request}")).unwrap();
                        // Anybody's: the client is one socket.
                        let answer = client.recv().unwrap();
                        answered.lock().unwrap().insert(answer.to_vec());
                    }
                })
            })
            .collect();
        asking.into_iter().for_each(|thread| thread.join().unwrap());
        for _ in 0..WORKERS {
            client.send("end").unwrap();
        }
    });
    assert_eq!(answered.into_inner().unwrap().len(), CLIENTS * REQUESTS);
    Ok(())
}

#[test]
fn a_timeout_of_one_thread_is_not_that_of_another() -> Result<()> {
    let (gather, scatter) = pair(GATHER, SCATTER);
    gather.set_rcvtimeo(None)?;
    let gather = gather.into_shared()?;
    thread::scope(|scope| {
        let waiting = scope.spawn(|| gather.recv());
        for _ in 0..20 {
            assert!(gather.recv_timeout(1).unwrap_err().is_again());
        }
        assert_eq!(gather.rcvtimeo()?, None);
        assert!(!waiting.is_finished());
        scatter.send("for who waits")?;
        assert_eq!(waiting.join().unwrap()?, "for who waits");
        Ok(())
    })
}

#[test]
fn a_send_with_a_timeout_waits_for_room() -> Result<()> {
    let context = Context::new()?;
    let (gather, scatter) = (socket(&context, GATHER)?, socket(&context, SCATTER)?);
    let endpoint = inproc();
    gather.set_rcvhwm(1)?;
    scatter.set_sndhwm(1)?;
    gather.bind(&endpoint)?;
    scatter.connect(&endpoint)?;
    let scatter = scatter.into_shared()?;
    let mut sent = 0;
    while scatter.try_send("x").is_ok() {
        sent += 1;
    }
    assert!(scatter.send_timeout("x", 10).unwrap_err().is_again());
    thread::scope(|scope| {
        let waiting = scope.spawn(|| scatter.send_timeout("last", LONG).map_err(zmq::Error::from));
        for _ in 0..sent {
            assert_eq!(gather.recv()?, "x");
        }
        assert_eq!(gather.recv()?, "last");
        waiting.join().unwrap()
    })
}

#[test]
fn only_a_thread_safe_type_that_no_poller_has_is_shared() -> Result<()> {
    let context = Context::new()?;
    let error = socket(&context, REQ)?.into_shared().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unsupported);
    assert!(error.to_string().contains("REQ"), "{error}");
    let (mut poller, server) = (Poller::new(), socket(&context, SERVER)?);
    poller.register(&server, POLLIN)?;
    assert_eq!(server.into_shared().unwrap_err().kind(), ErrorKind::Busy);
    Ok(())
}

#[test]
fn what_would_harm_other_threads_is_refused() -> Result<()> {
    let (server, client) = pair(SERVER, CLIENT);
    let server = server.into_shared()?;
    assert_eq!(server.close().unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(server.monitor(None, zmq::EVENT_ALL).unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(server.monitor_socket(zmq::EVENT_ALL_V2).unwrap_err().kind(), ErrorKind::Unsupported);
    assert_eq!(server.monitor_pipes_stats().unwrap_err().kind(), ErrorKind::Unsupported);
    client.send("still open")?;
    assert_eq!(server.recv()?, "still open");
    Ok(())
}

#[test]
fn pollers_of_many_threads_wait_for_it_beside_their_own_sockets() -> Result<()> {
    let context = Context::new()?;
    let (server, client) = (socket(&context, SERVER)?, socket(&context, CLIENT)?);
    let endpoint = inproc();
    server.bind(&endpoint)?;
    client.connect(&endpoint)?;
    let server = server.into_shared()?;
    let (ready, is_ready) = mpsc::channel();
    thread::scope(|scope| -> Result<()> {
        let mut stops = Vec::new();
        for _ in 0..2 {
            let (stop, own) = (socket(&context, zmq::PAIR)?, socket(&context, zmq::PAIR)?);
            let endpoint = inproc();
            stop.bind(&endpoint)?;
            own.connect(&endpoint)?;
            stops.push(stop);
            let (server, ready) = (&server, ready.clone());
            scope.spawn(move || -> Result<()> {
                let mut poller = Poller::new();
                poller.register(server, POLLIN)?;
                poller.register(&own, POLLIN)?;
                ready.send(()).unwrap();
                loop {
                    let events = poller.poll(LONG)?;
                    assert!(!events.is_empty());
                    for (key, _) in &events {
                        if *key == *server
                            && let Some(request) = server.try_recv()?
                        {
                            server.send(request)?;
                        } else if *key == own {
                            return Ok(());
                        }
                    }
                }
            });
        }
        is_ready.recv().unwrap();
        is_ready.recv().unwrap();
        for number in 0..100 {
            client.send(number.to_string())?;
            assert_eq!(client.recv()?, number.to_string());
        }
        stops.iter().try_for_each(|stop| stop.send("stop").map_err(Into::into))
    })
}

#[test]
fn it_closes_when_its_owner_and_its_pollers_are_gone() -> Result<()> {
    let context = Context::new()?;
    let server: SharedSocket = socket(&context, SERVER)?.into_shared()?;
    let (mut here, mut twice) = (Poller::new(), Poller::new());
    here.register(&server, POLLIN)?;
    twice.register(&server, POLLIN)?;
    drop(server);
    assert!(here.poll(0)?.is_empty());
    assert_eq!(context.socket_count(), 1);
    drop(twice);
    assert_eq!(context.socket_count(), 1);
    assert!(here.poll(0)?.is_empty());
    assert_eq!(context.socket_count(), 0);
    drop(socket(&context, SERVER)?.into_shared()?);
    assert_eq!(context.socket_count(), 0);
    context.term()
}

#[test]
fn the_end_of_the_context_ends_every_threads_wait() -> Result<()> {
    let context = Context::new()?;
    let server = socket(&context, SERVER)?;
    server.set_rcvtimeo(None)?;
    server.bind(&inproc())?;
    let server = server.into_shared()?;
    within(LONG, move || {
        thread::scope(|scope| {
            let waits: Vec<_> = (0..3).map(|_| scope.spawn(|| server.recv())).collect();
            let timed = scope.spawn(|| server.recv_timeout(Duration::from_secs(60)));
            context.destroy(0)?;
            for wait in waits.into_iter().chain([timed]) {
                assert!(wait.join().unwrap().unwrap_err().is_terminated());
            }
            assert!(server.is_closed());
            assert!(server.send("x").unwrap_err().is_terminated());
            Ok::<_, zmq::Error>(())
        })?;
        drop(server);
        context.term()
    })
}

/// Sends by the socket when it is dropped, and tells how that went.
struct SendsWhenDropped(Arc<SharedSocket>, mpsc::Sender<Option<ErrorKind>>);

impl AsRef<[u8]> for SendsWhenDropped {
    fn as_ref(&self) -> &[u8] {
        &[1; 64]
    }
}

impl Drop for SendsWhenDropped {
    fn drop(&mut self) {
        self.1.send(self.0.send("inside").err().map(|error| error.kind())).unwrap();
    }
}

#[test]
fn what_is_freed_inside_a_send_finds_the_socket_busy() -> Result<()> {
    let radio = socket(&Context::new()?, zmq::RADIO)?;
    radio.bind(&inproc())?;
    let radio = Arc::new(radio.into_shared()?);
    let (sender, seen) = mpsc::channel();
    let message = Message::from_owner(SendsWhenDropped(radio.clone(), sender));
    // Nobody has joined the group, so that it is freed at once.
    radio.send(message.with_group("nobody")?)?;
    assert_eq!(seen.recv().unwrap(), Some(ErrorKind::Busy));
    radio.send("outside")?;
    Ok(())
}

#[test]
fn threads_send_and_receive_batches_by_one_socket() -> Result<()> {
    const THREADS: usize = 3;
    const ROUNDS: usize = 100;
    const SIZE: usize = 50;
    let (gather, scatter) = over_tcp(GATHER, SCATTER)?;
    let (gather, scatter) = (gather.into_shared()?, scatter.into_shared()?);
    let received = Mutex::new(BTreeSet::new());
    thread::scope(|scope| {
        for thread in 0..THREADS {
            let (scatter, gather, received) = (&scatter, &gather, &received);
            scope.spawn(move || {
                for round in 0..ROUNDS {
                    scatter.send_batch((0..SIZE).map(|number| format!("{thread} {round} {number}"))).unwrap();
                }
            });
            scope.spawn(move || {
                let mut batch = Vec::new();
                while received.lock().unwrap().len() < THREADS * ROUNDS * SIZE {
                    match gather.recv_batch_timeout(&mut batch, SIZE, 20) {
                        Err(error) if error.is_again() => {}
                        result => assert!(result.unwrap() > 0),
                    }
                    received.lock().unwrap().extend(batch.drain(..).map(|message| message.to_vec()));
                }
            });
        }
    });
    assert_eq!(received.into_inner().unwrap().len(), THREADS * ROUNDS * SIZE);
    Ok(())
}
