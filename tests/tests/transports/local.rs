//! `inproc://` and `ipc://`: within a process and within a machine.

use std::path::Path;

use zmq::PAIR;

use super::{context, converse, meet};

#[test]
fn inproc_connects_whoever_is_first() {
    let context = context();
    let (bound, connected) = meet(&context, "inproc://meeting");
    converse(&bound, &connected);
    let (early, late) = (context.socket(PAIR).unwrap(), context.socket(PAIR).unwrap());
    early.connect("inproc://later").unwrap();
    early.send("before anybody bound").unwrap();
    late.bind("inproc://later").unwrap();
    assert_eq!(late.recv().unwrap(), "before anybody bound");
    converse(&early, &late);
}

#[test]
fn ipc_is_a_socket_file_that_the_next_one_takes_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("meeting");
    let endpoint = format!("ipc://{}", path.display());
    for _ in 0..2 {
        let context = context();
        let (bound, connected) = meet(&context, &endpoint);
        converse(&bound, &connected);
        drop((bound, connected, context));
        // libzmq leaves it.
        assert!(path.exists());
    }
}

#[test]
fn ipc_finds_a_name_of_its_own_for_a_wildcard_and_clears_it_away() {
    let context = context();
    let (first, second) = (meet(&context, "ipc://*"), meet(&context, "ipc://*"));
    let names = [&first.0, &second.0].map(|socket| socket.last_endpoint().unwrap());
    assert_ne!(names[0], names[1]);
    converse(&first.0, &first.1);
    converse(&second.0, &second.1);
    let paths = names.each_ref().map(|name| Path::new(name.strip_prefix("ipc://").unwrap()));
    assert!(paths.iter().all(|path| path.exists()));
    drop((first, second, context));
    assert!(paths.iter().all(|path| !path.exists()));
}

#[cfg(target_os = "linux")]
#[test]
fn ipc_has_abstract_names_that_are_no_files() {
    let context = context();
    let endpoint = format!("ipc://@zmq-tests-transports-{}", std::process::id());
    let (bound, connected) = meet(&context, &endpoint);
    assert_eq!(bound.last_endpoint().unwrap(), endpoint);
    converse(&bound, &connected);
}
