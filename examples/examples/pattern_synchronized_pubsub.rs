//! Synchronised PUB/SUB: the publisher waits until every subscriber is there, so that none misses the first publication.
//!
//! A connected subscriber need not be subscribed yet, so connecting and asking is not enough: the publisher says hello
//! until each subscriber has answered that it heard it.
//!
//! Type: `cargo run --example pattern_synchronized_pubsub`
//! See: ten subscribers that each got every one of the publications; it ends by itself.

use std::thread;

use zmq::{Context, Socket};
use zmq_examples::{bounded_context, join};

const SUBSCRIBERS: u32 = 10;
const PUBLICATIONS: u32 = 10_000;
const HELLO: &str = "hello";
const END: &str = "end";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let (publisher, answers) = (context.socket(zmq::PUB)?, context.socket(zmq::REP)?);
    // No publication is dropped, however slow a subscriber is.
    publisher.set_sndhwm(0)?;
    publisher.bind("tcp://127.0.0.1:*")?;
    answers.bind("tcp://127.0.0.1:*")?;
    let (publications, handshake) = (publisher.last_endpoint()?, answers.last_endpoint()?);

    thread::scope(|scope| {
        let (context, publications, handshake) = (&context, &publications, &handshake);
        let subscribers: Vec<_> =
            (0..SUBSCRIBERS).map(|_| scope.spawn(move || subscribe(context, publications, handshake))).collect();
        publish(&publisher, &answers)?;
        for subscriber in subscribers {
            assert_eq!(join(subscriber)?, PUBLICATIONS);
        }
        println!("each of {SUBSCRIBERS} subscribers got {PUBLICATIONS} publications");
        Ok(())
    })
}

fn publish(publisher: &Socket, answers: &Socket) -> zmq::Result<()> {
    let mut present = 0;
    while present < SUBSCRIBERS {
        publisher.send(HELLO)?;
        if !answers.poll(10, zmq::POLLIN)?.is_empty() {
            answers.recv()?;
            answers.send("")?;
            present += 1;
        }
    }
    for number in 0..PUBLICATIONS {
        publisher.send(number.to_le_bytes())?;
    }
    publisher.send(END)?;
    Ok(())
}

/// Gives the number of publications.
fn subscribe(context: &Context, publications: &str, handshake: &str) -> zmq::Result<u32> {
    let subscriber = context.socket(zmq::SUB)?;
    subscriber.set_rcvhwm(0)?;
    subscriber.subscribe("")?;
    subscriber.connect(publications)?;
    assert_eq!(subscriber.recv()?, HELLO);

    let answer = context.socket(zmq::REQ)?;
    answer.connect(handshake)?;
    answer.send("I hear you")?;
    answer.recv()?;

    let mut count = 0;
    loop {
        let message = subscriber.recv()?;
        if message == END {
            return Ok(count);
        }
        if message != HELLO {
            assert_eq!(message, count.to_le_bytes());
            count += 1;
        }
    }
}
