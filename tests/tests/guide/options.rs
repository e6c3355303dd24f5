//! The page of options has every row of the option table, and the accessors that it names are there.

use std::fmt::Write;

use zmq::{Accepts, ContextOption, DefaultValue, OptionInfo, SocketOption, ValueKind};

use super::{PUBLIC_API, generated};

#[test]
fn every_option_is_on_its_page_with_the_accessors_that_it_has() {
    let mut text = String::from("\n## Every option of a socket\n\n");
    text += "`OPTION` is `zmq.OPTION` in Python and `zmq::OPTION` here, for `setsockopt` and `getsockopt`; its attribute in Python has the getter's name.\n";
    text += &table(SocketOption::all().collect(), "Socket", "| Sockets ");
    text += "\n## Every option of a context\n\n";
    text += "For `context.set` and `context.get`. `IPV6` is `zmq::ContextOption::IPV6` there, because `zmq::IPV6` is the socket's.\n";
    text += &table(ContextOption::all().collect(), "Context", "");
    generated("porting/options.md", &text);
}

fn table(mut rows: Vec<&OptionInfo>, owner: &str, last_title: &str) -> String {
    rows.sort_by_key(|row| row.name);
    let mut text = format!("\n| Option | Getter | Setter | Type | Unit | Default {last_title}|\n");
    text += &format!("|{}\n", "---|".repeat(if last_title.is_empty() { 6 } else { 7 }));
    for row in rows {
        let (getter, setter) = accessors(row, owner);
        let draft = if row.draft { " *draft*" } else { "" };
        let types = if last_title.is_empty() { String::new() } else { format!("| {} ", types(row.accepts)) };
        let cells = (type_of(row.kind), unit(row), default(row));
        // A String takes whatever is written.
        let _ = writeln!(
            text,
            "| `{}`{draft} | {getter} | {setter} | {} | {} | {} {types}|",
            row.name, cells.0, cells.1, cells.2
        );
    }
    text
}

/// The names of the getter and the setter, in backticks, or nothing.
fn accessors(row: &OptionInfo, owner: &str) -> (String, String) {
    let (getter, setter) = match row.name {
        "TYPE" => ("socket_type".to_owned(), String::new()),
        "USE_FD" => (String::new(), "bind_fd".to_owned()),
        "SUBSCRIBE" | "UNSUBSCRIBE" => (String::new(), row.name.to_lowercase()),
        "THREAD_AFFINITY_CPU_ADD" => (String::new(), "add_thread_affinity_cpu".to_owned()),
        "THREAD_AFFINITY_CPU_REMOVE" => (String::new(), "remove_thread_affinity_cpu".to_owned()),
        // Text, and of the draft API.
        "THREAD_NAME_PREFIX" => return (String::new(), "`set_thread_name_prefix` *draft*".to_owned()),
        name => (name.to_lowercase(), format!("set_{}", name.to_lowercase())),
    };
    let shown = |accessor: String, is_there: bool| {
        if accessor.is_empty() || !is_there {
            return String::new();
        }
        // The snapshot has no draft items; the same macro makes their accessors.
        let is_known = row.draft || PUBLIC_API.contains(&format!("\npub fn zmq::{owner}::{accessor}(&self"));
        assert!(is_known, "{}: zmq::{owner} has no {accessor}", row.name);
        format!("`{accessor}`")
    };
    (shown(getter, row.readable), shown(setter, row.writable))
}

fn type_of(kind: ValueKind) -> &'static str {
    match kind {
        ValueKind::Int => "`i32`",
        ValueKind::Id => "`u32`",
        ValueKind::Int64 => "`i64`",
        ValueKind::Uint64 => "`u64`",
        ValueKind::Bool => "`bool`",
        ValueKind::Millis => "`Duration`",
        ValueKind::Wait => "`Option<Duration>`",
        ValueKind::Bytes => "`Vec<u8>`",
        ValueKind::Text => "`String`",
        ValueKind::PublicKey => "`PublicKey`",
        ValueKind::SecretKey => "`SecretKey`",
        ValueKind::Fd => "`RawFd`",
        ValueKind::PollEvents => "`PollEvents`",
        ValueKind::SocketType => "`SocketType`",
        ValueKind::Mechanism => "`Mechanism`",
        ValueKind::GssapiNameType => "`GssapiNameType`",
        ValueKind::NormMode => "`NormMode`",
        ValueKind::RouterNotify => "`RouterNotify`",
        ValueKind::ReconnectStop => "`ReconnectStop`",
        other => panic!("say what {other:?} is"),
    }
}

fn unit(row: &OptionInfo) -> &'static str {
    if row.unit == "us" { "\u{b5}s" } else { row.unit }
}

fn default(row: &OptionInfo) -> String {
    match row.default {
        DefaultValue::None => String::new(),
        DefaultValue::Int(number) if row.kind == ValueKind::Bool => (number != 0).to_string(),
        DefaultValue::Int(number) => number.to_string(),
        DefaultValue::Empty => "empty".to_owned(),
        DefaultValue::ZeroKey => "zeros".to_owned(),
        other => panic!("say what {other:?} is"),
    }
}

fn types(accepts: Accepts) -> String {
    match accepts {
        Accepts::All => "all".to_owned(),
        Accepts::Only(kinds) => kinds.iter().map(|kind| format!("{kind:?}")).collect::<Vec<_>>().join(" "),
        other => panic!("say what {other:?} is"),
    }
}
