//! Every public name of pyzmq is in the guide, and every Rust name that the guide gives for one is there.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use zmq_tests::python;

use super::{GENERATED, PUBLIC_API, docs, generated};

/// Names instead of lines: they are looked up, not compiled.
pub(crate) const PAGE: &str = "porting/names.md";

#[test]
fn every_name_of_pyzmq_is_in_the_guide() {
    let theirs = pyzmq();
    let ours: BTreeSet<String> = rows().into_iter().flat_map(|row| row.python).collect();
    assert!(theirs.names.len() > 150 && theirs.constants.len() > 8, "python/public_names.py sees too little");
    let missing: Vec<_> = theirs.names.iter().filter(|name| !ours.iter().any(|row| covers(row, name))).collect();
    assert!(missing.is_empty(), "not in docs/{PAGE}: {missing:#?}");
    let known = || theirs.names.iter().chain(theirs.constants.values().flatten());
    let unknown: Vec<_> = ours.iter().filter(|row| !known().any(|name| covers(row, name))).collect();
    assert!(unknown.is_empty(), "pyzmq has no such names: {unknown:#?}");
}

#[test]
fn every_row_has_a_rust_name_that_exists_or_a_reason() {
    for row in rows() {
        assert!(!row.reason.is_empty(), "{:?}: say where it is, or why not", row.python);
        let exists = if row.is_draft { is_in_source } else { is_public };
        let missing: Vec<_> = row.rust.iter().filter(|name| !exists(name)).collect();
        assert!(missing.is_empty(), "{:?}: there is no {missing:?}", row.python);
    }
}

#[test]
fn every_constant_of_pyzmq_keeps_its_name() {
    let listed: BTreeSet<String> = rows().into_iter().flat_map(|row| row.python).collect();
    let mut text = String::from("\nEach keeps its name: `zmq.REQ` and `zmq.SocketType.REQ` are `zmq::REQ`.\n");
    text += "\n| Python's type | Constants |\n|---|---|\n";
    for (kind, names) in pyzmq().constants {
        let missing: Vec<_> = names.iter().filter(|name| !listed.contains(*name) && !is_public(name)).collect();
        assert!(missing.is_empty(), "{kind}: neither in zmq nor in docs/{PAGE}: {missing:#?}");
        let names: Vec<_> = names.iter().map(|name| format!("`{name}`")).collect();
        text += &format!("| `{kind}` | {} |\n", names.join(" "));
    }
    generated(PAGE, &text);
}

#[derive(Default)]
struct Pyzmq {
    names: BTreeSet<String>,
    constants: BTreeMap<String, BTreeSet<String>>,
}

/// What the real pyzmq has, by introspection.
fn pyzmq() -> Pyzmq {
    let output = python::script("public_names").output().expect("python starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut pyzmq = Pyzmq::default();
    for line in String::from_utf8(output.stdout).expect("names are text").lines() {
        match line.split(' ').collect::<Vec<_>>()[..] {
            ["constant", kind, name] => {
                pyzmq.constants.entry(kind.to_owned()).or_default().insert(name.to_owned());
            }
            ["name", name] => {
                pyzmq.names.insert(name.to_owned());
            }
            _ => panic!("{line}"),
        }
    }
    pyzmq
}

struct Row {
    python: Vec<String>,
    rust: Vec<String>,
    is_draft: bool,
    reason: String,
}

/// The rows of the page's own tables.
fn rows() -> Vec<Row> {
    let page = fs::read_to_string(docs().join(PAGE)).unwrap();
    let own = page.split(GENERATED).next().unwrap_or_default();
    let rows = own.lines().filter_map(|line| {
        let cells: Vec<&str> = line.strip_prefix("| ")?.strip_suffix(" |")?.split('|').collect();
        let [python, rust, reason] = cells[..] else { panic!("{line}") };
        let code = |cell: &str| cell.split('`').skip(1).step_by(2).map(str::to_owned).collect::<Vec<_>>();
        let (python, rust, is_draft) = (code(python), code(rust), rust.contains("*draft*"));
        (!python.is_empty()).then(|| Row { python, rust, is_draft, reason: reason.trim().to_owned() })
    });
    rows.collect()
}

/// Whether a row's name, in which `*` stands for any part or for all that follows, is this one.
fn covers(row: &str, name: &str) -> bool {
    let (mut row, mut name) = (row.split('.').peekable(), name.split('.'));
    while let Some(part) = row.next() {
        let Some(other) = name.next() else { return false };
        if part == "*" && row.peek().is_none() {
            return true;
        }
        if part != "*" && part != other {
            return false;
        }
    }
    name.next().is_none()
}

/// Whether the snapshot of the public API has it: a function, a type, a constant, a variant, a macro.
pub(crate) fn is_public(name: &str) -> bool {
    let api = PUBLIC_API.replace("<'_>::", "::").replace("<'a>::", "::");
    let path = format!("zmq::{name}");
    api.match_indices(&path).any(|(at, _)| {
        let is_whole = !api[at + path.len()..].starts_with(|next: char| next.is_alphanumeric() || next == '_');
        let line = api[..at].rsplit('\n').next().unwrap_or_default();
        is_whole
            && line.split(' ').all(|word| {
                [
                    "pub",
                    "const",
                    "fn",
                    "unsafe",
                    "type",
                    "struct",
                    "enum",
                    "use",
                    "macro",
                    "#[non_exhaustive]",
                    "mod",
                    "",
                ]
                .contains(&word)
            })
    })
}

/// Whether some file of the crate defines it: the snapshot leaves the draft API out.
fn is_in_source(name: &str) -> bool {
    let name = name.rsplit("::").next().unwrap_or(name);
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../zmq/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let text = fs::read_to_string(path).unwrap();
                if text.contains(&format!("fn {name}(")) || text.contains(&format!("    {name}")) {
                    return true;
                }
            }
        }
    }
    false
}
