//! Pickles: real Python and this library read the same values from the same bytes.

use std::fmt::{self, Write};
use std::sync::{Mutex, MutexGuard, OnceLock};
use std::time::Duration;

use proptest::collection::vec;
use proptest::prelude::*;
use serde::de::{self, Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Value, json};
use zmq::{ErrorKind, Message};
use zmq_tests::process::Process;
use zmq_tests::python;

use crate::in_process;
use crate::mutation::{mutated, mutations};

/// For all that Python is asked.
const LIMIT: Duration = Duration::from_secs(300);

/// What a pickle can hold.
#[derive(Clone, Debug)]
enum Data {
    None,
    Bool(bool),
    Int(i128),
    Float(f64),
    Text(String),
    Bytes(Vec<u8>),
    List(Vec<Data>),
    Tuple(Vec<Data>),
    Dict(Vec<(Data, Data)>),
}

impl Data {
    /// As `pickles.py` has it. What is read has no tuples.
    fn to_json(&self) -> Value {
        match self {
            Self::None => Value::Null,
            Self::Bool(value) => json!(value),
            Self::Int(value) => json!(["i", value.to_string()]),
            Self::Float(value) => json!(["d", hex(&value.to_be_bytes())]),
            Self::Text(value) => json!(["s", hex(value.as_bytes())]),
            Self::Bytes(value) => json!(["b", hex(value)]),
            Self::List(items) => json!(["l", items.iter().map(Self::to_json).collect::<Vec<_>>()]),
            Self::Tuple(items) => json!(["t", items.iter().map(Self::to_json).collect::<Vec<_>>()]),
            Self::Dict(items) => {
                json!(["m", items.iter().map(|(key, item)| [key.to_json(), item.to_json()]).collect::<Vec<_>>()])
            }
        }
    }

    /// The value as it is read: lists for tuples.
    fn read(&self) -> Value {
        let text = self.to_json().to_string().replace("[\"t\",", "[\"l\",");
        serde_json::from_str(&text).expect("JSON")
    }

    /// Whether a dict has a key twice, of which Python keeps one. 1, 1.0 and True are the same.
    fn repeats_a_key(&self) -> bool {
        match self {
            Self::List(items) | Self::Tuple(items) => items.iter().any(Self::repeats_a_key),
            Self::Dict(items) => {
                let mut keys: Vec<String> = items.iter().map(|(key, _)| key.as_key()).collect();
                keys.sort();
                let count = keys.len();
                keys.dedup();
                keys.len() < count || items.iter().any(|(key, item)| key.repeats_a_key() || item.repeats_a_key())
            }
            _ => false,
        }
    }

    fn as_key(&self) -> String {
        match self {
            Self::Bool(value) => f64::from(u8::from(*value)).to_string(),
            Self::Int(value) => (*value as f64).to_string(),
            Self::Float(value) => value.abs().to_string(),
            Self::List(items) | Self::Tuple(items) => items.iter().map(Self::as_key).collect::<Vec<_>>().join(","),
            other => other.to_json().to_string(),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes_of(hex: &str) -> Vec<u8> {
    let digit = |byte: &u8| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let byte = |pair: &[u8]| Some(digit(&pair[0])? << 4 | digit(&pair[1])?);
    hex.as_bytes().chunks(2).map(|pair| byte(pair).expect("hex")).collect()
}

impl<'de> Deserialize<'de> for Data {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyData;

        impl<'de> Visitor<'de> for AnyData {
            type Value = Data;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("data")
            }

            fn visit_unit<E: de::Error>(self) -> Result<Data, E> {
                Ok(Data::None)
            }

            fn visit_none<E: de::Error>(self) -> Result<Data, E> {
                Ok(Data::None)
            }

            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Data, E> {
                Ok(Data::Bool(value))
            }

            fn visit_i64<E: de::Error>(self, value: i64) -> Result<Data, E> {
                Ok(Data::Int(value.into()))
            }

            fn visit_u64<E: de::Error>(self, value: u64) -> Result<Data, E> {
                Ok(Data::Int(value.into()))
            }

            fn visit_i128<E: de::Error>(self, value: i128) -> Result<Data, E> {
                Ok(Data::Int(value))
            }

            fn visit_f64<E: de::Error>(self, value: f64) -> Result<Data, E> {
                Ok(Data::Float(value))
            }

            fn visit_str<E: de::Error>(self, value: &str) -> Result<Data, E> {
                Ok(Data::Text(value.to_owned()))
            }

            fn visit_bytes<E: de::Error>(self, value: &[u8]) -> Result<Data, E> {
                Ok(Data::Bytes(value.to_owned()))
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Data, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_element()? {
                    list.push(item);
                }
                Ok(Data::List(list))
            }

            fn visit_map<A: MapAccess<'de>>(self, mut items: A) -> Result<Data, A::Error> {
                let mut list = Vec::new();
                while let Some(item) = items.next_entry()? {
                    list.push(item);
                }
                Ok(Data::Dict(list))
            }
        }

        deserializer.deserialize_any(AnyData)
    }
}

fn data() -> impl Strategy<Value = Data> {
    let key = prop_oneof![
        any::<String>().prop_map(Data::Text),
        any::<i16>().prop_map(|number| Data::Int(number.into())),
        vec(any::<u8>(), 0..4).prop_map(Data::Bytes),
    ];
    let integer = prop_oneof![any::<u8>().prop_map(i128::from), any::<i32>().prop_map(i128::from), any::<i128>()];
    let leaf = prop_oneof![
        Just(Data::None),
        any::<bool>().prop_map(Data::Bool),
        integer.prop_map(Data::Int),
        any::<f64>().prop_map(Data::Float),
        "[ -~\\\\'\"\t\r\n\u{e9}\u{2028}]{0,300}".prop_map(Data::Text),
        any::<String>().prop_map(Data::Text),
        vec(any::<u8>(), 0..300).prop_map(Data::Bytes),
    ];
    leaf.prop_recursive(4, 40, 6, move |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Data::List),
            vec(inner.clone(), 0..6).prop_map(Data::Tuple),
            vec((key.clone(), inner), 0..6).prop_map(Data::Dict),
        ]
    })
    .prop_filter("every key once", |data| !data.repeats_a_key())
}

/// The process that runs `pickles.py`, as long as the tests do.
fn python() -> MutexGuard<'static, Process> {
    static PYTHON: OnceLock<Mutex<Process>> = OnceLock::new();
    let python = PYTHON.get_or_init(|| Mutex::new(Process::start_within(LIMIT, python::script("pickles"))));
    python.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn ask(line: &str) -> String {
    let mut python = python();
    python.enter(line);
    python.line()
}

fn pickled(data: &Data, protocol: u8) -> Vec<u8> {
    bytes_of(&ask(&format!("dump {protocol} {}", data.to_json())))
}

/// What Python reads, if it does.
fn read_by_python(pickle: &[u8]) -> Option<Value> {
    let answer = ask(&format!("load {}", hex(pickle)));
    (answer != "refused").then(|| serde_json::from_str(&answer).expect("JSON"))
}

/// What this library reads, if it does.
fn read(pickle: &[u8]) -> Result<Option<Data>, TestCaseError> {
    let message = Message::from(pickle);
    match message.pyobj::<Data>() {
        Ok(data) => Ok(Some(data)),
        Err(error) => {
            prop_assert_eq!((error.kind(), error.bytes()), (ErrorKind::Decode, Some(pickle)));
            Ok(None)
        }
    }
}

proptest! {
    #![proptest_config(in_process(300))]

    #[test]
    fn what_python_pickles_is_read_as_it_was(data in data(), protocol in 0..=5_u8) {
        let pickle = pickled(&data, protocol);
        let value = read(&pickle)?.expect("it is only data");
        prop_assert_eq!(value.to_json(), data.read());
    }
}

proptest! {
    #![proptest_config(in_process(1500))]

    #[test]
    fn a_damaged_pickle_is_refused_or_read_as_python_does(
        data in data(), protocol in 0..=5_u8, mutations in mutations(),
    ) {
        let pickle = mutated(&pickled(&data, protocol), &mutations);
        if let (Some(value), Some(pythons)) = (read(&pickle)?, read_by_python(&pickle)) {
            let is_same = value.to_json() == pythons || value.repeats_a_key();
            prop_assert!(is_same, "{} is {value:?}, and for Python {pythons}", pickle.escape_ascii());
        }
    }
}

proptest! {
    #![proptest_config(in_process(20_000))]

    #[test]
    fn any_opcodes_are_a_value_or_an_error(pickle in vec(opcode(), 0..30)) {
        read(&[pickle.concat(), vec![b'.']].concat())?;
    }
}

/// An opcode with operands that may be right.
fn opcode() -> impl Strategy<Value = Vec<u8>> {
    let with = |opcodes: &'static [u8], operands: &'static str| {
        (prop::sample::select(opcodes), operands)
            .prop_map(|(opcode, operands)| [&[opcode], operands.as_bytes()].concat())
    };
    prop_oneof![
        4 => prop::sample::select(&b"()]}Nlatude\x85\x86\x87\x88\x89\x8f\x90\x91\x94R."[..]).prop_map(|opcode| vec![opcode]),
        2 => with(b"KqhU", "[\\x00-\\x03]"),
        1 => with(b"IFLSVgp", "[0-9']{1,3}\n"),
        1 => with(b"C\x8c", "(\\x02ab|\\x01a|\\x00)"),
        1 => Just(b"c__builtin__\nset\n".to_vec()),
        1 => Just(b"c_codecs\nencode\n".to_vec()),
        1 => any::<u8>().prop_map(|opcode| vec![opcode]),
    ]
}
