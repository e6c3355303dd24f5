//! Sends messages of 64 bytes to itself over inproc, for a count of the instructions: `message-pairs KIND ROUNDS [io-thread]`, 64
//! frames a round. `c/message_pairs.c` does the same in C.

use std::env;
use std::error::Error;

use zmq::{Context, Message, Socket};

const SIZE: usize = 64;
const BURST: usize = 64;
/// 16 messages of 4 frames are a burst.
const PARTS: usize = 4;

const USAGE: &str = "usage: message-pairs single|multipart|batch ROUNDS [io-thread]";

static BYTES: [u8; SIZE] = [0; SIZE];

fn take(message: &Message) -> usize {
    let bytes = message.as_bytes();
    bytes.len() + usize::from(bytes.first().copied().unwrap_or_default())
}

fn single(out: &Socket, from: &Socket) -> zmq::Result<usize> {
    for _ in 0..BURST {
        out.send(BYTES.as_slice())?;
    }
    let mut received = 0;
    for _ in 0..BURST {
        received += take(&from.recv()?);
    }
    Ok(received)
}

fn multipart(out: &Socket, from: &Socket) -> zmq::Result<usize> {
    for _ in 0..BURST / PARTS {
        out.send_multipart([&BYTES; PARTS])?;
    }
    let mut received = 0;
    for _ in 0..BURST / PARTS {
        received += from.recv_multipart()?.iter().map(take).sum::<usize>();
    }
    Ok(received)
}

fn batch(out: &Socket, from: &Socket, messages: &mut Vec<Message>) -> zmq::Result<usize> {
    out.send_batch([&BYTES; BURST])?;
    from.recv_batch(messages, BURST)?;
    let received = messages.iter().map(take).sum();
    messages.clear();
    Ok(received)
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let (kind, rounds) = (arguments.next().unwrap_or_default(), arguments.next().unwrap_or_default());
    let rounds: usize = rounds.parse()?;
    let context = Context::new()?;
    match arguments.next().as_deref() {
        Some("io-thread") => context.set_caller_io(false)?,
        Some(_) => return Err(USAGE.into()),
        None => {}
    }
    let (out, from) = (context.socket(zmq::PUSH)?, context.socket(zmq::PULL)?);
    from.bind("inproc://pairs")?;
    out.connect("inproc://pairs")?;
    let mut messages = Vec::with_capacity(BURST);
    let mut received = 0;
    for _ in 0..rounds {
        received += match kind.as_str() {
            "single" => single(&out, &from)?,
            "multipart" => multipart(&out, &from)?,
            "batch" => batch(&out, &from, &mut messages)?,
            _ => return Err(USAGE.into()),
        };
    }
    assert_eq!(received, rounds * BURST * SIZE);
    Ok(())
}
