//! Publications and subscriptions.
//!
//! A publisher does not know its subscribers, so publishers go on until those have what they want.

use std::time::Duration;

use zmq_tests::process::{LIMIT, wait_until};
use zmq_tests::program::Language;

use super::{BIND, connect, for_each_pair};

/// How long a subscriber gets to show what a publisher that has ended sent it, before that publisher runs again.
const PATIENCE: Duration = Duration::from_millis(500);

/// What follows the time of each line.
fn without_time(lines: &[String]) -> Vec<&str> {
    lines.iter().map(|line| line.split_once(' ').expect("a time and an event").1).collect()
}

/// The number in `received: 第7条天气消息：气温-3度`, whose temperature must be one that is published.
pub(crate) fn weather_number(line: &str) -> u64 {
    let parsed = line.strip_prefix("received: 第").and_then(|rest| {
        let (number, rest) = rest.split_once("条天气消息：气温")?;
        let celsius: i32 = rest.strip_suffix('度')?.parse().ok()?;
        (-10..=40).contains(&celsius).then(|| number.parse().ok())?
    });
    parsed.unwrap_or_else(|| panic!("not a weather message: {line}"))
}

for_each_pair! {
    fn each_subscriber_gets_its_two_countries(publisher, subscriber) {
        // The publisher comes last: nothing is published between one subscription and the other.
        let folder = tempfile::tempdir().expect("a folder");
        let endpoint = format!("ipc://{}", folder.path().join("football").display());
        let arguments = [&format!("connect={endpoint}"), "messages=30"];
        let mut north = subscriber.start("pubsub_football_north", &arguments);
        let mut south = subscriber.start("pubsub_football_south", &arguments);
        north.line_after("ready ");
        south.line_after("ready ");
        let mut publisher = publisher.start("pubsub_football_pub", &[&format!("bind={endpoint}"), "interval_ms=2"]);
        publisher.line_after("ready ");
        let received = [(north.finish(), ["netherlands", "germany"]), (south.finish(), ["brazil", "portugal"])];
        let sent = publisher.stop();
        // The last line may be cut, since Python writes each in pieces.
        let sent: Vec<&str> = sent.iter().filter_map(|line| line.split_once(" -> ").map(|(_, event)| event)).collect();
        for (lines, countries) in received {
            let events = without_time(&lines);
            let followed = |event: &&str| countries.iter().any(|country| event.starts_with(country));
            assert!(events.len() == 30 && events.iter().all(followed), "{events:?}");
            // Nothing is missing among them.
            let sent: Vec<&str> = sent.iter().copied().filter(followed).collect();
            assert!(sent.windows(30).any(|window| window == events), "{events:?} of {sent:?}");
        }
    }

    fn every_subscriber_gets_everything(publisher, subscriber) {
        let mut publisher = publisher.start("pubsub_all_pub", &[BIND, "interval_ms=2"]);
        let endpoint = connect("connect", &publisher.line_after("ready "));
        let mut subscribers = [(); 2].map(|()| subscriber.start("pubsub_all_sub", &[&endpoint, "messages=5"]));
        for subscriber in &mut subscribers {
            subscriber.line_after("ready ");
        }
        for subscriber in subscribers {
            assert_eq!(subscriber.finish(), ["response: 给大家的消息"; 5]);
        }
        let sent = publisher.stop();
        assert!(sent.len() >= 5 && sent.iter().all(|line| line == "发布"), "{sent:?}");
    }

    fn a_late_subscriber_misses_nothing_from_then_on(publisher, subscriber) {
        let mut publisher = publisher.start("pubsub_weather_pub", &[BIND, "interval_ms=2", "messages=100000"]);
        let endpoint = connect("connect", &publisher.line_after("ready "));
        let mut subscriber = subscriber.start("pubsub_weather_sub", &[&endpoint, "messages=20"]);
        subscriber.line_after("ready ");
        assert_eq!(subscriber.line(), "subscriber started");
        let numbers: Vec<u64> = subscriber.finish().iter().map(|line| weather_number(line)).collect();
        assert_eq!(numbers.len(), 20);
        assert!(numbers.is_sorted_by(|a, b| a + 1 == *b), "{numbers:?}");
        publisher.stop();
    }

    fn a_topic_is_followed_to_its_exit(publisher, subscriber) {
        let folder = tempfile::tempdir().expect("a folder");
        let endpoint = format!("ipc://{}", folder.path().join("topics").display());
        let mut subscriber = subscriber.start("pubsub_topic_sub", &[&format!("connect={endpoint}")]);
        subscriber.line_after("ready ");

        let mut received = Vec::new();
        let arguments = [format!("bind={endpoint}"), "interval_ms=30".into()];
        wait_until("the subscriber is there before the publisher ends", || {
            let publisher = publisher.start("pubsub_topic_pub", &[&arguments[0], &arguments[1]]);
            let lines = publisher.finish();
            let sent = (0..10).flat_map(|i| [format!("sending A {i}"), format!("sending B {i}")]);
            assert_eq!(lines[1..], sent.collect::<Vec<_>>());
            received.extend(subscriber.line_within(PATIENCE));
            !received.is_empty()
        });
        received.extend(subscriber.finish());

        let mut published: Vec<String> = (0..10).map(|i| format!("received: A {i}")).collect();
        published.push("received: A :exit".into());
        assert!(published.ends_with(&received), "{received:?} within {LIMIT:?}");
    }
}
