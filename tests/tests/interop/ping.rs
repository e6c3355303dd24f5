//! A client that gives up on a request after a while, makes a new socket and tries again.

use zmq_tests::program::Language;

use super::{BIND, connect, for_each_pair};

for_each_pair! {
    fn a_ping_is_answered(server, client) {
        let mut server = server.start("ping_server", &[BIND, "requests=1", "work_ms=0"]);
        let endpoint = server.line_after("ready ");
        let client = client.start("ping_client", &[&connect("connect", &endpoint), "timeout_ms=30000"]);
        assert_eq!(client.finish(), ["ping test success"]);
        assert_eq!(server.finish(), ["server started", "request 1: ping test"]);
    }

    fn a_server_that_comes_late_answers_a_later_ping(server, client) {
        let folder = tempfile::tempdir().expect("a folder");
        let endpoint = format!("ipc://{}", folder.path().join("ping").display());
        let mut client = client.start("ping_client", &[&format!("connect={endpoint}"), "timeout_ms=500"]);
        let failure = [format!("no response from {endpoint}"), "--- reconnecting ---".into()];
        assert_eq!(client.lines(2), failure);

        let mut server = server.start("ping_server", &[&format!("bind={endpoint}"), "work_ms=0"]);
        server.line_after("ready ");
        let lines = client.finish();
        let (last, failures) = lines.split_last().expect("the answer");
        assert_eq!(last, "ping test success");
        assert!(failures.chunks(2).all(|chunk| chunk == failure), "{failures:?}");
        assert!(server.stop().contains(&"request 1: ping test".to_owned()));
    }
}

#[test]
fn without_a_server_a_client_ends_after_its_last_try() {
    let folder = tempfile::tempdir().expect("a folder");
    let endpoint = format!("ipc://{}", folder.path().join("nobody").display());
    for language in [Language::Rust, Language::Python] {
        let arguments = [&format!("connect={endpoint}"), "timeout_ms=50", "tries=3"];
        let client = language.start("ping_client", &arguments);
        let failure = format!("no response from {endpoint}");
        let again = "--- reconnecting ---";
        assert_eq!(client.finish(), [&failure, again, &failure, again, &failure]);
    }
}
