//! CURVE and PLAIN.

use zmq::{Context, DEALER, ErrorKind, PULL, PUSH, Socket};

use super::{LONG, await_event, bind, context};

fn curve_server(context: &Context) -> (Socket, zmq::PublicKey) {
    let (public, secret) = zmq::curve_keypair().unwrap();
    let server = context.socket(DEALER).unwrap();
    server.set_curve_server(true).unwrap();
    server.set_curve_secretkey(&secret).unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    (server, public)
}

fn curve_client(context: &Context, server: &Socket, key: &zmq::PublicKey) -> Socket {
    let (public, secret) = zmq::curve_keypair().unwrap();
    let client = context.socket(DEALER).unwrap();
    client.set_curve_serverkey(key).unwrap();
    client.set_curve_publickey(public).unwrap();
    client.set_curve_secretkey(&secret).unwrap();
    client.set_reconnect_ivl(50).unwrap();
    client.connect(&server.last_endpoint().unwrap()).unwrap();
    client
}

#[test]
fn an_encrypted_conversation_goes_both_ways() {
    let context = context();
    let (server, key) = curve_server(&context);
    let client = curve_client(&context, &server, &key);
    assert_eq!(client.mechanism().unwrap(), zmq::CURVE);
    for size in [0, 1, 33, 1_000, 100_000] {
        client.send_multipart([vec![1; size], vec![2; size]]).unwrap();
        assert_eq!(server.recv_multipart().unwrap().into_vecs(), [vec![1; size], vec![2; size]]);
        server.send(vec![3; size]).unwrap();
        assert_eq!(client.recv().unwrap(), vec![3; size]);
    }
}

#[test]
fn a_client_with_the_wrong_server_key_or_none_gets_nothing_through() {
    let context = context();
    let (server, _) = curve_server(&context);
    let (other, _) = zmq::curve_keypair().unwrap();
    let failures = zmq::EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq::EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    let monitor = server.monitor_socket(failures | zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
    let stranger = curve_client(&context, &server, &other);
    stranger.send("forged").unwrap();
    assert_ne!(monitor.recv_timeout(LONG).unwrap().event, zmq::EVENT_HANDSHAKE_SUCCEEDED);
    drop(stranger);
    let plain = context.socket(DEALER).unwrap();
    plain.connect(&server.last_endpoint().unwrap()).unwrap();
    plain.send("in the clear").unwrap();
    assert_ne!(monitor.recv_timeout(LONG).unwrap().event, zmq::EVENT_HANDSHAKE_SUCCEEDED);
    assert!(server.try_recv().unwrap().is_none());
}

#[test]
fn keys_survive_text_and_a_public_key_follows_from_its_secret() {
    let (public, secret) = zmq::curve_keypair().unwrap();
    assert_eq!(zmq::curve_public(&secret).unwrap(), public);
    assert_eq!(public.to_string().parse::<zmq::PublicKey>().unwrap(), public);
    assert_eq!("too short".parse::<zmq::PublicKey>().unwrap_err(), ErrorKind::InvalidInput);
    assert!(!format!("{secret:?}").contains(&public.to_string()));
}

#[test]
fn a_plain_server_without_an_authenticator_lets_nobody_in() {
    let context = context();
    let server = context.socket(PULL).unwrap();
    server.set_plain_server(true).unwrap();
    server.bind("tcp://127.0.0.1:*").unwrap();
    let failures = zmq::EVENT_HANDSHAKE_FAILED_PROTOCOL | zmq::EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    let monitor = server.monitor_socket(failures | zmq::EVENT_HANDSHAKE_SUCCEEDED).unwrap();
    let client = context.socket(PUSH).unwrap();
    client.set_plain_username("anybody").unwrap();
    client.set_plain_password("at all").unwrap();
    client.connect(&server.last_endpoint().unwrap()).unwrap();
    client.send("hello").unwrap();
    assert_eq!((client.mechanism().unwrap(), server.mechanism().unwrap()), (zmq::PLAIN, zmq::PLAIN));
    assert_eq!(monitor.recv_timeout(LONG).unwrap().event, zmq::EVENT_HANDSHAKE_FAILED_NO_DETAIL);
    drop(client);
    let null = context.socket(PUSH).unwrap();
    null.connect(&server.last_endpoint().unwrap()).unwrap();
    null.send("no mechanism").unwrap();
    await_event(&monitor, zmq::EVENT_HANDSHAKE_FAILED_PROTOCOL);
    assert!(server.try_recv().unwrap().is_none());
}

#[test]
fn two_null_sockets_need_no_security() {
    let context = context();
    let server = bind(&context, PULL);
    assert_eq!(server.mechanism().unwrap(), zmq::NULL);
}
