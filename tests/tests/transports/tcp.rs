//! `tcp://`: addresses of both kinds, names of hosts and cards, ports that the system picks.

use zmq::PAIR;
use zmq_tests::skip;

use super::{context, converse, meet};

#[test]
fn tcp_over_ipv4() {
    let context = context();
    let (bound, connected) = meet(&context, "tcp://127.0.0.1:*");
    assert!(bound.last_endpoint().unwrap().starts_with("tcp://127.0.0.1:"));
    converse(&bound, &connected);
}

#[test]
fn tcp_over_ipv6() {
    if std::net::TcpListener::bind("[::1]:0").is_err() {
        return skip("there is no IPv6 on the loopback");
    }
    let context = context();
    context.set_ipv6(true).unwrap();
    let (bound, connected) = meet(&context, "tcp://[::1]:*");
    assert!(bound.last_endpoint().unwrap().starts_with("tcp://[::1]:"));
    converse(&bound, &connected);
}

#[test]
fn tcp_on_the_card_of_a_name() {
    let context = context();
    let (bound, connected) = meet(&context, if cfg!(target_os = "linux") { "tcp://lo:*" } else { "tcp://lo0:*" });
    assert!(bound.last_endpoint().unwrap().starts_with("tcp://127.0.0.1:"));
    converse(&bound, &connected);
}

#[test]
fn tcp_on_every_card_and_to_the_name_of_a_host() {
    let context = context();
    for wildcard in ["tcp://*:*", "tcp://0.0.0.0:0"] {
        let (bound, connected) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
        bound.bind(wildcard).unwrap();
        let endpoint = bound.last_endpoint().unwrap();
        let port = endpoint.strip_prefix("tcp://0.0.0.0:").unwrap();
        assert_ne!(port.parse::<u16>().unwrap(), 0);
        connected.connect(&format!("tcp://localhost:{port}")).unwrap();
        converse(&bound, &connected);
    }
}

#[cfg(target_os = "linux")]
#[test]
fn tcp_from_a_source_address() {
    let context = context();
    let (bound, connected) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
    bound.bind("tcp://127.0.0.1:*").unwrap();
    let endpoint = bound.last_endpoint().unwrap();
    connected.connect(&format!("tcp://127.0.0.2:0;{}", endpoint.strip_prefix("tcp://").unwrap())).unwrap();
    connected.send("hello").unwrap();
    assert_eq!(bound.recv().unwrap().property("Peer-Address").unwrap(), "127.0.0.2");
    converse(&bound, &connected);
}
