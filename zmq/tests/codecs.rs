//! Text, JSON, MessagePack and pickle across sockets, and what hostile peers send.
#![cfg(all(feature = "json", feature = "msgpack", feature = "pickle"))]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod harness;

use std::collections::{BTreeMap, HashMap};

use harness::{in_child, pair};
use serde::{Deserialize, Serialize};
use zmq::{Encoding, ErrorKind, Message, PAIR, Result, Value, json};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Job {
    name: String,
    sizes: Vec<u64>,
    ratio: f64,
    next: Option<Box<Job>>,
    state: State,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
enum State {
    Idle,
    Running { worker: u32 },
    Failed(String),
}

fn job() -> Job {
    let next = Job { name: "b".into(), sizes: vec![], ratio: 0.5, next: None, state: State::Failed("why".into()) };
    Job {
        name: "naïve".into(),
        sizes: vec![0, 1 << 40, u64::MAX],
        ratio: -1.5e300,
        next: Some(Box::new(next)),
        state: State::Running { worker: 7 },
    }
}

#[test]
fn text_crosses_in_every_encoding() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_string("žluť")?;
    assert_eq!(b.recv_string()?, "žluť");
    for encoding in [Encoding::Utf16, Encoding::Utf16Le, Encoding::Utf16Be, "utf-8".parse()?] {
        a.send_string_encoded("žluť", encoding)?;
        assert_eq!(b.recv_string_encoded(encoding)?, "žluť");
    }
    a.send_string_with("now", zmq::DONTWAIT)?;
    assert_eq!(b.recv_string_with(zmq::DONTWAIT)?, "now");
    assert!(b.recv_string_with(zmq::DONTWAIT).unwrap_err().is_again());
    Ok(())
}

#[test]
fn text_that_does_not_fit_the_encoding_is_not_sent() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    assert_eq!(a.send_string_encoded("ž", Encoding::Latin1).unwrap_err().kind(), ErrorKind::Encode);
    a.send("next")?;
    assert_eq!(b.recv()?, "next");
    Ok(())
}

#[test]
fn bytes_that_are_no_text_come_with_the_error() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send(b"\xff\0")?;
    let error = b.recv_string().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Decode);
    assert_eq!(error.into_bytes().as_deref(), Some(&b"\xff\0"[..]));
    Ok(())
}

#[test]
fn a_value_crosses_in_every_format() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_json(&job())?;
    assert_eq!(b.recv_json::<Job>()?, job());
    a.send_msgpack(&job())?;
    assert_eq!(b.recv_msgpack::<Job>()?, job());
    a.send_pyobj(&job())?;
    assert_eq!(b.recv_pyobj::<Job>()?, job());
    Ok(())
}

#[test]
fn a_json_value_keeps_the_order_of_its_keys() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    a.send_json(&json!({"z": 1, "a": [null, true]}))?;
    let message = b.recv()?;
    assert_eq!(message, r#"{"z":1,"a":[null,true]}"#);
    assert_eq!(message.json::<Value>()?["a"][1], true);
    Ok(())
}

#[test]
fn values_borrow_from_the_message() -> Result<()> {
    let message = Message::from_json(&("a", "b"))?;
    assert_eq!(message.json::<(&str, &str)>()?, ("a", "b"));
    let message = Message::from_msgpack(&("a", "b"))?;
    assert_eq!(message.msgpack::<(&str, &str)>()?, ("a", "b"));
    let message = Message::from_pyobj(&("a", "b"))?;
    assert_eq!(message.pyobj::<(&str, &str)>()?, ("a", "b"));
    Ok(())
}

#[test]
fn a_value_that_cannot_be_written_is_not_sent() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let no_text_keys = BTreeMap::from([((1, 2), 3)]);
    assert_eq!(a.send_json(&no_text_keys).unwrap_err().kind(), ErrorKind::Encode);
    assert_eq!(a.send_pyobj(&Fails).unwrap_err().kind(), ErrorKind::Encode);
    assert_eq!(a.send_msgpack(&Fails).unwrap_err().kind(), ErrorKind::Encode);
    a.send("next")?;
    assert_eq!(b.recv()?, "next");
    Ok(())
}

struct Fails;

impl Serialize for Fails {
    fn serialize<S: serde::Serializer>(&self, _serializer: S) -> std::result::Result<S::Ok, S::Error> {
        Err(serde::ser::Error::custom("never"))
    }
}

#[test]
fn messages_that_end_early_or_late_are_refused_with_their_bytes() -> Result<()> {
    let (a, b) = pair(PAIR, PAIR);
    let damaged = |whole: &Message| {
        let cut = (0..whole.len()).map(|len| whole[..len].to_vec());
        let extended = [b'0', b'.', 0, 0xc0, 0xff].map(|byte| [&whole[..], &[byte]].concat());
        cut.chain(extended).collect::<Vec<_>>()
    };
    let check = |error: zmq::Error, bytes: Vec<u8>| {
        assert_eq!((error.kind(), error.bytes()), (ErrorKind::Decode, Some(&bytes[..])));
    };
    for bytes in damaged(&Message::from_json(&job())?) {
        a.send(&bytes)?;
        check(b.recv_json::<Job>().unwrap_err(), bytes);
    }
    for bytes in damaged(&Message::from_msgpack(&job())?) {
        a.send(&bytes)?;
        check(b.recv_msgpack::<Job>().unwrap_err(), bytes);
    }
    for bytes in damaged(&Message::from_pyobj(&job())?) {
        a.send(&bytes)?;
        check(b.recv_pyobj::<Job>().unwrap_err(), bytes);
    }
    Ok(())
}

#[test]
fn another_value_than_asked_for_is_refused() -> Result<()> {
    assert_eq!(Message::from("[1]").json::<String>().unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(Message::from_msgpack(&[1])?.msgpack::<String>().unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(Message::from_pyobj(&[1])?.pyobj::<String>().unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(Message::from_pyobj(&(1, 2, 3))?.pyobj::<(i32, i32)>().unwrap_err().kind(), ErrorKind::Decode);
    assert_eq!(Message::from_pyobj(&300)?.pyobj::<u8>().unwrap_err().kind(), ErrorKind::Decode);
    Ok(())
}

#[derive(Debug, PartialEq, Deserialize)]
struct FromPython {
    none: Option<i32>,
    yes: bool,
    int: u8,
    neg: i16,
    big: u64,
    float: f64,
    text: String,
    bytes: Vec<u8>,
    empty: Vec<u8>,
    array: [u8; 2],
    list: (i32, Vec<i32>),
    tuple: (i32, String),
    set: Vec<i32>,
    frozen: Vec<i32>,
    shared: Vec<HashMap<String, Vec<String>>>,
    numbers: HashMap<i32, i32>,
}

#[test]
fn every_protocol_of_python_is_read() -> Result<()> {
    let shared = HashMap::from([("a".to_owned(), vec!["t".to_owned()])]);
    let expected = FromPython {
        none: None,
        yes: true,
        int: 7,
        neg: -300,
        big: 1 << 63,
        float: 1.5,
        text: "naïve \\ 𝄞".into(),
        bytes: vec![0, 0xff],
        empty: vec![],
        array: *b"ab",
        list: (1, vec![2]),
        tuple: (1, "a".into()),
        set: vec![5],
        frozen: vec![6],
        shared: vec![shared.clone(), shared],
        numbers: HashMap::from([(1, 2)]),
    };
    let pickles: [&[u8]; 6] = [
        include_bytes!("pickles/protocol-0.pickle"),
        include_bytes!("pickles/protocol-1.pickle"),
        include_bytes!("pickles/protocol-2.pickle"),
        include_bytes!("pickles/protocol-3.pickle"),
        include_bytes!("pickles/protocol-4.pickle"),
        include_bytes!("pickles/protocol-5.pickle"),
    ];
    for (protocol, pickle) in pickles.into_iter().enumerate() {
        assert_eq!(Message::from(pickle).pyobj::<FromPython>()?, expected, "protocol {protocol}");
        for len in 0..pickle.len() {
            assert_eq!(Message::from(&pickle[..len]).pyobj::<FromPython>().unwrap_err().kind(), ErrorKind::Decode);
        }
    }
    Ok(())
}

#[test]
fn the_strings_of_python_2_are_read_as_text_or_bytes() -> Result<()> {
    let text = |pickle: &[u8]| Message::from(pickle).pyobj::<String>();
    assert_eq!(text(b"S'it\\'s\\x41\\n'\np0\n.")?, "it'sA\n");
    assert_eq!(text(b"U\x02ok.")?, "ok");
    assert_eq!(text(b"T\x02\0\0\0ok.")?, "ok");
    assert_eq!(Message::from(b"U\x02\xff\0.").pyobj::<Vec<u8>>()?, [0xff, 0]);
    Ok(())
}

/// Pickles that would run something, or are none.
#[test]
fn hostile_pickles_are_refused() {
    let hostile: [(&[u8], &str); 18] = [
        (b"cos\nsystem\n(S'echo'\ntR.", "os.system"),
        (b"\x80\x04\x8c\x02os\x8c\x06system\x93\x8c\x04echo\x85R.", "os.system"),
        (b"\x80\x02cbuiltins\neval\nX\x01\0\0\x001\x85R.", "builtins.eval"),
        (b"(S'echo'\nios\nsystem\n.", "INST"),
        (b"(cos\nsystem\no.", "os.system"),
        (b"(No.", "OBJ"),
        (b"N)\x81.", "NEWOBJ"),
        (b"N)}\x92.", "NEWOBJ_EX"),
        (b"}}b.", "BUILD"),
        (b"Pid\n.", "PERSID"),
        (b"NQ.", "BINPERSID"),
        (b"\x82\x01.", "EXT"),
        (b"\x97.", "NEXT_BUFFER"),
        (b"N)R.", "calls"),
        (b"cbuiltins\nset\n.", "function"),
        (b"cbuiltins\nset\nN\x85R.", "something else"),
        (b"\x80\x09N.", "protocol 9"),
        (b"{\"json\": 1}", "not a pickle"),
    ];
    for (pickle, word) in hostile {
        let error = Message::from(pickle).pyobj::<Value>().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Decode);
        assert!(error.to_string().contains(word), "{error} lacks {word}");
    }
}

#[test]
fn pickles_without_operands_are_refused() {
    let broken: [&[u8]; 22] = [
        b".", b"t.", b"a.", b"]a.", b"N(a.", b"](a.", b"e.", b"s.", b"u.", b"}(Nu.", b"}NNa.", b"\x85.", b"N\x86.",
        b"h\x05.", b"\x94.", b"q\0.", b"(.", b"]N(e(N.", b"R.", b"\x93.", b"gx\n.", b"(Nd.",
    ];
    for pickle in broken {
        let result = Message::from(pickle).pyobj::<Value>();
        assert_eq!(result.unwrap_err().kind(), ErrorKind::Decode, "{pickle:?}");
    }
}

#[test]
fn lengths_beyond_the_message_allocate_nothing() {
    let pickles: [&[u8]; 6] = [
        b"\x8e\xff\xff\xff\xff\xff\xff\xff\xffx.",
        b"\x8d\xff\xff\xff\xff\xff\xff\xff\x7fx.",
        b"B\xff\xff\xff\xff.",
        b"T\xff\xff\xff\xff.",
        b"\x8b\xff\xff\xff\x7f.",
        b"\x96\0\0\0\0\xff\0\0\0.",
    ];
    for pickle in pickles {
        assert_eq!(Message::from(pickle).pyobj::<Value>().unwrap_err().kind(), ErrorKind::Decode);
    }
    let packs: [&[u8]; 5] = [
        b"\xdd\xff\xff\xff\xff",
        b"\xdf\xff\xff\xff\xff",
        b"\xdb\xff\xff\xff\xff",
        b"\xc6\xff\xff\xff\xff",
        b"\xc9\xff\xff\xff\xff\x01",
    ];
    for pack in packs {
        let message = Message::from(pack);
        assert_eq!(message.msgpack::<Value>().unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(message.msgpack::<Vec<(u64, [u64; 32])>>().unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(message.msgpack::<Vec<u8>>().unwrap_err().kind(), ErrorKind::Decode);
        assert_eq!(message.msgpack::<HashMap<u64, u64>>().unwrap_err().kind(), ErrorKind::Decode);
    }
}

#[test]
fn a_million_nested_lists_are_refused_without_recursion() {
    const DEPTH: usize = 1_000_000;
    in_child("a_million_nested_lists_are_refused_without_recursion", || {
        let json = Message::from(["[".repeat(DEPTH), "]".repeat(DEPTH)].concat());
        assert_eq!(json.json::<Value>().unwrap_err().kind(), ErrorKind::Decode);
        let pack = Message::from([vec![0x91; DEPTH], vec![0xc0]].concat());
        assert_eq!(pack.msgpack::<Value>().unwrap_err().kind(), ErrorKind::Decode);
        let pickles: [Vec<u8>; 5] = [
            [b"]".repeat(DEPTH), b"a".repeat(DEPTH - 1), b".".to_vec()].concat(),
            [b"N".to_vec(), b"\x85".repeat(DEPTH), b".".to_vec()].concat(),
            [b"(".repeat(DEPTH), b"l".repeat(DEPTH), b".".to_vec()].concat(),
            [b"}X\0\0\0\0".repeat(DEPTH), b"}".to_vec(), b"s".repeat(DEPTH), b".".to_vec()].concat(),
            [b"]q\0".to_vec(), b"h\0a.".to_vec()].concat(),
        ];
        for pickle in pickles {
            let error = Message::from(pickle).pyobj::<Value>().unwrap_err();
            assert!(error.to_string().contains("nested"), "{error}");
        }
    });
}

#[test]
fn nesting_that_people_use_is_read() -> Result<()> {
    const DEPTH: usize = 100;
    let json = ["[".repeat(DEPTH), "]".repeat(DEPTH)].concat();
    let value: Value = Message::from(json).json()?;
    assert_eq!(Message::from_msgpack(&value)?.msgpack::<Value>()?, value);
    assert_eq!(Message::from_pyobj(&value)?.pyobj::<Value>()?, value);
    Ok(())
}

#[test]
fn a_pickle_that_doubles_itself_forty_times_is_refused() {
    in_child("a_pickle_that_doubles_itself_forty_times_is_refused", || {
        let mut pickle = b"X\x03\0\0\0lolq\0".to_vec();
        for level in 0..40 {
            pickle.extend([b'h', level, b'h', level, 0x86, b'q', level + 1]);
        }
        pickle.push(b'.');
        let error = Message::from(pickle).pyobj::<Value>().unwrap_err();
        assert!(error.to_string().contains("repeats"), "{error}");
    });
}

#[test]
fn random_bytes_never_panic() {
    let mut seed = 1_u64;
    let mut next = move || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        seed.to_be_bytes()[0]
    };
    // Mostly opcodes that take no operand from the stream, so that programs get far.
    const LIKELY: &[u8] = b"N])}(lte.asudR\x85\x86\x87\x8f\x90\x91\x94\x88K\x01q\0h\0";
    for _ in 0..20_000 {
        let len = usize::from(next() % 40);
        let bytes: Vec<u8> = (0..len)
            .map(|_| if next() % 4 == 0 { next() } else { LIKELY[usize::from(next()) % LIKELY.len()] })
            .collect();
        let message = Message::from(bytes);
        let _ = message.pyobj::<Value>();
        let _ = message.pyobj::<Vec<(String, HashMap<i32, f64>)>>();
        let _ = message.msgpack::<Value>();
        let _ = message.json::<Value>();
    }
}
