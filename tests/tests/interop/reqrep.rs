//! Requests and replies.

use zmq_tests::program::Language;

use super::{BIND, connect, for_each_pair};

/// What a client that numbers its requests writes.
fn nine_replies() -> Vec<String> {
    (1..10).flat_map(|n| [format!("sending request {n}"), format!("reply {n}: World")]).collect()
}

for_each_pair! {
    fn nine_greetings_are_answered(server, client) {
        let mut server = server.start("reqrep_hello_server", &[BIND, "requests=9", "work_ms=0"]);
        let endpoint = server.line_after("ready ");
        let mut client = client.start("reqrep_hello_client", &[&connect("connect", &endpoint)]);
        assert_eq!(client.line(), "connecting to the greeter");
        assert_eq!(client.finish(), nine_replies());
        assert_eq!(server.finish(), ["request: Hello"; 9]);
    }

    fn two_servers_share_the_requests_of_one_client(first, second) {
        let mut server1 = first.start("reqrep_balance_server", &[BIND, "requests=5", "work_ms=0"]);
        let mut server2 = second.start("reqrep_balance_server", &[BIND, "requests=4", "work_ms=0", "name=server2"]);
        let endpoints = [
            connect("connect1", &server1.line_after("ready ")),
            connect("connect2", &server2.line_after("ready ")),
        ];
        let mut client = second.start("reqrep_balance_client", &[&endpoints[0], &endpoints[1]]);
        assert_eq!(client.line(), "connecting to both servers");
        assert_eq!(client.finish(), nine_replies());
        assert_eq!(server1.finish(), ["server1 got Hello"; 5]);
        assert_eq!(server2.finish(), ["server2 got Hello"; 4]);
    }

    fn two_requests_are_answered_without_a_word(server, client) {
        let mut server = server.start("reqrep_quiet_server", &[BIND, "requests=2", "work_ms=0"]);
        let endpoint = server.line_after("ready ");
        let client = client.start("reqrep_quiet_client", &[&connect("connect", &endpoint)]);
        assert_eq!(client.finish(), ["World", "World"]);
        assert!(server.finish().is_empty());
    }

    fn one_question_gets_one_answer(server, client) {
        let mut server = server.start("reqrep_ok_server", &[BIND, "requests=1"]);
        let endpoint = server.line_after("ready ");
        let client = client.start("reqrep_ok_client", &[&connect("connect", &endpoint)]);
        assert_eq!(client.finish(), ["response: I am OK!"]);
        assert_eq!(server.finish(), ["received: Are you OK?"]);
    }

    fn requests_are_counted(server, client) {
        let mut server = server.start("reqrep_count_server", &[BIND, "requests=9", "work_ms=0"]);
        let endpoint = server.line_after("ready ");
        let mut client = client.start("reqrep_count_client", &[&connect("connect", &endpoint)]);
        assert_eq!(client.line(), "client started");
        assert_eq!(client.finish(), ["response: world!"; 9]);
        assert_eq!(server.line(), "server started");
        let expected: Vec<String> = (1..10).map(|n| format!("request {n}: hello")).collect();
        assert_eq!(server.finish(), expected);
    }

    fn the_last_request_ends_the_server(server, client) {
        let mut server = server.start("reqrep_exit_server", &[BIND, "work_ms=0"]);
        let endpoint = server.line_after("ready ");
        let client = client.start("reqrep_exit_client", &[&connect("connect", &endpoint)]);
        let expected: Vec<String> = (1..10).flat_map(|n| [format!("sending request {n}"), "reply: World".into()]).collect();
        assert_eq!(client.finish(), expected);
        assert_eq!(server.lines(9), ["request: Hello"; 9]);
        assert_eq!(server.finish(), ["request: :exit"]);
    }
}
