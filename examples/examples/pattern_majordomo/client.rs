//! A client: a lazy pirate that names the service it wants.

use std::thread;
use std::time::Duration;

use zmq::{Context, Socket};

use crate::protocol::{CLIENT, DISCOVERY, END};

const PATIENCE: Duration = Duration::from_millis(800);
const TRIES: u32 = 50;

pub(crate) struct Client<'a> {
    context: &'a Context,
    endpoint: &'a str,
    socket: Socket,
    pub(crate) sent_again: u32,
}

impl<'a> Client<'a> {
    pub(crate) fn new(context: &'a Context, endpoint: &'a str) -> zmq::Result<Self> {
        Ok(Self { context, endpoint, socket: connect(context, endpoint)?, sent_again: 0 })
    }

    /// The service's answer; asks again when none comes in time, and fails in the end.
    pub(crate) fn ask(&mut self, service: &str, body: &str) -> zmq::Result<String> {
        for _ in 1..TRIES {
            match self.ask_once(service, body) {
                Err(error) if error.is_again() => self.sent_again += 1,
                answer => return answer,
            }
        }
        self.ask_once(service, body)
    }

    /// The service's answer; fails if it does not come in time.
    fn ask_once(&mut self, service: &str, body: &str) -> zmq::Result<String> {
        self.socket.send_multipart([CLIENT, service.as_bytes(), body.as_bytes()])?;
        self.socket.poll(PATIENCE, zmq::POLLIN)?;
        let answer = self.socket.recv_multipart_with(zmq::DONTWAIT);
        if answer.is_err() {
            self.socket = connect(self.context, self.endpoint)?;
        }
        let [protocol, name, answer] = answer?.try_into()?;
        assert!(protocol == CLIENT && name == service, "an answer of another service");
        answer.as_str().map(str::to_owned)
    }

    /// Waits until there is a worker for the service.
    pub(crate) fn await_service(&mut self, service: &str) -> zmq::Result<()> {
        while self.ask(DISCOVERY, service)? != "200" {
            thread::yield_now();
        }
        Ok(())
    }

    /// Asks the broker to end; whether it has said yes in time.
    pub(crate) fn end(&mut self) -> zmq::Result<bool> {
        match self.ask_once(END, "") {
            Err(error) if error.is_again() => Ok(false),
            answer => answer.map(|_| true),
        }
    }
}

fn connect(context: &Context, endpoint: &str) -> zmq::Result<Socket> {
    let socket = context.socket(zmq::REQ)?;
    socket.connect(endpoint)?;
    Ok(socket)
}
