//! `tipc://` and `vmci://`, which not every kernel has.

use zmq::PAIR;
use zmq_tests::{child, skip, system};

use super::{context, converse, meet};

#[test]
fn tipc_finds_a_service_by_its_name() {
    if let Err(lack) = system::try_tipc() {
        return skip(&format!("the kernel has no TIPC: {lack}"));
    }
    child::run(|| {
        let context = context();
        let (bound, connected) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
        let service = 0x5a4d_0000 + std::process::id() % 0x1_0000;
        bound.bind(&format!("tipc://{{{service},0,0}}")).unwrap();
        connected.connect(&format!("tipc://{{{service},0}}")).unwrap();
        converse(&bound, &connected);
    });
}

#[test]
fn vmci_reaches_this_machine_itself() {
    if let Err(lack) = system::try_vsock() {
        return skip(&format!("the kernel's vsock reaches nobody from here: {lack}"));
    }
    child::run(|| {
        let context = context();
        context.set_rcvtimeo(super::LONG).unwrap();
        let (bound, connected) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
        for socket in [&bound, &connected] {
            socket.set_vmci_connect_timeout(2_000).unwrap();
            socket.set_vmci_buffer_min_size(4_096).unwrap();
            socket.set_vmci_buffer_max_size(1 << 20).unwrap();
        }
        bound.bind("vmci://*:*").unwrap();
        let endpoint = bound.last_endpoint().unwrap();
        connected.connect(&endpoint.replace('*', "1")).unwrap();
        converse(&bound, &connected);
    });
}

#[test]
fn vmci_tells_the_port_that_the_system_picked() {
    if let Err(lack) = system::try_vsock_binding() {
        return skip(&format!("the kernel has no vsock: {lack}"));
    }
    let context = context();
    let socket = context.socket(PAIR).unwrap();
    let monitor = socket.monitor_socket(zmq::EVENT_LISTENING).unwrap();
    socket.bind("vmci://*:*").unwrap();
    let endpoint = socket.last_endpoint().unwrap();
    assert_eq!(monitor.recv_timeout(super::LONG).unwrap().endpoint, endpoint);
    assert!(endpoint.rsplit(':').next().unwrap().parse::<u32>().is_ok(), "{endpoint}");
    assert!(meet(&context, "inproc://still-works").0.last_endpoint().is_ok());
}
