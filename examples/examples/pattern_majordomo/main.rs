//! Majordomo: a broker of services by name. Workers register for one, clients ask for one, and both are watched.
//!
//! It speaks MDP/0.1 (ZeroMQ RFC 7), so that clients and workers of other implementations can take part. `mmi.service` is
//! the broker's own service: it tells whether there is a worker for another one (RFC 8).
//!
//! Type: `cargo run --example pattern_majordomo`
//! See: two services, one of them with a worker that dies, and that all requests are answered; it ends by itself.

mod broker;
mod client;
mod protocol;
mod worker;

use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::thread;

use zmq_examples::{bounded_context, join};

use broker::Broker;
use client::Client;
use worker::Worker;

/// How many of each service the client has; more if no worker is missed until then.
const REQUESTS: u32 = 20;
/// One of the workers that echo dies after so many answers.
const LIFETIME: u32 = 3;

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let lost = &AtomicUsize::new(0);
    let mut broker = Broker::new(&context, lost)?;
    let endpoint = broker.endpoint()?;

    thread::scope(|scope| {
        let (context, endpoint) = (&context, endpoint.as_str());
        let broker = scope.spawn(move || broker.run());
        let echo = |body: &str| body.to_owned();
        let reverse = |body: &str| body.chars().rev().collect();
        let mortal = scope.spawn(move || Worker::new(context, endpoint, "echo")?.run(Some(LIFETIME), echo));
        let immortal = scope.spawn(move || Worker::new(context, endpoint, "echo")?.run(None, echo));
        let other = scope.spawn(move || Worker::new(context, endpoint, "reverse")?.run(None, reverse));

        let mut client = Client::new(context, endpoint)?;
        for service in ["echo", "reverse"] {
            client.await_service(service)?;
        }
        assert_eq!(client.ask("mmi.service", "coffee")?, "404");
        let mut number = 0;
        while number < REQUESTS || lost.load(Relaxed) == 0 {
            let body = format!("request {number}");
            assert_eq!(client.ask("echo", &body)?, body);
            assert_eq!(client.ask("reverse", &body)?, reverse(&body));
            number += 1;
        }
        // The broker may have ended before its answer is there.
        while !client.end()? && !broker.is_finished() {}
        join(broker)?;
        // The workers come again and again until their context ends.
        context.shutdown()?;
        let (mortal, immortal, other) = (join(mortal)?, join(immortal)?, join(other)?);
        println!("echo: {mortal} answers of a worker that died, {immortal} of another; reverse: {other}");
        println!("workers lost: {}; requests sent again: {}", lost.load(Relaxed), client.sent_again);
        assert!(mortal <= LIFETIME && mortal + immortal >= number && other >= number);
        Ok(())
    })
}
