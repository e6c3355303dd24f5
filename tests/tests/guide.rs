//! The guide's tables and its snippets, which are compiled and run as documentation tests, say the same.

const GUIDE: &str = include_str!("../../docs/porting-from-pyzmq.md");

#[test]
fn every_rust_line_of_the_guides_tables_is_in_a_snippet() {
    let snippets = snippets(GUIDE);
    let lines: Vec<String> = GUIDE.lines().filter_map(second_cell).flat_map(code).collect();
    assert!(lines.len() > 150, "{} lines", lines.len());
    let missing: Vec<&String> = lines.iter().filter(|line| !snippets.contains(line.as_str())).collect();
    assert!(missing.is_empty(), "in no snippet: {missing:#?}");
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
