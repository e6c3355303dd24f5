//! Every public item of crate `zmq` 0.10 is in the guide, with what it is here.

use super::generated;
use super::names::is_public;

const PAGE: &str = "porting-from-zmq-0.10.md";

/// What has another name, or none. The rest is found by its rule: see [`here`].
const RENAMED: &[(&str, &str)] = &[
    ("Context::destroy", "Context::term"),
    ("CurveKeyPair", "curve_keypair"),
    ("CurveKeyPair::new", "curve_keypair"),
    ("CurveKeyPair::public_key", "PublicKey"),
    ("CurveKeyPair::secret_key", "SecretKey"),
    ("DecodeError", "Error"),
    ("EncodeError", "Error"),
    ("Error::from_raw", "Errno::new"),
    ("Error::message", "Errno::message"),
    ("Error::to_raw", "Errno::raw"),
    ("Message::from_slice", "Message"),
    ("Message::get_more", "Message::more"),
    ("Message::gets", "Message::property"),
    ("Message::with_capacity", "MessageMut::zeroed"),
    ("Message::with_capacity_unallocated", "MessageMut::zeroed"),
    ("Message::with_size", "MessageMut::zeroed"),
    ("PollEvents::from_bits_unchecked", "PollEvents::from_bits_retain"),
    ("PollItem::get_revents", "PollItem::found"),
    ("PollItem::has_fd", "Events::contains"),
    ("PollItem::has_socket", "Events::contains"),
    ("PollItem::is_error", "PollItem::found"),
    ("PollItem::set_events", "PollItem::new"),
    ("Sendable", "Message"),
    ("Sendable::send", "Socket::send"),
    ("Socket::as_mut_ptr", "Socket::as_ptr"),
    ("Socket::as_poll_item", "PollItem::new"),
    ("Socket::get_socket_type", "Socket::socket_type"),
    // libzmq does not tell: their getters always failed.
    ("Socket::is_probe_router", "Socket::set_probe_router"),
    ("Socket::is_router_handover", "Socket::set_router_handover"),
    ("Socket::is_router_mandatory", "Socket::set_router_mandatory"),
    ("Socket::recv_bytes", "Socket::recv"),
    ("Socket::recv_msg", "Socket::recv"),
    ("Socket::send_msg", "Socket::send"),
    ("Socket::send_str", "Socket::send_string"),
    ("Socket::set_subscribe", "Socket::subscribe"),
    ("Socket::set_unsubscribe", "Socket::unsubscribe"),
    ("SocketEvent", "MonitorEvents"),
    ("SocketEvent::from_raw", "MonitorEvents::from_bits_retain"),
    ("SocketEvent::to_raw", "MonitorEvents::bits"),
    ("proxy_steerable_with_capture", "proxy_steerable"),
    ("proxy_with_capture", "proxy"),
    ("version", "zmq_version_info"),
    ("z85_decode", "z85::decode"),
    ("z85_encode", "z85::encode"),
];

#[test]
fn every_item_of_the_old_crate_is_in_the_guide() {
    let items: Vec<_> = include_str!("zmq-0.10.txt").lines().filter(|line| !line.starts_with('#')).collect();
    let mut text = String::from(
        "\nEvery public item of 0.10, and the one that does its work here. Where an `is_` leads to a `set_`, libzmq\ndoes not tell that option, and the old getter always failed.\n\n| 0.10 | Here |\n|---|---|\n",
    );
    let mut missing = Vec::new();
    for item in &items {
        let here = here(item);
        if !is_public(&here) {
            missing.push(format!("{item}: zmq has no {here}"));
        }
        text += &format!("| `{item}` | `zmq::{here}` |\n");
    }
    assert!(missing.is_empty(), "{missing:#?}");
    generated(PAGE, &text);
    let unused: Vec<_> = RENAMED.iter().filter(|(old, _)| !items.contains(old)).collect();
    assert!(unused.is_empty(), "0.10 has no {unused:?}");
}

/// The item that does its work: renamed, or by one of the rules.
fn here(item: &str) -> String {
    if let Some((_, new)) = RENAMED.iter().find(|(old, _)| *old == item) {
        return (*new).to_owned();
    }
    match item.split_once("::") {
        // Variants became constants of open types.
        Some(("Error" | "Errno", name)) => name.to_owned(),
        Some(("DecodeError" | "EncodeError", _)) => "ErrorKind::InvalidInput".to_owned(),
        Some(("SocketType", name)) => name.to_owned(),
        Some(("Mechanism", name)) => format!("Mechanism::{}", name.trim_start_matches("ZMQ_")),
        Some(("SocketEvent", name)) => format!("MonitorEvents::{name}"),
        Some(("PollEvents", name)) => format!("PollEvents::{}", name.trim_start_matches("POLL")),
        // Getters are nouns.
        Some((owner @ ("Socket" | "Context"), name)) => {
            let noun = name.strip_prefix("get_").or_else(|| name.strip_prefix("is_")).unwrap_or(name);
            format!("{owner}::{noun}")
        }
        _ => item.to_owned(),
    }
}
