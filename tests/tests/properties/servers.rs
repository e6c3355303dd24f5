//! Bound sockets of every type, and whether they still serve a good peer.

use std::io::Write;
use std::net::TcpStream;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use zmq::auth::{Authenticator, CURVE_ALLOW_ANY};
use zmq::{
    Context, DEALER, PAIR, PUB, PULL, PUSH, PublicKey, REP, REQ, ROUTER, STREAM, SUB, SecretKey, Socket, SocketType,
    XPUB, XSUB,
};

/// Whom the authenticator knows.
pub(crate) const USER: (&str, &str) = ("admin", "secret");

/// What the messages of good peers begin with.
pub(crate) const TOKEN: &str = "token ";

/// How long a good peer may wait, and a bad one until it is hung up upon.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mechanism {
    Null,
    Plain,
    Curve,
}

/// A bound socket.
pub(crate) struct Server {
    pub(crate) kind: SocketType,
    pub(crate) mechanism: Mechanism,
    pub(crate) socket: Socket,
    /// The type of its peers.
    pub(crate) peer: SocketType,
}

/// Everything that is attacked.
pub(crate) struct Scene {
    pub(crate) context: Context,
    pub(crate) servers: Vec<Server>,
    keys: (PublicKey, SecretKey),
    tokens: u32,
    _authenticator: Authenticator,
}

/// The types and those of their peers.
const PAIRS: &[(SocketType, SocketType)] = &[
    (PULL, PUSH),
    (PUSH, PULL),
    (PUB, SUB),
    (SUB, PUB),
    (XPUB, SUB),
    (XSUB, PUB),
    (REP, REQ),
    (REQ, REP),
    (DEALER, DEALER),
    (ROUTER, DEALER),
    (PAIR, PAIR),
    (STREAM, STREAM),
    #[cfg(feature = "draft")]
    (zmq::SERVER, zmq::CLIENT),
    #[cfg(feature = "draft")]
    (zmq::CLIENT, zmq::SERVER),
    #[cfg(feature = "draft")]
    (zmq::GATHER, zmq::SCATTER),
    #[cfg(feature = "draft")]
    (zmq::SCATTER, zmq::GATHER),
    #[cfg(feature = "draft")]
    (zmq::CHANNEL, zmq::CHANNEL),
];

/// The scene over `transport`, made by the first call. The property that asks has it for itself.
pub(crate) fn scene(transport: &str) -> MutexGuard<'static, Scene> {
    static SCENE: OnceLock<Mutex<Scene>> = OnceLock::new();
    SCENE.get_or_init(|| Mutex::new(Scene::new(transport))).lock().unwrap_or_else(PoisonError::into_inner)
}

impl Scene {
    fn new(transport: &str) -> Self {
        let context = Context::new().expect("a context");
        context.set_linger(0).expect("an option");
        let authenticator = Authenticator::start(&context).expect("an authenticator");
        authenticator.configure_plain("*", [USER]).expect("a user");
        authenticator.configure_curve("*", CURVE_ALLOW_ANY).expect("all keys");
        let keys = zmq::curve_keypair().expect("keys");
        let mut scene = Self { context, servers: Vec::new(), keys, tokens: 0, _authenticator: authenticator };
        for &(kind, peer) in PAIRS {
            for mechanism in [Mechanism::Null, Mechanism::Plain, Mechanism::Curve] {
                // STREAM has no handshake, and speaks no other transport.
                if kind != STREAM || (mechanism == Mechanism::Null && transport == "tcp") {
                    let server = scene.bind(transport, kind, peer, mechanism);
                    scene.servers.push(server);
                }
            }
        }
        scene
    }

    fn bind(&self, transport: &str, kind: SocketType, peer: SocketType, mechanism: Mechanism) -> Server {
        let socket = self.context.socket(kind).expect("a socket");
        match mechanism {
            Mechanism::Null => {}
            Mechanism::Plain => socket.set_plain_server(true).expect("an option"),
            Mechanism::Curve => {
                socket.set_curve_server(true).expect("an option");
                socket.set_curve_secretkey(&self.keys.1).expect("a key");
            }
        }
        if kind == SUB {
            socket.subscribe("").expect("subscribed");
        }
        if kind == REQ {
            // What went to a peer that is gone is not waited for.
            socket.set_req_relaxed(true).expect("an option");
            socket.set_req_correlate(true).expect("an option");
        }
        socket.bind(&format!("{transport}://127.0.0.1:*")).expect("bound");
        if kind == XSUB {
            socket.send("\x01").expect("subscribed");
        }
        Server { kind, mechanism, socket, peer }
    }

    /// Gives a client what the server asks for.
    pub(crate) fn introduce(&self, client: &Socket, mechanism: Mechanism) {
        match mechanism {
            Mechanism::Null => {}
            Mechanism::Plain => {
                client.set_plain_username(USER.0).expect("an option");
                client.set_plain_password(USER.1).expect("an option");
            }
            Mechanism::Curve => {
                let (public, secret) = zmq::curve_keypair().expect("keys");
                client.set_curve_serverkey(self.keys.0).expect("a key");
                client.set_curve_publickey(public).expect("a key");
                client.set_curve_secretkey(&secret).expect("a key");
            }
        }
    }

    /// Whether a peer that does everything right gets a message to the server, or from it.
    pub(crate) fn serves_a_good_peer(&mut self, index: usize) -> bool {
        self.tokens += 1;
        let token = format!("{TOKEN}{}", self.tokens);
        let server = &self.servers[index];
        // A PAIR that still has another peer never takes notice of the next one, which has to come again.
        within(PATIENCE, || if server.kind == STREAM { server.reads(&token) } else { self.exchange(server, &token) })
    }

    /// Whether the token gets from a new client to the server, or the other way, within a second.
    fn exchange(&self, server: &Server, token: &str) -> bool {
        let client = self.context.socket(server.peer).expect("a socket");
        self.introduce(&client, server.mechanism);
        if server.peer == SUB {
            client.subscribe("").expect("subscribed");
        }
        client.connect(&server.endpoint()).expect("connected");
        let attempt = Duration::from_secs(1);
        match server.kind {
            REP => {
                client.send(token).is_ok() && within(attempt, || answers(&server.socket) && receives(&client, token))
            }
            // Asking again gives up the answer to what was asked before, and with it the connection.
            REQ => {
                within(attempt, || server.socket.try_send(token).is_ok())
                    && within(attempt, || answers(&client) && receives(&server.socket, token))
            }
            _ => {
                let (from, to) = if server.sends() { (&server.socket, &client) } else { (&client, &server.socket) };
                // A peer that is not there yet, or one that has just gone, takes none, or the wrong one does.
                within(attempt, || {
                    let _ = from.try_send(token);
                    receives(to, token)
                })
            }
        }
    }
}

impl Server {
    fn sends(&self) -> bool {
        [PUSH, PUB, XPUB].contains(&self.kind) || self.is_draft_that_sends()
    }

    #[cfg(feature = "draft")]
    fn is_draft_that_sends(&self) -> bool {
        [zmq::CLIENT, zmq::SCATTER].contains(&self.kind)
    }

    #[cfg(not(feature = "draft"))]
    fn is_draft_that_sends(&self) -> bool {
        false
    }

    pub(crate) fn endpoint(&self) -> String {
        self.socket.last_endpoint().expect("it is bound")
    }

    /// A plain connection.
    pub(crate) fn dial(&self) -> TcpStream {
        let endpoint = self.endpoint();
        let address = endpoint.split("://").nth(1).and_then(|address| address.split('/').next()).expect("an address");
        let stream = TcpStream::connect(address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("an option");
        stream.set_nodelay(true).expect("an option");
        stream
    }

    /// Whether what a plain peer writes comes, as it must where all that comes is plain.
    fn reads(&self, token: &str) -> bool {
        let mut client = self.dial();
        client.write_all(token.as_bytes()).is_ok() && within(PATIENCE, || receives(&self.socket, token))
    }

    /// Takes what has come, whoever sent it.
    pub(crate) fn drain(&self) {
        while self.socket.try_recv_multipart().is_ok_and(|message| message.is_some()) {}
    }
}

fn within(limit: Duration, mut is_done: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    while Instant::now() < deadline {
        if is_done() {
            return true;
        }
    }
    false
}

/// Whether a message that ends with the token comes soon.
fn receives(socket: &Socket, token: &str) -> bool {
    while let Ok(message) = socket.recv_multipart_timeout(5) {
        if message.last().is_some_and(|part| part.ends_with(token.as_bytes())) {
            return true;
        }
    }
    false
}

/// Sends every request back that comes soon; whether there was one.
fn answers(socket: &Socket) -> bool {
    let mut is_asked = false;
    while let Ok(request) = socket.recv_multipart_timeout(if is_asked { 0 } else { 5 }) {
        is_asked = socket.try_send_multipart(request).is_ok();
    }
    is_asked
}

fn every_server_serves_a_good_peer_over(transport: &'static str) {
    zmq_tests::child::run(move || {
        let mut scene = scene(transport);
        for index in 0..scene.servers.len() {
            assert!(
                scene.serves_a_good_peer(index),
                "{} {:?}",
                scene.servers[index].kind,
                scene.servers[index].mechanism
            );
        }
    });
}

#[test]
fn every_server_serves_a_good_peer() {
    every_server_serves_a_good_peer_over("tcp");
}

#[cfg(feature = "ws")]
#[test]
fn every_websocket_server_serves_a_good_peer() {
    every_server_serves_a_good_peer_over("ws");
}
