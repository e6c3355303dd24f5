//! Suicidal snail: a subscriber that cannot keep up ends itself, rather than work on old news while its queue grows.
//!
//! Type: `cargo run --example pattern_suicidal_snail`
//! See: how many publications a quick and a slow subscriber got; the slow one ended itself. It ends by itself.

use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::thread;
use std::time::{Duration, Instant};

use zmq::{Context, Socket};
use zmq_examples::{bounded_context, join};

const INTERVAL: Duration = Duration::from_millis(1);
/// News older than this are of no use.
const TOO_OLD: Duration = Duration::from_millis(200);
/// How many publications the quick subscriber waits for after the slow one is gone.
const AFTERWARDS: u32 = 20;

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let publisher = context.socket(zmq::XPUB)?;
    publisher.bind("tcp://127.0.0.1:*")?;
    let endpoint = publisher.last_endpoint()?;
    let start = Instant::now();
    let (snail_is_dead, end) = (&AtomicBool::new(false), &AtomicBool::new(false));

    thread::scope(|scope| {
        let (context, endpoint) = (&context, &endpoint);
        let publisher = scope.spawn(move || publish(&publisher, start, end));
        let quick = scope.spawn(move || follow(context, endpoint, start, Duration::ZERO, snail_is_dead));
        let snail = scope.spawn(move || {
            let result = follow(context, endpoint, start, INTERVAL * 10, &AtomicBool::new(false));
            snail_is_dead.store(true, Relaxed);
            result
        });
        let (snail, quick) = (join(snail)?, join(quick)?);
        end.store(true, Relaxed);
        join(publisher)?;
        println!("quick: {quick:?}\nsnail: {snail:?}");
        assert!(matches!(snail, End::Suicide(_)), "the snail has kept up");
        Ok(())
    })
}

/// Why a subscriber ended, and after how many publications.
#[derive(Debug)]
enum End {
    Suicide(#[allow(dead_code, reason = "printed")] u32),
    Enough(#[allow(dead_code, reason = "printed")] u32),
}

/// Publishes the time, again and again.
fn publish(socket: &Socket, start: Instant, end: &AtomicBool) -> zmq::Result<()> {
    while !end.load(Relaxed) {
        socket.send((start.elapsed().as_micros() as u64).to_le_bytes())?;
        thread::sleep(INTERVAL);
    }
    Ok(())
}

/// Takes `work` for each publication; ends when it is too far behind, or soon after `enough` is set.
fn follow(context: &Context, endpoint: &str, start: Instant, work: Duration, enough: &AtomicBool) -> zmq::Result<End> {
    let socket = context.socket(zmq::SUB)?;
    socket.subscribe("")?;
    socket.connect(endpoint)?;
    let (mut count, mut afterwards) = (0, 0);
    loop {
        let message = socket.recv()?;
        let stamp = message.as_bytes().try_into().map(u64::from_le_bytes).unwrap_or_default();
        let age = start.elapsed().saturating_sub(Duration::from_micros(stamp));
        count += 1;
        afterwards += u32::from(enough.load(Relaxed));
        if afterwards == AFTERWARDS {
            return Ok(End::Enough(count));
        }
        if work > Duration::ZERO && age > TOO_OLD {
            return Ok(End::Suicide(count));
        }
        thread::sleep(work);
    }
}
