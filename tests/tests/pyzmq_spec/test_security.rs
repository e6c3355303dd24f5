//! pyzmq's `test_security.py`.

use std::thread;

use zmq::{Context, DEALER, Result, Socket};

use super::context;

/// Answers one request as their `zap_handler` does, and says which mechanism asked.
fn zap_handler(context: &Context) -> Result<thread::JoinHandle<Result<String>>> {
    let socket = context.socket(zmq::REP)?;
    socket.bind("inproc://zeromq.zap.01")?;
    Ok(thread::spawn(move || {
        let request = socket.recv_multipart()?;
        let text: Vec<_> = request.iter().map(|frame| frame.as_str().unwrap_or_default()).collect();
        let known = text[5] != "PLAIN" || text[6..] == ["admin", "password"];
        assert!(known && text[0] == "1.0" && text[4] == "IDENT", "{request:?}");
        socket.send_multipart(["1.0", text[1], "200", "OK", "anonymous", "\x05Hello\0\0\0\x05World"])?;
        Ok(text[5].to_owned())
    }))
}

/// Sends two frames there and back, and looks at what the handler said of the peer.
fn bounce(server: &Socket, client: &Socket, has_metadata: bool) -> Result<()> {
    client.connect(&format!("tcp://127.0.0.1:{}", server.bind_to_random_port("tcp://127.0.0.1")?))?;
    let message = [vec![1; 64], vec![2; 64]];
    client.send_multipart(message.clone())?;
    let received = server.recv_multipart()?;
    assert_eq!(received, message);
    for frame in &received {
        assert_eq!(frame.property("Socket-Type"), Some("DEALER"));
        if has_metadata {
            assert_eq!((frame.property("User-Id"), frame.property("Hello")), (Some("anonymous"), Some("World")));
        }
    }
    server.send_multipart(received)?;
    assert_eq!(client.recv_multipart()?, message);
    Ok(())
}

/// pyzmq: `test_null`
#[test]
fn without_a_mechanism_nobody_is_asked() -> Result<()> {
    let context = context()?;
    let (server, client) = (context.socket(DEALER)?, context.socket(DEALER)?);
    assert_eq!((server.mechanism()?, client.mechanism()?), (zmq::NULL, zmq::NULL));
    assert!(!server.plain_server()? && !client.plain_server()?);
    bounce(&server, &client, false)
}

/// pyzmq: `test_plain`
#[test]
fn plain_is_asked_about_and_its_metadata_is_on_every_frame() -> Result<()> {
    let context = context()?;
    let (server, client) = (context.socket(DEALER)?, context.socket(DEALER)?);
    server.set_identity("IDENT")?;
    assert_eq!((client.plain_username()?.as_str(), client.plain_password()?.as_str()), ("", ""));
    client.set_plain_username("admin")?;
    client.set_plain_password("password")?;
    assert_eq!(client.getsockopt(zmq::PLAIN_USERNAME)?, "admin");
    assert_eq!(client.getsockopt(zmq::PLAIN_PASSWORD)?, "password");
    assert!(!client.plain_server()? && !server.plain_server()?);
    server.set_plain_server(true)?;
    assert_eq!((server.mechanism()?, client.mechanism()?), (zmq::PLAIN, zmq::PLAIN));
    assert!(!client.plain_server()? && server.plain_server()?);
    let handler = zap_handler(&context)?;
    bounce(&server, &client, true)?;
    assert_eq!(handler.join().expect("no panic")?, "PLAIN");
    Ok(())
}

/// pyzmq: `test_curve`
#[test]
fn curve_is_asked_about_and_its_metadata_is_on_every_frame() -> Result<()> {
    let context = context()?;
    let (server, client) = (context.socket(DEALER)?, context.socket(DEALER)?);
    server.set_identity("IDENT")?;
    server.set_curve_server(true)?;
    let ((server_public, server_secret), (public, secret)) = (zmq::curve_keypair()?, zmq::curve_keypair()?);
    server.set_curve_secretkey(&server_secret)?;
    server.set_curve_publickey(server_public)?;
    client.set_curve_serverkey(server_public)?;
    client.set_curve_publickey(public)?;
    client.set_curve_secretkey(&secret)?;
    assert_eq!((server.mechanism()?, client.mechanism()?), (zmq::CURVE, zmq::CURVE));
    assert!(server.curve_server()? && !client.curve_server()?);
    let handler = zap_handler(&context)?;
    bounce(&server, &client, true)?;
    assert_eq!(handler.join().expect("no panic")?, "CURVE");
    Ok(())
}

/// pyzmq: `test_keypair`, `test_curve_public`
#[test]
fn keys_are_forty_characters_and_the_public_one_follows_from_the_secret() -> Result<()> {
    let (public, secret) = zmq::curve_keypair()?;
    let text = public.to_string();
    assert_eq!((text.len(), zmq::z85::decode(&text)?.len()), (40, 32));
    assert_eq!(zmq::curve_public(&secret)?, public);
    Ok(())
}
