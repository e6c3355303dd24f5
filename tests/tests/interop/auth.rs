//! Authentication across the border: pyzmq's clients at our authenticator, ours at pyzmq's, and certificates both ways.

use std::collections::HashSet;
use std::path::Path;

use tempfile::TempDir;
use zmq::auth::{Authenticator, CURVE_ALLOW_ANY, create_certificates, load_certificate, load_certificates};
use zmq::{Context, Happening, Monitor, MonitorEvents, PublicKey, Result, SecretKey, Socket};
use zmq_tests::process::{LIMIT, Process};
use zmq_tests::python;

const LET_IN: &str = "let in";
const REFUSED: &str = "refused 400";

/// A Python process that does what it is told.
fn python() -> Process {
    Process::start(python::script("auth"))
}

/// Tells it to do something; gives what it says.
#[track_caller]
fn ask(python: &mut Process, what: &str) -> String {
    python.enter(what);
    python.line()
}

fn server(context: &Context, prepare: impl FnOnce(&Socket) -> Result<()>) -> Result<Socket> {
    let server = context.socket(zmq::PULL)?;
    prepare(&server)?;
    server.bind("tcp://127.0.0.1:*")?;
    Ok(server)
}

/// What a client of ours hears, and the client, which may have something to deliver.
fn connect(
    context: &Context,
    endpoint: &str,
    prepare: impl FnOnce(&Socket) -> Result<()>,
) -> Result<(&'static str, Socket)> {
    let client = context.socket(zmq::PUSH)?;
    client.set_linger(0)?;
    prepare(&client)?;
    let monitor = client.monitor_socket(MonitorEvents::ALL)?;
    client.connect(endpoint)?;
    loop {
        match monitor.recv_timeout(LIMIT)?.happening {
            Happening::HandshakeSucceeded => {
                client.send("hello")?;
                return Ok((LET_IN, client));
            }
            Happening::HandshakeFailedAuth { status: 400 } => return Ok((REFUSED, client)),
            _ => {}
        }
    }
}

fn plain(name: &str, password: &str) -> impl FnOnce(&Socket) -> Result<()> {
    move |client| {
        client.set_plain_username(name)?;
        client.set_plain_password(password)
    }
}

fn curve(server: PublicKey, (public, secret): &(PublicKey, SecretKey)) -> impl FnOnce(&Socket) -> Result<()> {
    move |client| {
        client.set_curve_serverkey(server)?;
        client.set_curve_publickey(public)?;
        client.set_curve_secretkey(secret)
    }
}

/// Waits until a client had to go before anybody asked who it is.
fn await_mismatch(monitor: &Monitor) -> Result<()> {
    loop {
        match monitor.recv_timeout(LIMIT)?.happening {
            // Either end may be the first to see that they use different mechanisms; the other one finds it gone.
            Happening::HandshakeFailedProtocol { .. } | Happening::HandshakeFailed { .. } => return Ok(()),
            Happening::HandshakeSucceeded => panic!("it was let in"),
            _ => {}
        }
    }
}

fn user_of_next_message(server: &Socket) -> Result<String> {
    let message = server.recv_timeout(LIMIT)?;
    Ok(message.property("User-Id").unwrap_or_default().to_owned())
}

#[test]
fn python_clients_are_let_in_or_refused_by_ours() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_plain("*", [("admin", "secret")])?;
    let (key, server_secret) = zmq::curve_keypair()?;
    let (known, stranger) = (zmq::curve_keypair()?, zmq::curve_keypair()?);
    authenticator.configure_curve("*", [known.0])?;
    let null_server = server(&context, |server| server.set_zap_domain("global"))?;
    let plain_server = server(&context, |server| server.set_plain_server(true))?;
    let curve_server = server(&context, |server| {
        server.set_curve_server(true)?;
        server.set_curve_secretkey(&server_secret)
    })?;
    let mut python = python();
    let mut connect = |server: &Socket, credentials: &str| -> Result<String> {
        Ok(ask(&mut python, &format!("connect {} {credentials}", server.last_endpoint()?)))
    };
    // Quoted for the shell's rules, by which Python splits its lines.
    let keys = |(public, secret): &(PublicKey, SecretKey)| format!("curve '{key}' '{public}' '{secret}'");

    assert_eq!(connect(&null_server, "null")?, LET_IN);
    assert_eq!(user_of_next_message(&null_server)?, "anonymous");
    assert_eq!(connect(&plain_server, "plain admin secret")?, LET_IN);
    assert_eq!(user_of_next_message(&plain_server)?, "admin");
    assert_eq!(connect(&plain_server, "plain admin wrong")?, REFUSED);
    assert_eq!(connect(&plain_server, "plain nobody secret")?, REFUSED);
    assert_eq!(connect(&curve_server, &keys(&known))?, LET_IN);
    assert_eq!(user_of_next_message(&curve_server)?, known.0.to_string());
    assert_eq!(connect(&curve_server, &keys(&stranger))?, REFUSED);
    authenticator.deny(["127.0.0.1"])?;
    assert_eq!(connect(&null_server, "null")?, REFUSED);
    python.close_input();
    python.finish();
    Ok(())
}

#[test]
fn python_clients_without_credentials_are_refused_by_ours() -> Result<()> {
    let context = Context::new()?;
    let authenticator = Authenticator::start(&context)?;
    authenticator.configure_plain("*", [("admin", "secret")])?;
    authenticator.configure_curve("*", CURVE_ALLOW_ANY)?;
    let (_, secret) = zmq::curve_keypair()?;
    let plain_server = server(&context, |server| server.set_plain_server(true))?;
    let curve_server = server(&context, |server| {
        server.set_curve_server(true)?;
        server.set_curve_secretkey(&secret)
    })?;
    let mut python = python();
    for server in [plain_server, curve_server] {
        let monitor = server.monitor_socket(MonitorEvents::ALL)?;
        assert_eq!(ask(&mut python, &format!("knock {}", server.last_endpoint()?)), "knocked");
        await_mismatch(&monitor)?;
        assert!(server.try_recv()?.is_none());
    }
    python.close_input();
    python.finish();
    Ok(())
}

#[test]
fn our_clients_are_let_in_or_refused_by_pythons() -> Result<()> {
    let directory = TempDir::new()?;
    let (_, secret_file) = create_certificates(directory.path(), "known", &[("email", "me@example.org")])?;
    let (public, Some(secret)) = load_certificate(secret_file)? else { panic!("it has a secret key") };
    let (known, stranger) = ((public, secret), zmq::curve_keypair()?);
    let mut python = python();
    python.enter(&format!("serve '{}'", text(directory.path())));
    let key: PublicKey = python.line_after("key ").parse()?;
    let [null_server, plain_server, curve_server] = [(); 3].map(|()| python.line_after("ready "));
    let context = Context::new()?;

    let (outcome, client) = connect(&context, &null_server, |_| Ok(()))?;
    assert_eq!((outcome, ask(&mut python, "receive 0").as_str()), (LET_IN, "from anonymous"));
    drop(client);
    let (outcome, client) = connect(&context, &plain_server, plain("admin", "secret"))?;
    assert_eq!((outcome, ask(&mut python, "receive 1").as_str()), (LET_IN, "from admin"));
    drop(client);
    assert_eq!(connect(&context, &plain_server, plain("admin", "wrong"))?.0, REFUSED);
    assert_eq!(connect(&context, &plain_server, plain("nobody", "secret"))?.0, REFUSED);
    let (outcome, client) = connect(&context, &curve_server, curve(key, &known))?;
    assert_eq!((outcome, ask(&mut python, "receive 2")), (LET_IN, format!("from {}", known.0)));
    drop(client);
    assert_eq!(connect(&context, &curve_server, curve(key, &stranger))?.0, REFUSED);
    // Without credentials.
    for server in [&plain_server, &curve_server] {
        let client = context.socket(zmq::PUSH)?;
        client.set_linger(0)?;
        let monitor = client.monitor_socket(MonitorEvents::ALL)?;
        client.connect(server)?;
        await_mismatch(&monitor)?;
    }
    assert_eq!(ask(&mut python, "deny 127.0.0.1"), "denied");
    assert_eq!(connect(&context, &null_server, |_| Ok(()))?.0, REFUSED);
    python.close_input();
    python.finish();
    Ok(())
}

#[test]
fn certificates_of_either_side_are_read_by_the_other() -> Result<()> {
    let directory = TempDir::new()?;
    let mut python = python();
    let (ours, our_secret_file) = create_certificates(directory.path(), "ours", &[("email", "me@example.org")])?;
    let (public, Some(secret)) = load_certificate(&our_secret_file)? else { panic!("it has a secret key") };
    assert_eq!(ask(&mut python, &format!("load '{}'", text(&ours))), format!("{public} none"));
    assert_eq!(ask(&mut python, &format!("load '{}'", text(&our_secret_file))), format!("{public} {secret}"));

    assert_eq!(ask(&mut python, &format!("create '{}' theirs", text(directory.path()))), "created");
    let (theirs, Some(their_secret)) = load_certificate(directory.path().join("theirs.key_secret"))? else {
        panic!("it has a secret key")
    };
    assert_eq!(zmq::curve_public(&their_secret)?, theirs);
    assert_eq!(load_certificate(directory.path().join("theirs.key"))?, (theirs, None));

    let all = load_certificates(directory.path())?;
    assert_eq!(all, [public, theirs].into());
    let line = ask(&mut python, &format!("load_all '{}'", text(directory.path())));
    assert_eq!(line.split(' ').map(str::parse).collect::<Result<HashSet<_>>>()?, all);
    python.close_input();
    python.finish();
    Ok(())
}

#[test]
fn certificates_of_czmq_are_read_here_and_ours_by_czmq() -> Result<()> {
    let directory = TempDir::new()?;
    let czmq = |arguments: &[&str]| {
        let mut command = python::script("czmq");
        command.args(arguments);
        Process::start(command).finish()
    };
    let theirs = directory.path().join("theirs");
    let said = czmq(&["save", text(&theirs)]);
    if let Some(lack) = said.first().filter(|line| line.starts_with("this machine lacks")) {
        zmq_tests::skip(lack);
        return Ok(());
    }
    // czmq adds `_secret` to whatever the public file's name is.
    let (public, Some(secret)) = load_certificate(directory.path().join("theirs_secret"))? else {
        panic!("it has a secret key")
    };
    assert_eq!(said, [format!("{public} {secret} me@example.org")]);
    assert_eq!(load_certificate(&theirs)?, (public, None));

    let (ours, our_secret_file) = create_certificates(directory.path(), "ours", &[("email", "me@example.org")])?;
    let (public, Some(secret)) = load_certificate(&our_secret_file)? else { panic!("it has a secret key") };
    let whole = format!("{public} {secret} me@example.org");
    assert_eq!(czmq(&["load", text(&our_secret_file), text(&ours)]), [whole.as_str(), whole.as_str()]);
    std::fs::remove_file(our_secret_file)?;
    let nothing = "0".repeat(40);
    assert_eq!(czmq(&["load", text(&ours)]), [format!("{public} {nothing} none")]);
    Ok(())
}

fn text(path: &Path) -> &str {
    path.to_str().expect("the path is text")
}
