//! A server thread and a client exchange messages over tcp, on a port that the system chooses.
//!
//! Type: `cargo run --example hello_world`
//! See: each of five greetings as the server gets it, and the answer as the client gets it.

use std::thread;

const GREETINGS: [&str; 5] = ["Hello", "Bonjour", "Hallo", "こんにちは", "你好"];

fn main() -> zmq::Result<()> {
    let context = zmq::Context::new()?;
    let server = context.socket(zmq::REP)?;
    let port = server.bind_to_random_port("tcp://127.0.0.1")?;
    println!("server listens on tcp port {port}");

    // A socket may move to another thread.
    let server = thread::spawn(move || serve(&server));

    let client = context.socket(zmq::REQ)?;
    client.connect(&format!("tcp://127.0.0.1:{port}"))?;
    for greeting in GREETINGS {
        client.send(greeting)?;
        println!("client: {}", client.recv_string()?);
    }

    match server.join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

fn serve(socket: &zmq::Socket) -> zmq::Result<()> {
    for _ in GREETINGS {
        let message = socket.recv_string()?;
        println!("server: {message}");
        socket.send(format!("{message}, World"))?;
    }
    Ok(())
}
