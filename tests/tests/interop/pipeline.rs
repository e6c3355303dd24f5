//! Tasks that are handed out, worked on and collected.

use std::fs;

use zmq_tests::process::{Process, wait_until};
use zmq_tests::program::Language;

use super::{BIND, connect, for_each_pair};

/// How many connections to a port that is listened to on this machine stand.
fn connections(endpoint: &str) -> usize {
    const ESTABLISHED: &str = "01";
    let port: u16 = endpoint.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port");
    let local = format!(":{port:04X}");
    let table = fs::read_to_string("/proc/net/tcp").expect("the kernel's table of connections");
    let rows = table.lines().map(|row| row.split_whitespace().collect::<Vec<_>>());
    rows.filter(|row| row.len() > 3 && row[1].ends_with(&local) && row[3] == ESTABLISHED).count()
}

/// A ventilator that waits for Enter, its sink, and a worker in each language, which are all connected.
struct Pipeline {
    ventilator: Process,
    sink: Process,
    workers: [Process; 2],
}

impl Pipeline {
    fn start(kind: &str, ventilator: Language, sink: Language, arguments: &[&str]) -> Self {
        let mut sink = sink.start(&format!("pipeline_{kind}_sink"), &[BIND]);
        let to_sink = connect("sink", &sink.line_after("ready "));
        let mut ventilator = ventilator.start(&format!("pipeline_{kind}_ventilator"), &[BIND, &to_sink, "max_ms=2"]);
        let endpoint = ventilator.line_after("ready ");
        let from_ventilator = connect("connect", &endpoint);
        let workers = [(Language::Rust, "name=work1"), (Language::Python, "name=work2")].map(|(language, name)| {
            let arguments = [&[&from_ventilator, &to_sink, name], arguments].concat();
            language.start(&format!("pipeline_{kind}_worker"), &arguments)
        });
        wait_until("both workers are connected", || connections(&endpoint) == 2);
        assert_eq!(ventilator.line(), "press Enter when the workers are ready");
        Self { ventilator, sink, workers }
    }

    /// Has the tasks handed out; gives the last lines of the ventilator, the sink and the workers.
    fn run(mut self) -> (String, Vec<String>, [Vec<String>; 2]) {
        self.ventilator.enter("");
        assert_eq!(self.ventilator.line(), "sending tasks to the workers");
        let total = self.ventilator.line();
        assert!(self.ventilator.finish().is_empty());
        let collected = self.sink.finish();
        let workers = self.workers.map(|worker| {
            let mut lines = worker.stop();
            assert!(lines.remove(0).starts_with("ready "));
            lines
        });
        (total, collected, workers)
    }
}

/// The numbers in a line.
fn numbers(line: &str) -> Vec<u64> {
    line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).collect()
}

for_each_pair! {
    fn a_hundred_tasks_are_shared_by_two_workers(ventilator, sink) {
        wait_until("both workers are there from the first task on", || {
            let (total, collected, workers) = Pipeline::start("timed", ventilator, sink, &[]).run();
            let cost = total.strip_prefix("expected cost: ").and_then(|cost| cost.strip_suffix(" ms"));
            assert!((100..=200).contains(&cost.expect("a cost").parse::<u32>().expect("a number")), "{total}");
            assert_eq!(collected[0], ":.........".repeat(10));
            assert!(collected[1].starts_with("elapsed: ") && collected.len() == 2, "{collected:?}");
            let dots = workers.map(|lines| lines.concat());
            assert_eq!(dots.concat(), ".".repeat(100));
            // A connection may stand a moment before its handshake is over; the tasks then go to the other worker.
            dots[0].len() == 50
        });
    }

    fn ten_tasks_are_reported_under_the_name_of_their_worker(ventilator, sink) {
        wait_until("both workers are there from the first task on", || {
            let (total, collected, workers) = Pipeline::start("named", ventilator, sink, &["unit_ms=1"]).run();
            assert_eq!(collected[0], "collecting results");
            assert!(collected[11].starts_with("elapsed: ") && collected.len() == 12, "{collected:?}");
            let reports = &collected[1..11];
            let mut sum = 0;
            for (name, lines) in ["work1", "work2"].iter().zip(&workers) {
                let seconds: Vec<u64> = lines.iter().map(|line| numbers(line)[1]).collect();
                sum += seconds.iter().sum::<u64>();
                let tasks: Vec<String> = seconds.iter().map(|s| format!("{name} 收到任务，要做 {s} 秒")).collect();
                assert_eq!(*lines, tasks);
                let expected: Vec<String> = seconds.iter().map(|s| format!("{name} 做完任务，用了 {s} 秒")).collect();
                let reported: Vec<&String> = reports.iter().filter(|report| report.starts_with(name)).collect();
                assert_eq!(reported, expected.iter().collect::<Vec<_>>());
            }
            assert_eq!(total, format!("十个任务共计 {sum} 秒"));
            workers[0].len() == 5
        });
    }

    fn ten_messages_pass_unchanged_and_in_order(outer, worker) {
        let mut sink = outer.start("pipeline_plain_sink", &[BIND, "messages=10"]);
        let mut ventilator = outer.start("pipeline_plain_ventilator", &[BIND]);
        let from = connect("connect", &ventilator.line_after("ready "));
        let to = connect("sink", &sink.line_after("ready "));
        let mut worker = worker.start("pipeline_plain_worker", &[&from, &to, "messages=10"]);
        worker.line_after("ready ");
        let messages: Vec<String> = (0..10).map(|i| format!("Message {i}")).collect();
        assert_eq!(sink.finish(), messages);
        assert_eq!(worker.finish(), messages);
        assert_eq!(ventilator.finish(), (0..10).map(|i| format!("pushing message {i}")).collect::<Vec<_>>());
    }

    fn a_relay_passes_text_on(outer, relay) {
        let mut puller = outer.start("pipeline_relay_pull", &[BIND, "messages=5"]);
        let mut pusher = outer.start("pipeline_relay_push", &[BIND, "messages=5", "interval_ms=0"]);
        let from = connect("connect", &pusher.line_after("ready "));
        let to = connect("sink", &puller.line_after("ready "));
        let mut relay = relay.start("pipeline_relay_work", &[&from, &to, "messages=5"]);
        relay.line_after("ready ");
        assert_eq!(puller.finish(), ["response: 试一试"; 5]);
        assert_eq!(relay.finish(), ["转交中"; 5]);
        assert_eq!(pusher.finish(), ["已推送"; 5]);
    }
}
