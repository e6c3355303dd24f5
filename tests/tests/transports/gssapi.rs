//! The GSSAPI mechanism, with a Kerberos realm of its own: a key distribution centre that the test starts on a port of the loopback.

use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::Command;
use std::time::Duration;

use tempfile::TempDir;
use zmq::auth::Authenticator;
use zmq::{Context, GSSAPI_NT_KRB5_PRINCIPAL, Happening, Monitor, PAIR, Socket, SocketType};
use zmq_tests::process::{Process, wait_until};
use zmq_tests::{child, skip};

use super::{LONG, await_event, context, converse};

const SERVER: &str = "server@ZMQ.TEST";
const CLIENT: &str = "client@ZMQ.TEST";

/// A realm, with the keys of both principals in a keytab.
struct Realm {
    folder: TempDir,
    _centre: Process,
}

impl Realm {
    /// Makes it, or says what this machine lacks for it.
    fn new() -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        // Free now, and taken again at once.
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).unwrap().port();
        let path = |name: &str| folder.path().join(name).display().to_string();
        let write = |name: &str, text: String| std::fs::write(folder.path().join(name), text).unwrap();
        write(
            "krb5.conf",
            format!(
                "[libdefaults]\n default_realm = ZMQ.TEST\n dns_lookup_kdc = false\n dns_lookup_realm = false\n \
                 dns_canonicalize_hostname = false\n rdns = false\n udp_preference_limit = 1\n\
                 [realms]\n ZMQ.TEST = {{\n  kdc = 127.0.0.1:{port}\n }}\n\
                 [logging]\n kdc = FILE:{}\n default = FILE:{}\n",
                path("kdc.log"),
                path("library.log")
            ),
        );
        write(
            "kdc.conf",
            format!(
                "[kdcdefaults]\n kdc_listen = \"\"\n kdc_tcp_listen = 127.0.0.1:{port}\n\
                 [realms]\n ZMQ.TEST = {{\n  database_name = {}\n  key_stash_file = {}\n  acl_file = {}\n }}\n",
                path("principals"),
                path("stash"),
                path("acl")
            ),
        );
        let command = |program: &str| {
            let mut command = Command::new(Path::new("/usr/sbin").join(program));
            command.envs(environment(folder.path()));
            command
        };
        std::fs::create_dir(folder.path().join("tickets")).unwrap();
        let run = |command: &mut Command| {
            let output = command.output().map_err(|error| format!("{command:?}: {error} ({PACKAGES})"))?;
            let said = String::from_utf8_lossy(&output.stderr).into_owned();
            if output.status.success() { Ok(()) } else { Err(format!("{command:?}: {said}")) }
        };
        run(command("kdb5_util").args(["create", "-s", "-P", "of no use without this folder"]))?;
        for principal in [SERVER, CLIENT] {
            run(command("kadmin.local").args(["-q", &format!("addprinc -randkey {principal}")]))?;
            run(command("kadmin.local").args(["-q", &format!("ktadd -k {} {principal}", path("keytab"))]))?;
        }
        let mut centre = command("krb5kdc");
        centre.args(["-n", "-P", &path("pid")]);
        let centre = Process::start(centre);
        wait_until("the key distribution centre listens", || TcpStream::connect(("127.0.0.1", port)).is_ok());
        Ok(Self { folder, _centre: centre })
    }
}

/// What makes Kerberos look nowhere but into the folder.
fn environment(folder: &Path) -> Vec<(&'static str, String)> {
    let file = |name: &str| folder.join(name).display().to_string();
    vec![
        ("KRB5_CONFIG", file("krb5.conf")),
        ("KRB5_KDC_PROFILE", file("kdc.conf")),
        ("KRB5_KTNAME", format!("FILE:{}", file("keytab"))),
        ("KRB5_CLIENT_KTNAME", format!("FILE:{}", file("keytab"))),
        // A file has room for one principal.
        ("KRB5CCNAME", format!("DIR:{}", file("tickets"))),
        ("KRB5RCACHENAME", "none:".to_owned()),
    ]
}

/// Runs the test in a process whose Kerberos is that of a realm of its own.
fn in_a_realm(test: impl FnOnce()) {
    child::role("in a realm", |_| test());
    match Realm::new() {
        Ok(realm) => {
            let environment = environment(realm.folder.path());
            child::assert_finished(&child::spawn_with(&environment, "in a realm", &[]).outcome());
        }
        Err(lack) => skip(&lack),
    }
}

fn server(context: &Context, plaintext: bool) -> Socket {
    server_of(context, PAIR, plaintext)
}

fn server_of(context: &Context, kind: SocketType, plaintext: bool) -> Socket {
    let server = context.socket(kind).unwrap();
    server.set_gssapi_server(true).unwrap();
    server.set_gssapi_principal(SERVER).unwrap();
    server.set_gssapi_principal_nametype(GSSAPI_NT_KRB5_PRINCIPAL).unwrap();
    server.set_gssapi_plaintext(plaintext).unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    server
}

fn client(context: &Context, server: &Socket, principal: &str, plaintext: bool) -> Socket {
    client_of(context, PAIR, server, principal, plaintext)
}

fn client_of(context: &Context, kind: SocketType, server: &Socket, principal: &str, plaintext: bool) -> Socket {
    let client = context.socket(kind).unwrap();
    client.set_gssapi_principal(principal).unwrap();
    client.set_gssapi_principal_nametype(GSSAPI_NT_KRB5_PRINCIPAL).unwrap();
    client.set_gssapi_service_principal(SERVER).unwrap();
    client.set_gssapi_service_principal_nametype(GSSAPI_NT_KRB5_PRINCIPAL).unwrap();
    client.set_gssapi_plaintext(plaintext).unwrap();
    client.connect(&server.last_endpoint().unwrap()).unwrap();
    client
}

/// Nobody has come through the handshake so far, and somebody failed to.
fn assert_turned_away(monitor: &Monitor, failure: zmq::MonitorEvents) {
    loop {
        let event = monitor.recv_timeout(LONG).unwrap().event;
        assert_ne!(event, zmq::EVENT_HANDSHAKE_SUCCEEDED);
        if failure.contains(event) {
            return;
        }
    }
}

#[test]
fn gssapi_encrypts_a_conversation() {
    in_a_realm(|| {
        let context = context();
        let server = server(&context, false);
        let client = client(&context, &server, CLIENT, false);
        converse(&server, &client);
        assert_eq!((server.mechanism().unwrap(), client.mechanism().unwrap()), (zmq::GSSAPI, zmq::GSSAPI));
    });
}

#[test]
fn gssapi_gives_back_the_memory_of_what_it_encrypts() {
    const MIB: usize = 1 << 20;
    in_a_realm(|| {
        let context = context();
        let server = server(&context, false);
        let client = client(&context, &server, CLIENT, false);
        let send = |count| {
            for _ in 0..count {
                client.send(vec![7_u8; MIB]).unwrap();
                assert_eq!(server.recv().unwrap().len(), MIB);
            }
        };
        // Until the buffers and the allocator have what they need.
        send(10);
        let before = resident();
        send(100);
        let more = resident().saturating_sub(before);
        assert!(more < 50 * MIB, "{more} bytes more");
    });
}

/// The process's resident memory, in bytes.
fn resident() -> usize {
    let pages = std::fs::read_to_string("/proc/self/statm").unwrap();
    pages.split_whitespace().nth(1).unwrap().parse::<usize>().unwrap() * 4096
}

#[test]
fn gssapi_carries_subscriptions() {
    in_a_realm(|| {
        for plaintext in [false, true] {
            let context = context();
            let publisher = server_of(&context, zmq::XPUB, plaintext);
            let subscriber = client_of(&context, zmq::SUB, &publisher, CLIENT, plaintext);
            subscriber.subscribe("topic").unwrap();
            assert_eq!(publisher.recv().unwrap(), "\x01topic");
            publisher.send("other").unwrap();
            publisher.send("topic and more").unwrap();
            assert_eq!(subscriber.recv().unwrap(), "topic and more");
            subscriber.unsubscribe("topic").unwrap();
            assert_eq!(publisher.recv().unwrap(), "\x00topic");
        }
    });
}

#[test]
fn gssapi_can_leave_the_messages_in_the_clear() {
    in_a_realm(|| {
        let context = context();
        let server = server(&context, true);
        converse(&server, &client(&context, &server, CLIENT, true));
    });
}

#[test]
fn gssapi_tells_the_authenticator_who_comes_and_obeys_it() {
    in_a_realm(|| {
        let context = context();
        let authenticator = Authenticator::start(&context).unwrap();
        let (asked, requests) = std::sync::mpsc::channel();
        authenticator.on_decision(move |decision| {
            let _ = asked.send(format!("{decision:?}"));
        });
        let server = server(&context, false);
        let first = client(&context, &server, CLIENT, false);
        first.send("hello").unwrap();
        assert_eq!(server.recv().unwrap(), "hello");
        let request = requests.recv_timeout(LONG).unwrap();
        assert!(request.contains("client"), "{request}");
        drop((first, server));

        authenticator.deny(["127.0.0.1"]).unwrap();
        let server = self::server(&context, false);
        let monitor = server.monitor_socket(zmq::EVENT_ALL).unwrap();
        let refused = client(&context, &server, CLIENT, false);
        refused.send("never").unwrap();
        assert_turned_away(&monitor, zmq::EVENT_HANDSHAKE_FAILED_AUTH);
        assert!(server.poll(Duration::from_millis(50), zmq::POLLIN).unwrap().is_empty());
    });
}

#[test]
fn gssapi_turns_away_who_has_no_ticket_or_another_mechanism() {
    in_a_realm(|| {
        let context = context();
        let server = server(&context, false);
        let monitor = server.monitor_socket(zmq::EVENT_ALL).unwrap();
        let stranger = client(&context, &server, "stranger@ZMQ.TEST", false);
        let events = stranger.monitor_socket(zmq::EVENT_ALL).unwrap();
        stranger.send("never").unwrap();
        // Long before the 30 seconds that a handshake may take.
        let failure = loop {
            if let Happening::HandshakeFailed { errno } = events.recv_timeout(LONG).unwrap().happening {
                break errno;
            }
        };
        assert_eq!(failure.raw(), libc::EACCES);
        await_event(&events, zmq::EVENT_DISCONNECTED);
        drop(stranger);
        let open = context.socket(PAIR).unwrap();
        open.connect(&server.last_endpoint().unwrap()).unwrap();
        open.send("never").unwrap();
        assert_turned_away(&monitor, zmq::EVENT_HANDSHAKE_FAILED_PROTOCOL);
        drop(open);
        let known = client(&context, &server, CLIENT, false);
        known.send("well").unwrap();
        assert_eq!(server.recv().unwrap(), "well");
    });
}

const PACKAGES: &str = "Debian: krb5-kdc, krb5-admin-server";
