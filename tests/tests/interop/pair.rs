//! Two that talk to each other only.

use zmq_tests::program::Language;

use super::{BIND, connect, for_each_pair};

for_each_pair! {
    fn both_ends_of_a_pair_send(server, client) {
        let mut server = server.start("pair_server", &[BIND]);
        let endpoint = server.line_after("ready ");
        let client = client.start("pair_client", &[&connect("connect", &endpoint)]);
        assert_eq!(client.finish(), ["server: first", "server: second"]);
        assert_eq!(server.finish(), ["client: both received"]);
    }
}
