//! Values across the border of the languages, in every form and both ways.
//!
//! A Python peer compares what it receives with a Python expression, types included, and sends what the expression says.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Debug;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_bytes::ByteBuf;
use zmq::{Encoding, ErrorKind, Socket};
use zmq_tests::process::{LIMIT, Process};
use zmq_tests::program::Language;

use super::{BIND, connect, for_each_pair};

/// The form that values are sent in, with what the Python side has to know of it.
const JSON: (&str, &str) = ("json", "");
const PICKLE: (&str, &str) = ("pyobj", "5");
const PARTS: (&str, &str) = ("multipart", "");

/// A Python process at the other end of a PAIR.
struct Python {
    socket: Socket,
    process: Process,
}

impl Python {
    fn start() -> Self {
        let context = zmq::Context::new().expect("a context");
        let socket = context.socket(zmq::PAIR).expect("a socket");
        socket.set_linger(0).expect("linger");
        socket.set_rcvtimeo(LIMIT).expect("a timeout");
        socket.bind("tcp://127.0.0.1:*").expect("an endpoint");
        let endpoint = socket.last_endpoint().expect("an endpoint");
        Self { process: Language::Python.start("exchange", &[&connect("connect", &endpoint)]), socket }
    }

    /// Tells it to compare, or send, what `expression` says.
    fn ask(&self, action: &str, (form, detail): (&str, &str), expression: &str) {
        self.socket.send_multipart([action, form, detail, expression]).expect("the question is sent");
    }

    fn verdict(&self) -> String {
        self.socket.recv_string().expect("a verdict")
    }

    /// What it sends, received by `receive`.
    fn sends<T>(
        &self,
        form: (&str, &str),
        expression: &str,
        receive: impl FnOnce(&Socket) -> zmq::Result<T>,
    ) -> zmq::Result<T> {
        self.ask("send", form, expression);
        receive(&self.socket)
    }

    /// Sends a value by pickle, and tells what Python thinks of it.
    fn compare_pickle<T: Serialize + ?Sized>(&self, value: &T, expression: &str) -> String {
        self.ask("compare", PICKLE, expression);
        self.socket.send_pyobj(value).unwrap_or_else(|error| panic!("{expression}: {error}"));
        self.verdict()
    }

    /// A value is the same on the other side, both ways.
    #[track_caller]
    fn pickle<T: Serialize + DeserializeOwned + PartialEq + Debug>(&self, value: T, expression: &str) {
        assert_eq!(self.compare_pickle(&value, expression), "same");
        let back: T =
            self.sends(PICKLE, expression, Socket::recv_pyobj).unwrap_or_else(|e| panic!("{expression}: {e}"));
        assert_eq!(back, value);
    }

    /// A value is the same on the other side, both ways.
    #[track_caller]
    fn json<T: Serialize + DeserializeOwned + PartialEq + Debug>(&self, value: T, expression: &str) {
        self.ask("compare", JSON, expression);
        self.socket.send_json(&value).unwrap_or_else(|error| panic!("{expression}: {error}"));
        assert_eq!(self.verdict(), "same");
        let back: T = self.sends(JSON, expression, Socket::recv_json).unwrap_or_else(|e| panic!("{expression}: {e}"));
        assert_eq!(back, value);
    }

    fn end(self) {
        self.ask("end", ("", ""), "");
        assert!(self.process.finish().is_empty());
    }
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Job {
    name: String,
    sizes: Vec<Option<f64>>,
    done: bool,
    parent: Option<Box<Job>>,
}

fn job() -> Job {
    let parent = Job { name: "父".into(), sizes: vec![], done: true, parent: None };
    Job { name: "子 🦀".into(), sizes: vec![Some(0.5), None], done: false, parent: Some(Box::new(parent)) }
}

const JOB: &str = "{'name': '子 🦀', 'sizes': [0.5, None], 'done': False, \
                   'parent': {'name': '父', 'sizes': [], 'done': True, 'parent': None}}";

#[test]
fn pickled_values_are_the_same_on_both_sides() {
    let python = Python::start();
    python.pickle(None::<i64>, "None");
    python.pickle((true, false), "(True, False)");
    python.pickle([0, -1, 255, 65_536, i64::MIN, i64::MAX].to_vec(), "[0, -1, 255, 65536, -2**63, 2**63 - 1]");
    python.pickle((1_i64 << 53) + 1, "2**53 + 1");
    python.pickle(u64::MAX, "2**64 - 1");
    python.pickle([0.1, -0.0, 1e308, 5e-324, f64::INFINITY].to_vec(), "[0.1, -0.0, 1e308, 5e-324, float('inf')]");
    python.pickle(String::from("naïve \0 中文 🦀"), "'naïve \\0 中文 🦀'");
    python.pickle(ByteBuf::from(b"\0\x80\xff".to_vec()), "b'\\0\\x80\\xff'");
    python.pickle(ByteBuf::from(vec![7; 1 << 20]), "b'\\x07' * 2**20");
    python.pickle((1, "a".to_owned(), 0.5, [()].to_vec()), "(1, 'a', 0.5, [None])");
    python.pickle(vec![vec![vec![1], vec![]], vec![]], "[[[1], []], []]");
    python.pickle(BTreeMap::from([(1, "一".to_owned()), (2, String::new())]), "{1: '一', 2: ''}");
    python.pickle(BTreeMap::from([("键".to_owned(), (ByteBuf::from(vec![0]), true))]), "{'键': (b'\\0', True)}");
    python.pickle(job(), JOB);
    python.pickle((0..10_000).collect::<Vec<u32>>(), "list(range(10000))");
    python.end();
}

#[test]
fn a_pickle_of_any_protocol_is_read() {
    let python = Python::start();
    for protocol in ["0", "1", "2", "3", "4", "5"] {
        let value: Job = python.sends(("pyobj", protocol), JOB, Socket::recv_pyobj).expect(protocol);
        assert_eq!(value, job());
        let numbers: (i128, f64, bool) =
            python.sends(("pyobj", protocol), "(-2**100, 1.5, True)", Socket::recv_pyobj).expect(protocol);
        assert_eq!(numbers, (-(1 << 100), 1.5, true));
    }
    python.end();
}

#[test]
fn what_only_python_writes_is_read_as_data() {
    let python = Python::start();
    let set: BTreeSet<i64> = python.sends(PICKLE, "{3, 1, 2}", Socket::recv_pyobj).expect("a set");
    assert_eq!(set, BTreeSet::from([1, 2, 3]));
    let frozen: BTreeSet<String> = python.sends(PICKLE, "frozenset({'a'})", Socket::recv_pyobj).expect("a frozenset");
    assert_eq!(frozen, BTreeSet::from(["a".to_owned()]));
    let shared: Vec<Vec<i64>> = python.sends(PICKLE, "[[1, 2]] * 3", Socket::recv_pyobj).expect("a shared list");
    assert_eq!(shared, [[1, 2]; 3]);
    let beyond: u128 = python.sends(PICKLE, "2**64 + 1", Socket::recv_pyobj).expect("an integer beyond 64 bits");
    assert_eq!(beyond, (1 << 64) + 1);
    let nan: f64 = python.sends(PICKLE, "float('nan')", Socket::recv_pyobj).expect("a float");
    assert!(nan.is_nan());
    python.end();
}

#[test]
fn a_rust_set_arrives_as_a_list() {
    let python = Python::start();
    assert_eq!(python.compare_pickle(&BTreeSet::from([1, 2]), "[1, 2]"), "same");
    python.end();
}

#[test]
fn what_is_no_data_is_refused_with_its_bytes() {
    let python = Python::start();
    for expression in ["datetime.date(2000, 1, 1)", "print", "2**200", "1j"] {
        let refused: zmq::Result<i128> = python.sends(PICKLE, expression, Socket::recv_pyobj);
        let error = refused.expect_err(expression);
        assert_eq!(error.kind(), ErrorKind::Decode, "{expression}: {error}");
        assert!(error.bytes().is_some_and(|bytes| !bytes.is_empty()), "{expression}: {error}");
    }
    let next: String = python.sends(PICKLE, "'still in step'", Socket::recv_pyobj).expect("the next one");
    assert_eq!(next, "still in step");
    python.end();
}

#[test]
fn json_values_are_the_same_on_both_sides() {
    let python = Python::start();
    python.json(None::<i64>, "None");
    python.json([true, false].to_vec(), "[True, False]");
    python.json((1_i64 << 53) + 1, "2**53 + 1");
    python.json(u64::MAX, "2**64 - 1");
    python.json((1_u128 << 64) + 1, "2**64 + 1");
    python.json([0.1, -0.0, 1e308].to_vec(), "[0.1, -0.0, 1e308]");
    python.json(String::from("naïve \0 \" \\ 中文 🦀"), "'naïve \\0 \" \\\\ 中文 🦀'");
    python.json(job(), JOB);
    let value = zmq::json!({"a": [1, "二", null, {"b": []}], "z": {}});
    python.json(value, "{'a': [1, '二', None, {'b': []}], 'z': {}}");
    python.end();
}

#[test]
fn json_that_is_none_is_refused_with_its_bytes() {
    let python = Python::start();
    let refused: zmq::Result<f64> = python.sends(JSON, "float('nan')", Socket::recv_json);
    let error = refused.expect_err("JSON has no NaN");
    assert_eq!((error.kind(), error.bytes()), (ErrorKind::Decode, Some(&b"NaN"[..])));
    python.ask("compare", JSON, "None");
    python.socket.send_json(&f64::NAN).expect("it becomes null");
    assert_eq!(python.verdict(), "same");
    python.end();
}

#[test]
fn text_crosses_in_every_encoding() {
    let python = Python::start();
    let texts = [
        (Encoding::Utf8, "naïve 中文 🦀"),
        (Encoding::Utf16, "naïve 中文 🦀"),
        (Encoding::Utf16Le, "naïve 中文 🦀"),
        (Encoding::Utf16Be, "naïve 中文 🦀"),
        (Encoding::Latin1, "naïve"),
        (Encoding::Ascii, "plain \0"),
        (Encoding::Utf8, ""),
    ];
    for (encoding, text) in texts {
        let name = encoding.to_string();
        let literal = format!("{text:?}").replace("\\0", "\\x00");
        python.ask("compare", ("string", &name), &literal);
        python.socket.send_string_encoded(text, encoding).expect(&name);
        assert_eq!(python.verdict(), "same", "{name}");
        let back = python.sends(("string", &name), &literal, |socket| socket.recv_string_encoded(encoding));
        assert_eq!(back.expect(&name), text);
    }
    python.end();
}

#[test]
fn text_in_another_encoding_is_refused_on_either_side() {
    let python = Python::start();
    let error = python.sends(("string", "latin-1"), "'naïve'", Socket::recv_string).expect_err("it is not UTF-8");
    assert_eq!((error.kind(), error.bytes()), (ErrorKind::Decode, Some(&b"na\xefve"[..])));
    python.ask("compare", ("string", "utf-8"), "''");
    python.socket.send_string_encoded("naïve", Encoding::Latin1).expect("it is sent");
    assert!(python.verdict().starts_with("UnicodeDecodeError"));
    python.end();
}

#[test]
fn frames_cross_as_they_are() {
    let python = Python::start();
    let large: Vec<u8> = (0..=255).collect::<Vec<u8>>().repeat(4096);
    let cases = [
        (vec![vec![]], "[b'']"),
        (vec![vec![], vec![], vec![]], "[b'', b'', b'']"),
        (vec![b"\0\x01\0\xff".to_vec(), vec![], b"last".to_vec()], "[b'\\0\\x01\\0\\xff', b'', b'last']"),
        (vec![large.clone(), vec![], large], "[bytes(range(256)) * 4096, b'', bytes(range(256)) * 4096]"),
        ((0..=255).map(|byte| vec![byte; usize::from(byte)]).collect(), "[bytes([i]) * i for i in range(256)]"),
    ];
    for (parts, expression) in cases {
        python.ask("compare", PARTS, expression);
        python.socket.send_multipart(parts.clone()).expect(expression);
        assert_eq!(python.verdict(), "same");
        assert_eq!(python.sends(PARTS, expression, Socket::recv_multipart_bytes).expect(expression), parts);
    }
    python.end();
}

for_each_pair! {
    fn the_same_data_arrives_in_four_forms(sender, receiver) {
        let mut sender = sender.start("formats_send", &[BIND]);
        let endpoint = sender.line_after("ready ");
        let receiver = receiver.start("formats_recv", &[&connect("connect", &endpoint)]);
        let expected = [
            "json: 上海 [21.5, -3.0] sunny no wind",
            "string: 多云转晴",
            "pyobj: 上海 [21.5, -3.0] sunny no wind",
            "multipart: message1||message3",
        ];
        assert_eq!(receiver.finish(), expected);
        assert!(sender.finish().is_empty());
    }
}
