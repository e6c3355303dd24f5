//! The option table against `zmq.h`: the same names and numbers, none missing and none too many.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::fs;

use zmq::{ContextOption, MessageOption, OptionInfo, SocketOption};

type Result<T = ()> = std::result::Result<T, Box<dyn Error>>;

/// The numbers that `zmq.h` defines, without `ZMQ_`, by the heading that they stand under.
struct Header {
    sections: HashMap<String, Vec<(String, i32)>>,
}

impl Header {
    fn read() -> Result<Self> {
        let text = fs::read_to_string(libzmq_src::locate()?.join("include/zmq.h"))?;
        let mut header = Self { sections: HashMap::new() };
        let mut numbers = HashMap::new();
        let mut heading = "";
        for line in text.lines() {
            if let Some(title) = line.strip_prefix("/*  ").and_then(|line| line.strip_suffix("*/")) {
                heading = title.trim().trim_end_matches('.');
            } else if let Some((name, value)) = define(line) {
                let Some(number) = integer(value).or_else(|| numbers.get(value).copied()) else { continue };
                numbers.insert(format!("ZMQ_{name}"), number);
                header.sections.entry(heading.to_owned()).or_default().push((name.to_owned(), number));
            }
        }
        Ok(header)
    }

    fn section(&self, heading: &str) -> impl Iterator<Item = (String, i32)> {
        let section = self.sections.get(heading);
        assert!(section.is_some(), "zmq.h has no {heading:?}: {:?}", self.sections.keys());
        section.into_iter().flatten().cloned()
    }
}

fn define(line: &str) -> Option<(&str, &str)> {
    line.strip_prefix("#define ZMQ_")?.split_once(' ')
}

fn integer(text: &str) -> Option<i32> {
    match text.strip_prefix("0x") {
        Some(digits) => i32::from_str_radix(digits, 16).ok(),
        None => text.parse().ok(),
    }
}

fn table(rows: impl Iterator<Item = &'static OptionInfo>) -> BTreeMap<String, i32> {
    rows.map(|row| (row.name.to_owned(), row.number)).collect()
}

#[test]
fn socket_options_are_those_of_the_header() -> Result {
    let header = Header::read()?;
    let mut expected: BTreeMap<_, _> =
        header.section("Socket options").chain(header.section("DRAFT Socket options")).collect();
    let aliases = [
        ("IDENTITY", zmq::IDENTITY),
        ("CONNECT_RID", zmq::CONNECT_RID),
        ("DELAY_ATTACH_ON_CONNECT", zmq::DELAY_ATTACH_ON_CONNECT),
        ("FAIL_UNROUTABLE", zmq::FAIL_UNROUTABLE),
        ("ROUTER_BEHAVIOR", zmq::ROUTER_BEHAVIOR),
    ];
    for (name, number) in header.section("Deprecated options and aliases") {
        match aliases.iter().find(|(alias, _)| *alias == name) {
            Some((_, option)) => assert_eq!(option.raw(), number, "{name}"),
            None if name == "NOBLOCK" => assert_eq!(zmq::NOBLOCK.bits(), number),
            None => drop(expected.insert(name, number)),
        }
    }
    // Listed there, but of contexts only.
    assert_eq!(expected.remove("BLOCKY"), Some(zmq::BLOCKY.raw()));
    assert_eq!(table(SocketOption::all()), expected);
    Ok(())
}

#[test]
fn draft_options_are_those_that_the_header_calls_so() -> Result {
    let header = Header::read()?;
    let expected: BTreeMap<_, _> = header.section("DRAFT Socket options").collect();
    assert_eq!(table(SocketOption::all().filter(|row| row.draft)), expected);
    let expected: BTreeMap<_, _> = header.section("DRAFT Context options").collect();
    assert_eq!(table(ContextOption::all().filter(|row| row.draft)), expected);
    Ok(())
}

#[test]
fn context_options_are_those_of_the_header() -> Result {
    let header = Header::read()?;
    let mut expected: BTreeMap<_, _> =
        header.section("Context options").chain(header.section("DRAFT Context options")).collect();
    // Listed with the socket options.
    expected.extend([("IPV6".to_owned(), zmq::IPV6.raw()), ("BLOCKY".to_owned(), zmq::BLOCKY.raw())]);
    assert_eq!(table(ContextOption::all()), expected);
    Ok(())
}

#[test]
fn message_options_are_those_of_the_header() -> Result {
    let header = Header::read()?;
    let expected: BTreeMap<_, _> =
        header.section("Message options").chain(header.section("Deprecated Message options")).collect();
    let ours = [("MORE", MessageOption::MORE), ("SHARED", MessageOption::SHARED), ("SRCFD", MessageOption::SRCFD)];
    assert_eq!(
        ours.map(|(name, option)| (name.to_owned(), option.raw())).into_iter().collect::<BTreeMap<_, _>>(),
        expected
    );
    Ok(())
}

#[test]
fn named_values_are_those_of_the_header() -> Result {
    let header = Header::read()?;
    let sections = [
        "Security mechanisms",
        "GSSAPI principal name types",
        "DRAFT ZMQ_NORM_MODE options",
        "DRAFT ZMQ_RECONNECT_STOP options",
    ];
    let expected: BTreeMap<_, _> = sections.iter().flat_map(|section| header.section(section)).collect();
    let ours = [
        ("NULL", zmq::NULL.raw()),
        ("PLAIN", zmq::PLAIN.raw()),
        ("CURVE", zmq::CURVE.raw()),
        ("GSSAPI", zmq::GSSAPI.raw()),
        ("GSSAPI_NT_HOSTBASED", zmq::GSSAPI_NT_HOSTBASED.raw()),
        ("GSSAPI_NT_USER_NAME", zmq::GSSAPI_NT_USER_NAME.raw()),
        ("GSSAPI_NT_KRB5_PRINCIPAL", zmq::GSSAPI_NT_KRB5_PRINCIPAL.raw()),
        ("NORM_FIXED", zmq::NORM_FIXED.raw()),
        ("NORM_CC", zmq::NORM_CC.raw()),
        ("NORM_CCL", zmq::NORM_CCL.raw()),
        ("NORM_CCE", zmq::NORM_CCE.raw()),
        ("NORM_CCE_ECNONLY", zmq::NORM_CCE_ECNONLY.raw()),
        ("RECONNECT_STOP_CONN_REFUSED", zmq::RECONNECT_STOP_CONN_REFUSED.bits()),
        ("RECONNECT_STOP_HANDSHAKE_FAILED", zmq::RECONNECT_STOP_HANDSHAKE_FAILED.bits()),
        ("RECONNECT_STOP_AFTER_DISCONNECT", zmq::RECONNECT_STOP_AFTER_DISCONNECT.bits()),
    ];
    assert_eq!(ours.map(|(name, number)| (name.to_owned(), number)).into_iter().collect::<BTreeMap<_, _>>(), expected);
    Ok(())
}

#[test]
fn no_name_is_given_twice() {
    assert_eq!(table(SocketOption::all()).len(), SocketOption::all().count());
    assert_eq!(table(ContextOption::all()).len(), ContextOption::all().count());
}
