//! The promises of the type system: what must not compile, does not, and for the stated reason.
//!
//! Each file in `compile_fail/` is compiled against this build of `zmq`. A line ending in `//~ E0277 words` must give
//! that error, with those words in it, and no other line may give any.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Expected {
    line: u64,
    code: String,
    words: String,
}

#[test]
fn what_would_be_unsound_does_not_compile() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compile_fail");
    let mut cases: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    cases.sort();
    assert!(cases.len() >= 10, "{cases:?}");
    let wrong: Vec<String> = cases.iter().filter_map(|case| check(case).err()).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    println!("{} cases", cases.len());
}

fn check(case: &Path) -> Result<(), String> {
    let text = fs::read_to_string(case).unwrap();
    let expected: Vec<Expected> = text.lines().zip(1..).filter_map(|(text, line)| expectation(text, line)).collect();
    let found = errors_of(case);
    let name = case.file_name().unwrap_or_default().display();
    for error in &found {
        if !expected.iter().any(|expected| matches(expected, error)) {
            return Err(format!("{name}: not expected: {}", error["rendered"].as_str().unwrap_or_default()));
        }
    }
    match expected.iter().find(|expected| !found.iter().any(|error| matches(expected, error))) {
        Some(missing) => Err(format!("{name}: compiles, or not for this reason: {missing:?}")),
        None if expected.is_empty() => Err(format!("{name}: expects nothing")),
        None => Ok(()),
    }
}

fn expectation(text: &str, line: u64) -> Option<Expected> {
    let (_, expectation) = text.split_once("//~ ")?;
    let (code, words) = expectation.split_once(' ')?;
    Some(Expected { line, code: code.to_owned(), words: words.to_owned() })
}

fn matches(expected: &Expected, error: &Value) -> bool {
    let on_line = |span: &Value| span["is_primary"] == true && span["line_start"] == expected.line;
    error["code"]["code"] == *expected.code
        && error["spans"].as_array().is_some_and(|spans| spans.iter().any(on_line))
        && error["rendered"].as_str().is_some_and(|text| text.contains(&expected.words))
}

/// What the compiler has against the file.
fn errors_of(case: &Path) -> Vec<Value> {
    let deps = std::env::current_exe().unwrap().parent().unwrap().to_owned();
    let scratch = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition=2024", "--crate-type=lib", "--emit=metadata", "--error-format=json", "--cap-lints=allow"])
        .arg("--out-dir")
        .arg(scratch.path())
        .arg("-L")
        .arg(format!("dependency={}", deps.display()))
        .arg("--extern")
        .arg(format!("zmq={}", library(&deps).display()))
        .arg(case)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&output.stderr);
    let messages = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap_or_else(|_| panic!("{text}")));
    // The summary at the end has no place in the file.
    messages
        .filter(|message| message["level"] == "error" && message["spans"].as_array().is_some_and(|at| !at.is_empty()))
        .collect()
}

/// The library that this test was built with: the newest.
fn library(deps: &Path) -> PathBuf {
    let files = fs::read_dir(deps).unwrap().map(|entry| entry.unwrap().path());
    let is_library = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("libzmq-") && name.ends_with(".rlib")
    };
    let newest = files.filter(is_library).max_by_key(|path| fs::metadata(path).and_then(|file| file.modified()).ok());
    newest.expect("zmq is a dependency of this test")
}
