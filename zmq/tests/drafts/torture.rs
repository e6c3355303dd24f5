//! Many threads do to a few shared sockets all that safe code can, in random order: nothing of it is undefined, hangs, or
//! reaches an assertion of libzmq.

use std::thread;
use std::time::{Duration, Instant};

use zmq::{
    CHANNEL, CLIENT, Context, DISH, GATHER, Message, PEER, POLLIN, POLLOUT, Poller, RADIO, Result, SCATTER, SERVER,
};
use zmq::{SharedSocket, SocketType};

use super::harness::in_child;

const KINDS: [SocketType; 8] = [SERVER, CLIENT, RADIO, DISH, GATHER, SCATTER, PEER, CHANNEL];
const THREADS: u64 = 4;
const TIME: Duration = Duration::from_millis(1500);

/// Numbers without a pattern that matters (xorshift).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).unwrap()
    }
}

/// A message that may be for somebody.
fn message(random: &mut Random) -> Result<Message> {
    let message = Message::from(vec![7; [0, 3, 40, 300][random.below(4)]]);
    let id = u32::try_from(random.below(9)).unwrap();
    let message = if id > 0 { message.with_routing_id(id)? } else { message };
    message.with_group(["", "group", "another group, of a name that is not short"][random.below(3)])
}

/// Most of it fails, as it should.
fn touch(socket: &SharedSocket, others: &[SharedSocket], random: &mut Random) -> Result<()> {
    let other = &others[random.below(others.len())];
    let group = ["group", "another group, of a name that is not short"][random.below(2)];
    let inproc = format!("inproc://torture-{}", random.below(4));
    match random.below(20) {
        0..=4 => socket.try_send(message(random)?)?,
        5..=8 => drop(socket.try_recv()?),
        9 => drop(socket.recv_timeout(1)?),
        10 => socket.send_timeout(message(random)?, 1)?,
        11 => drop(socket.try_send_batch((0..5).map(|_| message(random)).collect::<Result<Vec<_>>>()?)?),
        12 => socket.bind(if random.below(4) > 0 { &inproc } else { "tcp://127.0.0.1:*" })?,
        13 => socket.connect(&inproc)?,
        14 => socket.connect(&other.last_endpoint()?)?,
        15 => socket.unbind(&socket.last_endpoint()?)?,
        16 => socket.disconnect(&inproc)?,
        17 if random.below(2) == 0 => socket.join(group)?,
        17 => socket.leave(group)?,
        18 => {
            socket.set_sndhwm(i32::try_from(random.below(3)).unwrap())?;
            socket.events()?;
            socket.poll(0, POLLIN | POLLOUT)?;
        }
        _ => {
            let mut poller = Poller::new();
            poller.register(socket, POLLIN)?;
            poller.register(other, POLLOUT)?;
            poller.poll(1)?;
        }
    }
    Ok(())
}

#[test]
fn nothing_that_threads_do_to_shared_sockets_harms_the_process() {
    in_child("torture::nothing_that_threads_do_to_shared_sockets_harms_the_process", || {
        let context = Context::new().unwrap();
        context.setsockopt(zmq::LINGER, 0).unwrap();
        let sockets: Vec<SharedSocket> = KINDS
            .iter()
            .chain(&KINDS)
            .map(|&kind| context.socket(kind).and_then(zmq::Socket::into_shared).unwrap())
            .collect();
        let end = Instant::now() + TIME;
        thread::scope(|scope| {
            for seed in 1..=THREADS {
                let sockets = &sockets;
                scope.spawn(move || {
                    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
                    while Instant::now() < end {
                        let socket = &sockets[random.below(sockets.len())];
                        let _ = touch(socket, sockets, &mut random);
                    }
                });
            }
        });
        drop(sockets);
        context.term().unwrap();
    });
}
