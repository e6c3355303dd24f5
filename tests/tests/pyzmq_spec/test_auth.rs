//! pyzmq's `test_auth.py`. Each mechanism with right, wrong and no credentials is asked about in `zmq/tests/auth.rs`, and across the border
//! between the languages in `interop/auth.rs`.

use zmq::auth::{Authenticator, create_certificates, load_certificate};
use zmq::{Context, PULL, PUSH, PublicKey, Result, SecretKey, Socket};

use super::context;

/// pyzmq: `test_curve_user_id`
#[test]
fn the_user_id_is_the_public_key_or_what_a_function_makes_of_it() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let (_, server_file) = create_certificates(folder.path(), "server", &[])?;
    let (_, client_file) = create_certificates(folder.path(), "client", &[])?;
    let ((server_public, server_secret), client_keys) =
        (load_certificate(server_file)?, load_certificate(client_file)?);
    let context = context()?;
    let auth = Authenticator::start(&context)?;
    auth.allow(["127.0.0.1"])?;
    auth.configure_curve("*", folder.path())?;

    let server = context.socket(PULL)?;
    server.set_curve_publickey(server_public)?;
    server.set_curve_secretkey(server_secret.expect("a secret file has one"))?;
    server.set_curve_server(true)?;
    server.bind_to_random_port("tcp://127.0.0.1")?;
    let keys = (client_keys.0, client_keys.1.expect("a secret file has one"));

    let client = connect(&context, server_public, &keys, &server.last_endpoint()?)?;
    client.send("test")?;
    let message = server.recv()?;
    assert_eq!(message, "test");
    assert_eq!(message.property("User-Id"), Some(keys.0.to_string().as_str()));

    auth.set_user_id(|_| "custom".to_owned());
    let client = connect(&context, server_public, &keys, &server.last_endpoint()?)?;
    client.send("test2")?;
    let message = server.recv()?;
    assert_eq!((message.as_str()?, message.property("User-Id")), ("test2", Some("custom")));
    Ok(())
}

fn connect(context: &Context, server: PublicKey, keys: &(PublicKey, SecretKey), endpoint: &str) -> Result<Socket> {
    let client = context.socket(PUSH)?;
    client.set_curve_serverkey(server)?;
    client.set_curve_publickey(keys.0)?;
    client.set_curve_secretkey(&keys.1)?;
    client.connect(endpoint)?;
    Ok(client)
}
