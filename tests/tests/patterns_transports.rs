//! Every messaging pattern over every transport, whichever end binds.

use std::time::Duration;

use tempfile::TempDir;
use zmq::{Context, Multipart, Result, Socket, SocketType};
use zmq_tests::process::wait_until;

/// How long a message may take; a test that waits for longer fails.
const PATIENCE: Duration = Duration::from_secs(120);

#[derive(Clone, Copy)]
enum Transport {
    Inproc,
    Ipc,
    Tcp,
}

/// Where two sockets meet.
struct Place {
    context: Context,
    folder: TempDir,
    transport: Transport,
    server_binds: bool,
}

impl Place {
    fn new(transport: Transport, server_binds: bool) -> Self {
        let context = Context::new().expect("a context");
        context.set_rcvtimeo(PATIENCE).expect("a default for its sockets");
        context.set_sndtimeo(PATIENCE).expect("a default for its sockets");
        // What a failed test leaves behind must not hold its end up.
        context.set_linger(0).expect("a default for its sockets");
        Self { context, folder: TempDir::new().expect("a folder"), transport, server_binds }
    }

    fn endpoint(&self) -> String {
        match self.transport {
            Transport::Inproc => "inproc://place".into(),
            Transport::Ipc => format!("ipc://{}", self.folder.path().join("place").display()),
            Transport::Tcp => "tcp://127.0.0.1:*".into(),
        }
    }

    /// Two sockets that are bound and connected to each other.
    fn meet(&self, server: SocketType, client: SocketType) -> Result<(Socket, Socket)> {
        let server = self.context.socket(server)?;
        let client = self.context.socket(client)?;
        let (binder, connector) = if self.server_binds { (&server, &client) } else { (&client, &server) };
        binder.bind(&self.endpoint())?;
        connector.connect(&binder.last_endpoint()?)?;
        Ok((server, client))
    }
}

/// Nothing, text, bytes with NUL, and more than a network buffer holds.
fn payloads() -> Vec<Vec<u8>> {
    let large = (0..1 << 20).map(|i: u32| i.to_le_bytes()[0] ^ i.to_le_bytes()[1]).collect();
    vec![vec![], b"text".to_vec(), "多字节".into(), vec![0, 1, 0, 255], large]
}

macro_rules! on_every_transport {
    ($(fn $name:ident($place:ident) $body:block)*) => {$(
        mod $name {
            use super::*;

            fn check($place: &Place) -> Result<()> $body

            fn check_both_ways(transport: Transport) {
                for server_binds in [true, false] {
                    check(&Place::new(transport, server_binds))
                        .unwrap_or_else(|error| panic!("server_binds = {server_binds}: {error}"));
                }
            }

            #[test]
            fn over_inproc() {
                check_both_ways(Transport::Inproc);
            }

            #[test]
            fn over_ipc() {
                check_both_ways(Transport::Ipc);
            }

            #[test]
            fn over_tcp() {
                check_both_ways(Transport::Tcp);
            }
        }
    )*};
}

on_every_transport! {
    fn req_and_rep_exchange_requests_and_replies(place) {
        let (server, client) = place.meet(zmq::REP, zmq::REQ)?;
        for payload in payloads() {
            client.send(&payload[..])?;
            assert_eq!(server.recv()?, payload);
            server.send_multipart([&payload[..], b"and more"])?;
            assert_eq!(client.recv_multipart()?, [&payload[..], b"and more"]);
        }
        Ok(())
    }

    fn pub_reaches_the_sub_that_subscribed(place) {
        let (publisher, subscriber) = place.meet(zmq::PUB, zmq::SUB)?;
        subscriber.setsockopt(zmq::SUBSCRIBE, "topic ")?;
        // A PUB does not tell when it knows of a subscription: it repeats itself until the first message arrives.
        wait_until("a first message arrives", || {
            publisher.send("topic sync").is_ok()
                && subscriber.poll(5, zmq::POLLIN).is_ok_and(|events| !events.is_empty())
        });
        for payload in payloads() {
            publisher.send_multipart(["other", "nobody asked"])?;
            publisher.send_multipart([b"topic ", &payload[..]])?;
        }
        let mut received = vec![subscriber.recv_multipart()?];
        while received[0] == ["topic sync"] {
            received[0] = subscriber.recv_multipart()?;
        }
        for _ in payloads().iter().skip(1) {
            received.push(subscriber.recv_multipart()?);
        }
        for (received, payload) in received.iter().zip(payloads()) {
            assert_eq!(*received, [b"topic ", &payload[..]]);
        }
        Ok(())
    }

    fn xpub_sees_what_xsub_asks_for(place) {
        let (publisher, subscriber) = place.meet(zmq::XPUB, zmq::XSUB)?;
        subscriber.send(b"\x01topic")?;
        // A bound socket learns of its peers within its own calls only, and this thread owns both.
        wait_until("the subscription arrives", || {
            subscriber.poll(0, zmq::POLLIN).is_ok_and(|events| events.is_empty())
                && publisher.poll(5, zmq::POLLIN).is_ok_and(|events| !events.is_empty())
        });
        assert_eq!(publisher.recv()?, b"\x01topic");
        for payload in payloads() {
            publisher.send("other")?;
            publisher.send_multipart([b"topic", &payload[..]])?;
            assert_eq!(subscriber.recv_multipart()?, [b"topic", &payload[..]]);
        }
        subscriber.send(b"\x00topic")?;
        assert_eq!(publisher.recv()?, b"\x00topic");
        subscriber.send("a message upstream")?;
        assert_eq!(publisher.recv()?, "a message upstream");
        Ok(())
    }

    fn push_feeds_pull_in_order(place) {
        let (pusher, puller) = place.meet(zmq::PUSH, zmq::PULL)?;
        for payload in payloads() {
            pusher.send(payload)?;
        }
        for payload in payloads() {
            assert_eq!(puller.recv()?, payload);
        }
        for number in 0..500_u32 {
            pusher.send_multipart([number.to_le_bytes(), number.to_be_bytes()])?;
        }
        for number in 0..500_u32 {
            assert_eq!(puller.recv_multipart()?, [number.to_le_bytes(), number.to_be_bytes()]);
        }
        Ok(())
    }

    fn both_ends_of_a_pair_send_freely(place) {
        let (left, right) = place.meet(zmq::PAIR, zmq::PAIR)?;
        for from in [&left, &right] {
            for payload in payloads() {
                from.send(payload)?;
            }
            from.send_multipart(["one", "", "three"])?;
        }
        for end in [&left, &right] {
            for payload in payloads() {
                assert_eq!(end.recv()?, payload);
            }
            assert_eq!(end.recv_multipart()?, ["one", "", "three"]);
        }
        Ok(())
    }

    fn a_router_answers_the_dealer_that_asked(place) {
        let (router, first) = place.meet(zmq::ROUTER, zmq::DEALER)?;
        router.set_router_mandatory(true)?;
        for payload in payloads() {
            first.send_multipart([b"question", &payload[..]])?;
        }
        for payload in payloads() {
            let question: Multipart = router.recv_multipart()?;
            assert_eq!(question[1..].len(), 2);
            assert_eq!((&question[1], &question[2]), (&b"question".into(), &payload.as_slice().into()));
            router.send_multipart([&question[0][..], b"answer", &payload[..]])?;
        }
        for payload in payloads() {
            assert_eq!(first.recv_multipart()?, [b"answer", &payload[..]]);
        }
        let lost = router.send_multipart(["nobody", "answer"]).expect_err("nobody has that routing id");
        assert_eq!(lost.kind(), zmq::ErrorKind::Unreachable);
        Ok(())
    }
}
