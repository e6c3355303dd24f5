//! The tables of the pages say what their snippets do, and those are compiled and run.

use super::{GENERATED, names, pages};

#[test]
fn every_rust_line_of_a_table_is_in_a_snippet_of_its_page() {
    let mut lines = 0;
    let mut missing = Vec::new();
    for (page, text) in pages().into_iter().filter(|(page, _)| page != names::PAGE) {
        // What a program writes is compared with what it describes.
        let text = text.split(GENERATED).next().unwrap_or_default();
        let snippets = snippets(text);
        for line in text.lines().filter_map(second_cell).flat_map(code) {
            lines += 1;
            if !snippets.contains(&line) {
                missing.push(format!("{page}: {line}"));
            }
        }
    }
    assert!(lines > 200, "{lines} lines");
    assert!(missing.is_empty(), "in no snippet of their page: {missing:#?}");
}

const LIBRARY: &str = include_str!("../../../zmq/src/lib.rs");

#[test]
fn every_page_is_compiled() {
    let compiled = include_str!("../../src/pages.rs");
    for (page, text) in pages().iter().filter(|(_, text)| text.contains("```rust")) {
        let path = format!("docs/{page}\"");
        // The page on the draft API is compiled where that is on.
        let is_checked = text.contains(GENERATED) || compiled.contains(&path) || LIBRARY.contains(&path);
        assert!(is_checked, "{page} has Rust that nobody compiles: name it in tests/src/pages.rs");
    }
}

/// The Rust of all fenced blocks.
fn snippets(guide: &str) -> String {
    let blocks = guide.split("\n```rust").skip(1).filter_map(|rest| rest.split("\n```").next());
    blocks.collect()
}

/// The second cell of a row of three.
fn second_cell(line: &str) -> Option<String> {
    let line = line.replace("\\|", "\0");
    let cells: Vec<&str> = line.strip_prefix('|')?.strip_suffix('|')?.split('|').collect();
    let [_, rust, _] = cells[..] else { return None };
    Some(rust.replace('\0', "|"))
}

/// What stands between backticks.
fn code(cell: String) -> Vec<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}
