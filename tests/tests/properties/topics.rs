//! Topics: an XPUB knows who asked for what, whatever is asked for and taken back in which order.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use zmq::{Context, SUB, Socket, XPUB};

use crate::isolated;

const ENDPOINT: &str = "inproc://topics";
const SUBSCRIBERS: usize = 4;
const LIMIT: Duration = Duration::from_secs(60);

/// What is done; topics by their number.
#[derive(Clone, Debug)]
enum Step {
    Subscribe(usize, usize),
    Unsubscribe(usize, usize),
    /// A message that begins with the topic, and goes on with these bytes.
    Publish(usize, Vec<u8>),
    /// A subscriber leaves, and another comes.
    Leave(usize),
}

/// Bytes that are often the same, seldom far from each other, or anything but those of `own_topic`.
fn byte() -> impl Strategy<Value = u8> {
    prop_oneof![3 => b'a'..=b'b', 3 => b'a'..=b'p', 2 => 0..0xf0_u8]
}

fn topic() -> impl Strategy<Value = Vec<u8>> {
    let begin = prop_oneof![12 => Just(0), 2 => Just(20), 1 => Just(65_533), 1 => Just(140_000)];
    (begin, vec(byte(), 0..7)).prop_map(|(begin, rest)| [vec![b'a'; begin], rest].concat())
}

fn step() -> impl Strategy<Value = Step> {
    let who = 0..SUBSCRIBERS;
    prop_oneof![
        8 => (who.clone(), any::<usize>()).prop_map(|(who, topic)| Step::Subscribe(who, topic)),
        6 => (who.clone(), any::<usize>()).prop_map(|(who, topic)| Step::Unsubscribe(who, topic)),
        6 => (any::<usize>(), vec(byte(), 0..4)).prop_map(|(topic, rest)| Step::Publish(topic, rest)),
        1 => who.prop_map(Step::Leave),
    ]
}

/// What the XPUB tells of besides a topic's first peer and its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Verbose {
    No,
    Subscriptions,
    Both,
}

struct Subscriber {
    socket: Socket,
    /// How often each topic was asked for.
    topics: BTreeMap<Vec<u8>, u32>,
}

struct Scene {
    context: Context,
    publisher: Socket,
    verbose: Verbose,
    subscribers: Vec<Subscriber>,
    came: u8,
}

impl Scene {
    fn new(verbose: Verbose) -> zmq::Result<Self> {
        let context = Context::new()?;
        let publisher = context.socket(XPUB)?;
        match verbose {
            Verbose::No => {}
            Verbose::Subscriptions => publisher.set_xpub_verbose(true)?,
            Verbose::Both => publisher.set_xpub_verboser(true)?,
        }
        publisher.bind(ENDPOINT)?;
        let mut scene = Self { context, publisher, verbose, subscribers: Vec::new(), came: 0 };
        for _ in 0..SUBSCRIBERS {
            let subscriber = scene.come()?;
            scene.subscribers.push(subscriber);
        }
        Ok(scene)
    }

    /// Each subscriber has a topic that no other one has: when it is forgotten, the subscriber is.
    fn come(&mut self) -> zmq::Result<Subscriber> {
        let socket = self.context.socket(SUB)?;
        socket.connect(ENDPOINT)?;
        let own_topic = vec![0xf0, self.came];
        self.came += 1;
        socket.subscribe(&own_topic)?;
        assert_eq!(told(&self.publisher)?, [[&[1], &own_topic[..]].concat()]);
        Ok(Subscriber { socket, topics: BTreeMap::from([(own_topic, 1)]) })
    }

    fn is_wanted(&self, topic: &[u8]) -> bool {
        self.subscribers.iter().any(|it| it.topics.contains_key(topic))
    }

    fn subscribe(&mut self, who: usize, topic: &[u8]) -> zmq::Result<()> {
        let is_new = !self.is_wanted(topic);
        let subscriber = &mut self.subscribers[who];
        *subscriber.topics.entry(topic.to_vec()).or_default() += 1;
        subscriber.socket.subscribe(topic)?;
        let is_told = is_new || self.verbose >= Verbose::Subscriptions;
        let expected = is_told.then(|| [&[1], topic].concat());
        assert_eq!(told(&self.publisher)?, Vec::from_iter(expected), "subscribed to {topic:?}");
        Ok(())
    }

    fn unsubscribe(&mut self, who: usize, topic: &[u8]) -> zmq::Result<()> {
        let subscriber = &mut self.subscribers[who];
        let mut is_gone = false;
        if let Some(count) = subscriber.topics.get_mut(topic) {
            *count -= 1;
            is_gone = *count == 0;
        }
        if is_gone {
            subscriber.topics.remove(topic);
        }
        subscriber.socket.unsubscribe(topic)?;
        let is_told = is_gone && (self.verbose == Verbose::Both || !self.is_wanted(topic));
        let expected = is_told.then(|| [&[0], topic].concat());
        assert_eq!(told(&self.publisher)?, Vec::from_iter(expected), "unsubscribed from {topic:?}");
        Ok(())
    }

    fn publish(&self, message: &[u8]) -> zmq::Result<()> {
        self.publisher.send(message)?;
        for (number, subscriber) in self.subscribers.iter().enumerate() {
            let is_wanted = subscriber.topics.keys().any(|topic| message.starts_with(topic));
            let expected = is_wanted.then(|| message.to_vec());
            assert_eq!(told(&subscriber.socket)?, Vec::from_iter(expected), "subscriber {number} of {message:?}");
        }
        Ok(())
    }

    fn leave(&mut self, who: usize) -> zmq::Result<()> {
        let gone = std::mem::take(&mut self.subscribers[who].topics);
        self.subscribers[who].socket.close_linger(0)?;
        // In their order; that of its own is the last.
        let all: BTreeSet<_> =
            gone.into_keys().filter(|topic| self.verbose == Verbose::Both || !self.is_wanted(topic)).collect();
        for topic in all {
            let frame = self.publisher.recv_timeout(LIMIT)?;
            assert_eq!(frame.as_bytes(), [&[0], &topic[..]].concat());
        }
        assert!(told(&self.publisher)?.is_empty());
        self.subscribers[who] = self.come()?;
        Ok(())
    }
}

/// What is there to be received.
fn told(socket: &Socket) -> zmq::Result<Vec<Vec<u8>>> {
    let mut all = Vec::new();
    while let Some(message) = socket.try_recv()? {
        all.push(message.to_vec());
    }
    Ok(all)
}

proptest! {
    #![proptest_config(isolated(60))]

    #[test]
    fn an_xpub_knows_who_asked_for_what(
        verbose in prop::sample::select(vec![Verbose::No, Verbose::Subscriptions, Verbose::Both]),
        topics in vec(topic(), 1..60),
        steps in vec(step(), 1..300),
    ) {
        let mut scene = Scene::new(verbose)?;
        let topic = |number: usize| &topics[number % topics.len()][..];
        for step in &steps {
            match step {
                Step::Subscribe(who, number) => scene.subscribe(*who, topic(*number))?,
                Step::Unsubscribe(who, number) => scene.unsubscribe(*who, topic(*number))?,
                Step::Publish(number, rest) => scene.publish(&[topic(*number), rest].concat())?,
                Step::Leave(who) => scene.leave(*who)?,
            }
        }
        for who in 0..SUBSCRIBERS {
            scene.leave(who)?;
        }
    }
}
