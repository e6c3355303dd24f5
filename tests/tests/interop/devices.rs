//! Proxies between the ends.

use zmq_tests::process::Process;
use zmq_tests::program::Language;

use super::pubsub::weather_number;
use super::{BIND, connect, for_each_pair};

const FRONTEND: &str = "frontend=tcp://127.0.0.1:*";
const BACKEND: &str = "backend=tcp://127.0.0.1:*";

/// Starts a forwarder that subscribes at `publisher`; gives the argument that connects to it.
fn forwarder(language: Language, publisher: &str) -> (Process, String) {
    let mut device = language.start("device_forwarder", &[&format!("frontend=>{publisher}"), BACKEND]);
    device.line_after("ready ");
    let endpoint = device.line_after("ready ");
    (device, endpoint)
}

for_each_pair! {
    fn a_queue_passes_requests_and_replies(outer, device) {
        let mut server = outer.start("reqrep_hello_server", &[BIND, "requests=9", "work_ms=0"]);
        let backend = format!("backend=>{}", server.line_after("ready "));
        let mut device = device.start("device_queue", &[FRONTEND, &backend]);
        let frontend = connect("connect", &device.line_after("ready "));
        device.line_after("ready ");
        let client = outer.start("reqrep_hello_client", &[&frontend]);
        let replies: Vec<String> = client.finish().into_iter().filter(|line| line.starts_with("reply")).collect();
        assert_eq!(replies, (1..10).map(|n| format!("reply {n}: World")).collect::<Vec<_>>());
        assert_eq!(server.finish(), ["request: Hello"; 9]);
        assert!(device.is_running());
    }

    fn a_chain_of_two_forwarders_loses_nothing(first, second) {
        let mut publisher = first.start("pubsub_weather_pub", &[BIND, "interval_ms=2", "messages=100000"]);
        let (_device1, endpoint) = forwarder(first, &publisher.line_after("ready "));
        let (_device2, endpoint) = forwarder(second, &endpoint);
        let mut subscriber = second.start("pubsub_weather_sub", &[&connect("connect", &endpoint), "messages=20"]);
        assert_eq!(subscriber.line_after("subscriber "), "started");
        let numbers: Vec<u64> = subscriber.finish().iter().map(|line| weather_number(line)).collect();
        assert_eq!(numbers.len(), 20);
        assert!(numbers.is_sorted_by(|a, b| a + 1 == *b), "{numbers:?}");
    }

    fn a_streamer_passes_tasks_in_order(outer, device) {
        let mut ventilator = outer.start("pipeline_plain_ventilator", &[BIND]);
        let frontend = format!("frontend=>{}", ventilator.line_after("ready "));
        let mut sink = outer.start("pipeline_plain_sink", &[BIND, "messages=10"]);
        let to = connect("sink", &sink.line_after("ready "));
        let mut device = device.start("device_streamer", &[&frontend, BACKEND]);
        device.line_after("ready ");
        let from = connect("connect", &device.line_after("ready "));
        let mut worker = outer.start("pipeline_plain_worker", &[&from, &to, "messages=10"]);
        worker.line_after("ready ");
        let messages: Vec<String> = (0..10).map(|i| format!("Message {i}")).collect();
        assert_eq!(sink.finish(), messages);
        assert_eq!(worker.finish(), messages);
        assert_eq!(ventilator.finish().len(), 10);
    }
}
