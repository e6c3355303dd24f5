//! The roles.

use std::time::Instant;

use crate::talk::{Word, say};
use crate::{Arguments, Check, Kind, Library, Outcome, Payloads, RoundTrips, Socket};

/// Plays the role that the arguments name.
pub(crate) async fn play<L: Library>(library: L, arguments: Arguments) -> Outcome {
    match arguments.role.as_str() {
        "push" => push(library, arguments).await,
        "pull" => pull(bound(&library, Kind::Pull, &arguments).await?, arguments).await,
        "pipe" => {
            let puller = bound(&library, Kind::Pull, &arguments).await?;
            library.both(push(library.clone(), arguments.clone()), pull(puller, arguments)).await
        }
        "req" => req(library, arguments).await,
        "rep" => rep(bound(&library, Kind::Rep, &arguments).await?, arguments).await,
        "echo" => {
            let replier = bound(&library, Kind::Rep, &arguments).await?;
            library.both(rep(replier, arguments.clone()), req(library.clone(), arguments)).await
        }
        "pub" => publish(library, arguments).await,
        "sub" => subscribe(library, arguments).await,
        unknown => Err(format!("there is no role `{unknown}`").into()),
    }
}

/// Over inproc, too, there has to be someone before anyone connects.
async fn bound<L: Library>(library: &L, kind: Kind, arguments: &Arguments) -> Outcome<L::Socket> {
    let mut socket = library.socket(kind, arguments).await?;
    socket.bind(&arguments.endpoint).await?;
    say("ready")?;
    Ok(socket)
}

async fn push<L: Library>(library: L, arguments: Arguments) -> Outcome {
    let mut socket = library.socket(Kind::Push, &arguments).await?;
    socket.connect(&arguments.endpoint).await?;
    socket.send_all(&mut Payloads::new(&arguments)).await?;
    say("sent")?;
    if !arguments.leave {
        Word::listen().wait().await;
    }
    socket.close().await
}

async fn pull(mut socket: impl Socket, arguments: Arguments) -> Outcome {
    let mut check = Check::new(&arguments);
    socket.receive_all(&mut check).await?;
    report_rate(&[check], arguments.count)?;
    socket.close().await
}

async fn req<L: Library>(library: L, arguments: Arguments) -> Outcome {
    let mut socket = library.socket(Kind::Req, &arguments).await?;
    socket.connect(&arguments.endpoint).await?;
    let mut times = RoundTrips::new(arguments.count);
    socket.ask_all(&mut Payloads::new(&arguments), &mut Check::new(&arguments), &mut times).await?;
    let (mean, p50, p99) = times.summary();
    say(&format!("result count={} mean={mean:e} p50={p50:e} p99={p99:e}", arguments.count))?;
    socket.close().await
}

async fn rep(mut socket: impl Socket, arguments: Arguments) -> Outcome {
    for _ in 0..arguments.count {
        socket.echo().await?;
    }
    say("sent")?;
    Word::listen().wait().await;
    socket.close().await
}

/// Publishes messages without a number until it is told that each subscriber has one, then those that count.
async fn publish<L: Library>(library: L, arguments: Arguments) -> Outcome {
    let mut socket = bound(&library, Kind::Pub, &arguments).await?;
    let mut payloads = Payloads::new(&arguments);
    let everyone_is_there = Word::listen();
    while !everyone_is_there.has_come() {
        socket.send(payloads.probe()).await?;
        library.pause().await;
    }
    socket.send_all(&mut payloads).await?;
    say("sent")?;
    Word::listen().wait().await;
    socket.close().await
}

/// Receives with all subscribers in turn, message by message.
async fn subscribe<L: Library>(library: L, arguments: Arguments) -> Outcome {
    let mut subscribers = Vec::with_capacity(arguments.subscribers);
    for _ in 0..arguments.subscribers {
        let mut socket = library.socket(Kind::Sub, &arguments).await?;
        socket.connect(&arguments.endpoint).await?;
        socket.subscribe().await?;
        subscribers.push((socket, Check::new(&arguments)));
    }
    for (socket, check) in &mut subscribers {
        while check.probes() == 0 {
            socket.receive(check).await?;
        }
    }
    say("ready")?;
    for number in 1..=arguments.count {
        for (socket, check) in &mut subscribers {
            while arguments.count - check.missing() < number {
                socket.receive(check).await?;
            }
        }
    }
    let (sockets, checks): (Vec<_>, Vec<_>) = subscribers.into_iter().unzip();
    report_rate(&checks, arguments.count * arguments.subscribers as u64)?;
    for socket in sockets {
        socket.close().await?;
    }
    Ok(())
}

/// The time from the first message to the last, and how many came in it.
fn report_rate(checks: &[Check], count: u64) -> Outcome {
    let first: Option<Instant> = checks.iter().filter_map(Check::started).min();
    let last: Option<Instant> = checks.iter().filter_map(Check::ended).max();
    let seconds = first.zip(last).map_or(0.0, |(first, last)| (last - first).as_secs_f64());
    say(&format!("result count={count} seconds={seconds:e}"))
}
