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

    /// Answers requests until the context ends, or for its lifetime. Gives the number of answers.
    pub(crate) fn run(mut self, lifetime: Option<u32>, answer: impl Fn(&str) -> String) -> zmq::Result<u32> {
        let mut answers = 0;
        while Some(answers) != lifetime {
            match self.work(&answer) {
                Err(error) if error == zmq::ETERM => return Ok(answers),
                answered => answers += u32::from(answered?),
            }
        }
        // Dead to the broker, but its last answer gets there.
        self.socket.close_linger(1000)?;
        Ok(answers)
    }

    /// Hears what the broker says next, and that it lives. Gives whether that was a request.
    fn work(&mut self, answer: impl Fn(&str) -> String) -> zmq::Result<bool> {
        let mut answered = false;
        if !self.socket.poll(HEARTBEAT_INTERVAL, zmq::POLLIN)?.is_empty() {
            let mut header = self.socket.recv_multipart()?;
            self.expiry = Instant::now() + LIVENESS;
            let message = header.split_off(3);
            match header.last() {
                Some(command) if command == REQUEST => {
                    let (mut reply, body) = message.split_envelope();
                    for part in body {
                        reply.push(answer(part.as_str()?));
                    }
                    self.say(REPLY, reply)?;
                    answered = true;
                }
                // The broker ends, or has given this worker up, which was silent for too long.
                Some(command) if command == DISCONNECT => self.register_again()?,
                _ => {}
            }
        } else if Instant::now() > self.expiry {
            println!("worker: the broker is silent; connects again");
            self.register_again()?;
        }
        if Instant::now() >= self.next_heartbeat {
            self.say(HEARTBEAT, Multipart::new())?;
            self.next_heartbeat = Instant::now() + HEARTBEAT_INTERVAL;
        }
        Ok(answered)
    }

    fn register_again(&mut self) -> zmq::Result<()> {
        self.socket = self.context.socket(zmq::DEALER)?;
        self.register()
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
