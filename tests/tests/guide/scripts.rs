//! The pages of scripts show each example with its Python twin, as they are.

use std::fs;
use std::path::Path;

use super::generated;

/// The pages, and how the names of their scripts begin. What begins otherwise is on the last one.
const PAGES: &[(&str, &[&str])] = &[
    ("porting/scripts-request-reply.md", &["reqrep", "ping"]),
    ("porting/scripts-publish-subscribe.md", &["pubsub"]),
    ("porting/scripts-pipeline.md", &["pipeline"]),
    ("porting/scripts-others.md", &[]),
];

#[test]
fn every_script_stands_beside_its_port() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let read = |path: &Path| fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let entries = fs::read_dir(root.join("tests/python")).unwrap().map(|entry| entry.unwrap().path());
    let mut twins: Vec<_> = entries
        .filter_map(|python| {
            let rust = root.join("examples/examples").join(python.file_stem()?).with_extension("rs");
            (python.extension()? == "py" && rust.exists()).then_some((python, rust))
        })
        .collect();
    twins.sort();
    assert!(twins.len() > 40, "{} pairs", twins.len());
    let page_of = |name: &str| {
        let begins = |(_, beginnings): &(&str, &[&str])| beginnings.iter().any(|beginning| name.starts_with(beginning));
        PAGES.iter().position(begins).unwrap_or(PAGES.len() - 1)
    };
    for (number, (page, _)) in PAGES.iter().enumerate() {
        let mut text = String::new();
        for (python, rust) in &twins {
            let name = python.file_stem().and_then(|stem| stem.to_str()).expect("a name of ASCII");
            if page_of(name) == number {
                text += &format!("\n## {name}\n\n```python\n{}```\n\n```rust\n{}```\n", read(python), read(rust));
            }
        }
        generated(page, &text);
    }
}
