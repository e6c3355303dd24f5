//! The security mechanisms that need nothing of the system's: NULL, PLAIN and CURVE.

use zmq::auth::Authenticator;
use zmq::{Context, PAIR, Socket};

use super::{context, converse};

/// Two sockets that are set up by `prepare` and then connected.
fn meet(context: &Context, prepare: impl FnOnce(&Socket, &Socket)) -> (Socket, Socket) {
    let (server, client) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
    prepare(&server, &client);
    server.bind("tcp://127.0.0.1:*").unwrap();
    client.connect(&server.last_endpoint().unwrap()).unwrap();
    (server, client)
}

#[test]
fn null_asks_the_authenticator_where_there_is_a_domain() {
    let context = context();
    let authenticator = Authenticator::start(&context).unwrap();
    authenticator.allow(["127.0.0.1"]).unwrap();
    let (server, client) = meet(&context, |server, _| server.set_zap_domain("home").unwrap());
    converse(&server, &client);
    assert_eq!(client.mechanism().unwrap(), zmq::NULL);
}

#[test]
fn plain_lets_in_who_knows_the_password() {
    let context = context();
    let authenticator = Authenticator::start(&context).unwrap();
    authenticator.configure_plain("*", [("admin", "secret")]).unwrap();
    let (server, client) = meet(&context, |server, client| {
        server.set_plain_server(true).unwrap();
        client.set_plain_username("admin").unwrap();
        client.set_plain_password("secret").unwrap();
    });
    converse(&server, &client);
    assert_eq!(client.mechanism().unwrap(), zmq::PLAIN);
}

#[test]
fn curve_encrypts_a_conversation() {
    let context = context();
    let (server, client) = meet(&context, |server, client| {
        let (public, secret) = zmq::curve_keypair().unwrap();
        server.set_curve_server(true).unwrap();
        server.set_curve_secretkey(&secret).unwrap();
        client.set_curve_serverkey(public).unwrap();
        let (public, secret) = zmq::curve_keypair().unwrap();
        client.set_curve_publickey(public).unwrap();
        client.set_curve_secretkey(&secret).unwrap();
    });
    converse(&server, &client);
    assert_eq!(client.mechanism().unwrap(), zmq::CURVE);
}
