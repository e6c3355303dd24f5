//! A worker of one service.

use std::time::Instant;

use zmq::{Context, Multipart, Socket};

use crate::protocol::{DISCONNECT, HEARTBEAT, HEARTBEAT_INTERVAL, LIVENESS, READY, REPLY, REQUEST, WORKER};

pub(crate) struct Worker<'a> {
    context: &'a Context,
    endpoint: &'a str,
    service: &'a str,
    socket: Socket,
    expiry: Instant,
    next_heartbeat: Instant,
}

impl<'a> Worker<'a> {
    pub(crate) fn new(context: &'a Context, endpoint: &'a str, service: &'a str) -> zmq::Result<Self> {
        let socket = context.socket(zmq::DEALER)?;
        let now = Instant::now();
        let mut worker = Self { context, endpoint, service, socket, expiry: now, next_heartbeat: now };
        worker.register()?;
        Ok(worker)
    }

    /// Answers requests until the broker says that it is enough, or for its lifetime. Gives the number of answers.
    pub(crate) fn run(mut self, lifetime: Option<u32>, answer: impl Fn(&str) -> String) -> zmq::Result<u32> {
        let mut answers = 0;
        while Some(answers) != lifetime {
            if !self.socket.poll(HEARTBEAT_INTERVAL, zmq::POLLIN)?.is_empty() {
                let mut message = self.socket.recv_multipart()?;
                self.expiry = Instant::now() + LIVENESS;
                let mut header = message;
                message = header.split_off(3);
                match header.last() {
                    Some(command) if command == REQUEST => {
                        let (mut reply, body) = message.split_envelope();
                        for part in body {
                            reply.push(answer(part.as_str()?));
                        }
                        self.say(REPLY, reply)?;
                        answers += 1;
                    }
                    Some(command) if command == DISCONNECT => return Ok(answers),
                    _ => {}
                }
            } else if Instant::now() > self.expiry {
                println!("worker: the broker is silent; connects again");
                self.socket = self.context.socket(zmq::DEALER)?;
                self.register()?;
            }
            if Instant::now() >= self.next_heartbeat {
                self.say(HEARTBEAT, Multipart::new())?;
                self.next_heartbeat = Instant::now() + HEARTBEAT_INTERVAL;
            }
        }
        // Dead to the broker, but its last answer gets there.
        self.socket.close_linger(1000)?;
        Ok(answers)
    }

    fn register(&mut self) -> zmq::Result<()> {
        self.socket.connect(self.endpoint)?;
        self.say(READY, [self.service].into())?;
        self.expiry = Instant::now() + LIVENESS;
        Ok(())
    }

    fn say(&self, command: &[u8], body: Multipart) -> zmq::Result<()> {
        let mut message = Multipart::from([b"", WORKER, command]);
        message.extend(body);
        Ok(self.socket.send_multipart(message)?)
    }
}
