//! Lazy Pirate: a client that asks again, on a new socket, when no answer comes in time, and gives up in the end.
//!
//! Type: `cargo run --example pattern_lazy_pirate`
//! See: a server that swallows a request, is started anew, and is gone for good in the end; it ends by itself.

use std::thread;
use std::time::Duration;

use zmq::{Context, Socket};
use zmq_examples::{bounded_context, join};

/// How long the client waits for an answer.
const PATIENCE: Duration = Duration::from_millis(250);
/// How often it asks before it gives up.
const TRIES: u32 = 3;
/// How often it asks a server that will answer, on a machine that has no time for it now and then.
const MANY_TRIES: u32 = 200;
/// How many requests the client has.
const REQUESTS: u32 = 10;
/// The one that the server falls over with.
const FATAL: &str = "5";
/// What ends the server.
const END: &str = "end";

fn main() -> zmq::Result<()> {
    let context = bounded_context()?;
    let server = context.socket(zmq::REP)?;
    server.bind("tcp://127.0.0.1:*")?;
    let endpoint = server.last_endpoint()?;

    thread::scope(|scope| {
        let (context, endpoint) = (&context, &endpoint);
        let server = scope.spawn(move || serve(context, server, endpoint));
        let mut client = Client::new(context, endpoint)?;
        for number in 1..=REQUESTS {
            let answer = client.ask(&number.to_string(), MANY_TRIES)?;
            assert_eq!(answer, Some(format!("answer to {number}")));
        }
        assert!(client.asked_again > 0, "one request was swallowed");
        // The server that has answered is gone; it may be so before its answer is there.
        while client.ask(END, 1)?.is_none() && !server.is_finished() {}
        join(server)?;
        assert_eq!(client.ask("one more", TRIES)?, None);
        println!("the server is gone");
        Ok(())
    })
}

/// Answers; falls over in the middle, once, and is started anew.
fn serve(context: &Context, mut socket: Socket, endpoint: &str) -> zmq::Result<()> {
    let mut fell_over = false;
    loop {
        let request = socket.recv_string()?;
        if request == FATAL && !fell_over {
            println!("server: falls over with request {request}");
            fell_over = true;
            socket.close()?;
            socket = context.socket(zmq::REP)?;
            bind_again(&socket, endpoint)?;
            continue;
        }
        socket.send(format!("answer to {request}"))?;
        if request == END {
            // What was sent last needs a moment on its way.
            return socket.close_linger(1000);
        }
    }
}

/// The closed socket's port is free as soon as libzmq's thread has closed it too.
fn bind_again(socket: &Socket, endpoint: &str) -> zmq::Result<()> {
    loop {
        match socket.bind(endpoint) {
            Err(error) if error == zmq::EADDRINUSE => thread::yield_now(),
            result => return result,
        }
    }
}

struct Client<'a> {
    context: &'a Context,
    endpoint: &'a str,
    socket: Socket,
    asked_again: u32,
}

impl<'a> Client<'a> {
    fn new(context: &'a Context, endpoint: &'a str) -> zmq::Result<Self> {
        let socket = connect(context, endpoint)?;
        Ok(Self { context, endpoint, socket, asked_again: 0 })
    }

    /// The server's answer, or nothing if it does not come, though it is asked for so often.
    fn ask(&mut self, request: &str, tries: u32) -> zmq::Result<Option<String>> {
        for attempt in 1..=tries {
            self.socket.send(request)?;
            if !self.socket.poll(PATIENCE, zmq::POLLIN)?.is_empty() {
                return self.socket.recv_string().map(Some);
            }
            println!("client: no answer to {request:?}, try {attempt} of {tries}");
            self.asked_again += 1;
            // A REQ socket cannot ask again before it has the answer: this one is of no use any more.
            self.socket = connect(self.context, self.endpoint)?;
        }
        Ok(None)
    }
}

fn connect(context: &Context, endpoint: &str) -> zmq::Result<Socket> {
    let socket = context.socket(zmq::REQ)?;
    socket.connect(endpoint)?;
    Ok(socket)
}
