//! pyzmq's `test_reqrep.py`.

use serde::{Deserialize, Serialize};
use zmq::{ErrorKind, REP, REQ, Result, Socket};

use super::create_bound_pair;

fn ping_pong(client: &Socket, server: &Socket) -> Result<()> {
    client.send("ping")?;
    server.send(server.recv()?)?;
    assert_eq!(client.recv()?, "ping");
    Ok(())
}

/// pyzmq: `test_bad_send_recv`
#[test]
fn a_call_out_of_turn_is_efsm_and_changes_nothing() -> Result<()> {
    let (client, server) = create_bound_pair(REQ, REP)?;
    for _ in 0..2 {
        let error = client.recv().unwrap_err();
        assert_eq!((error.kind(), error.errno()), (ErrorKind::State, zmq::EFSM));
        assert_eq!(server.send("asdf").unwrap_err().kind(), ErrorKind::State);
        ping_pong(&client, &server)?;
    }
    Ok(())
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Order {
    a: i32,
    b: Vec<i32>,
}

/// pyzmq: `test_json`
#[test]
fn json_goes_round() -> Result<()> {
    let (client, server) = create_bound_pair(REQ, REP)?;
    let order = Order { a: 10, b: (0..10).collect() };
    client.send_json(&order)?;
    server.send_json(&server.recv_json::<zmq::Value>()?)?;
    assert_eq!(client.recv_json::<Order>()?, order);
    Ok(())
}

/// pyzmq: `test_pyobj`. Data only: their `range` would be a list.
#[test]
fn pickled_data_goes_round() -> Result<()> {
    let (client, server) = create_bound_pair(REQ, REP)?;
    let order = Order { a: 10, b: (0..10).collect() };
    client.send_pyobj(&order)?;
    server.send_pyobj(&server.recv_pyobj::<Order>()?)?;
    assert_eq!(client.recv_pyobj::<Order>()?, order);
    Ok(())
}
