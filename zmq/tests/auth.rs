//! The authenticator: who is let in, who is not, and what either hears of it.

use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use zmq::auth::{Authenticator, CURVE_ALLOW_ANY, Decision, create_certificates, load_certificate, load_certificates};
use zmq::{Context, ErrorKind, Happening, Monitor, MonitorEvents, PublicKey, Result, SecretKey, Socket};

const LONG: Duration = Duration::from_secs(120);
const ZAP: &str = "inproc://zeromq.zap.01";

/// A server and the reports of its handshakes.
struct Server {
    socket: Socket,
    monitor: Monitor,
    endpoint: String,
}

impl Server {
    fn new(context: &Context, prepare: impl FnOnce(&Socket) -> Result<()>) -> Result<Self> {
        let socket = context.socket(zmq::PULL)?;
        let monitor = socket.monitor_socket(MonitorEvents::ALL)?;
        prepare(&socket)?;
        let port = socket.bind_to_random_port("tcp://127.0.0.1")?;
        Ok(Self { socket, monitor, endpoint: format!("tcp://127.0.0.1:{port}") })
    }

    /// Lets a client knock: the status with which it was refused, or the user id of its message.
    fn meet(&self, prepare: impl FnOnce(&Socket) -> Result<()>) -> Result<Result<Option<String>, u32>> {
        let client = self.socket.context().socket(zmq::PUSH)?;
        client.set_linger(0)?;
        // Whoever is refused knocks once.
        client.set_reconnect_ivl(-1)?;
        prepare(&client)?;
        client.connect(&self.endpoint)?;
        loop {
            match self.monitor.recv_timeout(LONG)?.happening {
                Happening::HandshakeFailedAuth { status } => return Ok(Err(status)),
                Happening::HandshakeSucceeded => break,
                _ => {}
            }
        }
        client.send_timeout("hello", LONG)?;
        let message = self.socket.recv_timeout(LONG)?;
        Ok(Ok(message.property("User-Id").map(str::to_owned)))
    }
}

fn user(id: &str) -> Result<Option<String>, u32> {
    Ok(Some(id.to_owned()))
}

fn plain(name: &str, password: &str) -> impl FnOnce(&Socket) -> Result<()> {
    move |client| {
        client.set_plain_username(name)?;
        client.set_plain_password(password)
    }
}

fn curve_server(secret: &SecretKey) -> impl FnOnce(&Socket) -> Result<()> {
    move |server| {
        server.set_curve_server(true)?;
        server.set_curve_secretkey(secret)
    }
}

fn curve(server: PublicKey, (public, secret): &(PublicKey, SecretKey)) -> impl FnOnce(&Socket) -> Result<()> {
    move |client| {
        client.set_curve_serverkey(server)?;
        client.set_curve_publickey(*public)?;
        client.set_curve_secretkey(secret)
    }
}

fn nothing(_: &Socket) -> Result<()> {
    Ok(())
}

/// Every decision from now on.
fn decisions(authenticator: &Authenticator) -> Receiver<Decision> {
    let (sender, receiver) = channel();
    // Fails after the test's end only.
    authenticator.on_decision(move |decision| drop(sender.send(decision.clone())));
    receiver
}

/// A directory of this test's own.
struct Directory(PathBuf);

impl Directory {
    fn new(name: &str) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("zmq-auth-{name}-{}", std::process::id()));
        std::fs::create_dir_all(&path)?;
        Ok(Self(path))
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

const NO_METADATA: &[(&str, &str)] = &[];

#[test]
fn null_with_a_domain_is_decided_by_the_address() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let server = Server::new(&context, |server| server.set_zap_domain("global"))?;
    assert_eq!(server.meet(nothing)?, user("anonymous"));
    authenticator.deny(["127.0.0.1"])?;
    let decisions = decisions(&authenticator);
    assert_eq!(server.meet(nothing)?, Err(400));
    let decision = decisions.recv_timeout(LONG).expect("it is told");
    assert!(!decision.is_allowed());
    assert_eq!((decision.domain.as_str(), decision.mechanism.as_str()), ("global", "NULL"));
    assert_eq!((decision.address.as_str(), decision.reason), ("127.0.0.1", "Address denied"));
    Ok(())
}

#[test]
fn only_allowed_addresses_are_let_in() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let server = Server::new(&context, |server| server.set_zap_domain("global"))?;
    authenticator.allow(["10.1.2.3"])?;
    assert_eq!(authenticator.deny(["10.1.2.4"]).unwrap_err().kind(), ErrorKind::InvalidInput);
    assert_eq!(server.meet(nothing)?, Err(400));
    authenticator.allow(["127.0.0.1"])?;
    assert_eq!(server.meet(nothing)?, user("anonymous"));
    Ok(())
}

#[test]
fn plain_needs_the_password_of_its_domain() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let decisions = decisions(&authenticator);
    let server = Server::new(&context, |server| server.set_plain_server(true))?;
    let reason = || decisions.recv_timeout(LONG).expect("it is told").reason;
    assert_eq!((server.meet(plain("admin", "secret"))?, reason()), (Err(400), "No passwords defined"));
    authenticator.configure_plain("other", [("admin", "secret")])?;
    assert_eq!((server.meet(plain("admin", "secret"))?, reason()), (Err(400), "Invalid domain"));
    authenticator.configure_plain("*", [("admin", "secret")])?;
    assert_eq!((server.meet(plain("admin", "bogus"))?, reason()), (Err(400), "Invalid password"));
    assert_eq!((server.meet(plain("bogus", "secret"))?, reason()), (Err(400), "Invalid username"));
    assert_eq!((server.meet(plain("admin", "secret"))?, reason()), (user("admin"), "OK"));
    Ok(())
}

#[test]
fn curve_lets_in_known_keys_by_list_callback_or_any() -> Result<()> {
    if !zmq::has("curve") {
        return Ok(());
    }
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let (public, secret) = zmq::curve_keypair()?;
    let server = Server::new(&context, curve_server(&secret))?;
    let (known, stranger) = (zmq::curve_keypair()?, zmq::curve_keypair()?);
    let known_user = user(&known.0.to_string());
    assert_eq!(server.meet(curve(public, &known))?, Err(400));

    authenticator.configure_curve("*", [known.0])?;
    assert_eq!(server.meet(curve(public, &known))?, known_user);
    assert_eq!(server.meet(curve(public, &stranger))?, Err(400));

    let wanted = stranger.0;
    authenticator.configure_curve_callback("*", move |domain, key| domain == "*" && *key == wanted);
    assert_eq!(server.meet(curve(public, &known))?, Err(400));
    assert_eq!(server.meet(curve(public, &stranger))?, user(&stranger.0.to_string()));

    authenticator.configure_curve("*", CURVE_ALLOW_ANY)?;
    assert_eq!(server.meet(curve(public, &known))?, known_user);
    Ok(())
}

#[test]
fn a_peer_without_credentials_is_refused_before_it_is_asked_about() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_plain("*", [("admin", "secret")])?;
    authenticator.configure_curve("*", CURVE_ALLOW_ANY)?;
    let decisions = decisions(&authenticator);
    let mut servers = vec![Server::new(&context, |server| server.set_plain_server(true))?];
    if zmq::has("curve") {
        servers.push(Server::new(&context, curve_server(&zmq::curve_keypair()?.1))?);
    }
    for server in servers {
        let client = context.socket(zmq::PUSH)?;
        client.set_linger(0)?;
        client.connect(&server.endpoint)?;
        client.send("hello")?;
        loop {
            match server.monitor.recv_timeout(LONG)?.happening {
                // Either end may be the first to see that they use different mechanisms; the other one finds it gone.
                Happening::HandshakeFailedProtocol { .. } | Happening::HandshakeFailed { .. } => break,
                Happening::HandshakeSucceeded => panic!("it was let in"),
                _ => {}
            }
        }
        assert!(server.socket.try_recv()?.is_none());
    }
    authenticator.stop()?;
    assert_eq!(decisions.try_iter().count(), 0);
    Ok(())
}

#[test]
fn a_directory_of_certificates_is_read_again_on_reload() -> Result<()> {
    if !zmq::has("curve") {
        return Ok(());
    }
    let directory = Directory::new("reload")?;
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let (public, secret) = zmq::curve_keypair()?;
    let server = Server::new(&context, curve_server(&secret))?;
    authenticator.configure_curve("*", &directory.0)?;

    let (public_file, secret_file) = create_certificates(&directory.0, "client", NO_METADATA)?;
    let (client, Some(secret)) = load_certificate(&secret_file)? else { panic!("a secret certificate") };
    let client = (client, secret);
    assert_eq!(server.meet(curve(public, &client))?, Err(400));
    authenticator.reload()?;
    assert_eq!(server.meet(curve(public, &client))?, user(&client.0.to_string()));

    std::fs::write(directory.0.join("broken.key"), "nothing")?;
    let error = authenticator.reload().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(error.to_string().contains("broken.key: no public key"), "{error}");
    assert_eq!(server.meet(curve(public, &client))?, user(&client.0.to_string()));

    std::fs::remove_file(directory.0.join("broken.key"))?;
    std::fs::remove_file(public_file)?;
    authenticator.reload()?;
    assert_eq!(server.meet(curve(public, &client))?, Err(400));
    let error = authenticator.configure_curve("*", directory.0.join("missing")).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NotFound);
    assert!(error.to_string().contains("missing"), "{error}");
    Ok(())
}

#[test]
fn user_ids_and_metadata_are_on_every_message() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_plain("*", [("admin", "secret")])?;
    authenticator.set_user_id(|request| format!("{}@{}", request.user_id(), request.address));
    authenticator.set_metadata(|_| vec![("Group".to_owned(), "staff".to_owned())]);
    let server = context.socket(zmq::PULL)?;
    server.set_plain_server(true)?;
    let client = context.socket(zmq::PUSH)?;
    plain("admin", "secret")(&client)?;
    client.connect(&format!("tcp://127.0.0.1:{}", server.bind_to_random_port("tcp://127.0.0.1")?))?;
    for _ in 0..2 {
        client.send("hello")?;
        let message = server.recv_timeout(LONG)?;
        assert_eq!(message.property("User-Id"), Some("admin@127.0.0.1"));
        assert_eq!(message.property("Group"), Some("staff"));
    }
    Ok(())
}

#[test]
fn what_a_callback_cannot_give_refuses_the_peer() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let decisions = decisions(&authenticator);
    let server = Server::new(&context, |server| server.set_zap_domain("global"))?;
    let reason = || decisions.recv_timeout(LONG).expect("it is told").reason;
    authenticator.set_user_id(|_| "admin\0istrator".to_owned());
    assert_eq!((server.meet(nothing)?, reason()), (Err(500), "Invalid user id"));
    authenticator.set_user_id(|_| panic!("on purpose"));
    assert_eq!((server.meet(nothing)?, reason()), (Err(500), "Internal error"));
    authenticator.set_user_id(|request| request.user_id());
    authenticator.set_metadata(|_| vec![(String::new(), "x".to_owned())]);
    assert_eq!((server.meet(nothing)?, reason()), (Err(500), "Invalid metadata"));
    authenticator.set_metadata(|_| Vec::new());
    assert_eq!((server.meet(nothing)?, reason()), (user("anonymous"), "OK"));
    authenticator.on_decision(|_| panic!("on purpose"));
    assert_eq!(server.meet(nothing)?, Err(500));
    assert!(authenticator.is_alive());
    Ok(())
}

#[test]
fn the_log_may_change_the_rules() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Arc::new(Authenticator::start(&context)?);
    let server = Server::new(&context, |server| server.set_zap_domain("global"))?;
    let weak = Arc::downgrade(&authenticator);
    authenticator.on_decision(move |decision| {
        if let Some(authenticator) = weak.upgrade() {
            authenticator.deny([&decision.address]).expect("an address");
        }
    });
    assert_eq!(server.meet(nothing)?, user("anonymous"));
    assert_eq!(server.meet(nothing)?, Err(400));
    Ok(())
}

#[test]
fn malformed_requests_are_answered_and_the_next_one_too() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    let client = context.socket(zmq::DEALER)?;
    client.connect(ZAP)?;
    let ask = |frames: &[&str]| -> Result<Vec<Vec<u8>>> {
        client.send_multipart(std::iter::once("").chain(frames.iter().copied()))?;
        client.recv_multipart_timeout(LONG).map(zmq::Multipart::into_vecs)
    };
    let answer = |id: &str, status: &str, reason: &str, user: &str| {
        ["", "1.0", id, status, reason, user, ""].map(|frame| frame.as_bytes().to_vec())
    };
    assert_eq!(ask(&["1.0"])?, answer("", "400", "Not enough frames", ""));
    assert_eq!(ask(&["1.0", "7"])?, answer("7", "400", "Not enough frames", ""));
    assert_eq!(ask(&["1.0", "7", "", "", ""])?, answer("7", "400", "Not enough frames", ""));
    assert_eq!(ask(&["9.9", "8", "", "", "", "NULL"])?, answer("8", "400", "Invalid version", ""));
    assert_eq!(ask(&["1.0", "9", "", "", "", "PLAIN"])?, answer("9", "400", "Invalid credentials", ""));
    assert_eq!(ask(&["1.0", "10", "", "", "", "CURVE", "short"])?, answer("10", "400", "Invalid credentials", ""));
    assert_eq!(ask(&["1.0", "11", "", "", "", "HAT"])?, answer("11", "400", "NO ACCESS", ""));
    // These have no envelope to answer with.
    client.send("")?;
    client.send_multipart(["1.0", "7"])?;
    assert_eq!(client.recv_multipart_timeout(LONG)?.into_vecs(), answer("", "400", "Not enough frames", ""));
    assert_eq!(ask(&["1.0", "12", "", "", "", "NULL"])?, answer("12", "200", "OK", "anonymous"));
    authenticator.stop()
}

#[test]
fn a_context_has_one_authenticator_and_another_after_it() -> Result<()> {
    let context = Context::new()?;
    let first = Authenticator::start(&context)?;
    let error = Authenticator::start(&context).unwrap_err();
    assert_eq!((error.kind(), error.endpoint()), (ErrorKind::AddressInUse, Some(ZAP)));
    assert!(first.is_alive());
    first.stop()?;
    for _ in 0..20 {
        drop(Authenticator::start(&context)?);
    }
    Ok(())
}

#[test]
fn the_context_can_be_terminated_under_it() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    context.term()?;
    authenticator.stop()
}

#[test]
fn certificates_keep_their_keys_and_their_secret() -> Result<()> {
    if !zmq::has("curve") {
        return Ok(());
    }
    let directory = Directory::new("certificates")?;
    std::fs::write(directory.0.join("me.key_secret"), "for all to read")?;
    let metadata = [("email", "me@example.org"), ("says", "\"hi\" # there = here")];
    let (public_file, secret_file) = create_certificates(&directory.0, "me", &metadata)?;
    assert_eq!((&public_file, &secret_file), (&directory.0.join("me.key"), &directory.0.join("me.key_secret")));
    assert_eq!(std::fs::metadata(&secret_file)?.permissions().mode() & 0o777, 0o600);
    let (public, secret) = load_certificate(&secret_file)?;
    assert_eq!(secret.as_ref().map(zmq::curve_public).transpose()?, Some(public));
    assert_eq!(load_certificate(&public_file)?, (public, None));
    let text = std::fs::read_to_string(&secret_file)?;
    assert!(text.contains("    email = \"me@example.org\"\n    says = '\"hi\" # there = here'\ncurve\n"), "{text}");
    assert_eq!(load_certificates(&directory.0)?, [public].into());
    Ok(())
}

#[test]
fn files_that_are_no_certificates_are_refused_with_their_path() -> Result<()> {
    let directory = Directory::new("refused")?;
    let path = directory.0.join("a.key");
    let key = "Yne@$w-vo<fVvi]a<NY6T1ed:M$fCG*[IaLV{hID";
    let refused = [
        String::new(),
        "curve\n    public-key = \"short\"\n".to_owned(),
        format!("metadata\n    public-key = \"{key}\"\ncurve\n"),
        format!("#public-key = \"{key}\"\n"),
        "public-key = \"0123456789abcdef0123456789abcdef\"\n".to_owned(),
    ];
    for text in refused {
        std::fs::write(&path, &text)?;
        let error = load_certificate(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{text}");
        assert!(error.to_string().contains("a.key"), "{error}");
    }
    for text in [format!("public-key='{key}'"), format!("curve\r\n\tpublic-key =  \"{key}\"  \r\n")] {
        std::fs::write(&path, &text)?;
        assert_eq!(load_certificate(&path)?, (key.parse()?, None));
    }
    let missing = load_certificate(directory.0.join("b.key")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    assert!(missing.to_string().contains("b.key"), "{missing}");
    let no_directory = load_certificates(&path).unwrap_err();
    assert!(no_directory.to_string().contains("a.key"), "{no_directory}");
    let long = "x".repeat(1024);
    let (names, values) = (["", "two words", "/a", "a/", "public-key", "secret-key"], ["x\ny", "'\"", &long]);
    for (name, value) in names.map(|name| (name, "x")).into_iter().chain(values.map(|value| ("a", value))) {
        let error = create_certificates(&directory.0, "me", &[(name, value)]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
    }
    Ok(())
}
