//! The guide for those who come from pyzmq, or from crate `zmq` 0.10, is complete and true.

mod names;
mod old_crate;
mod options;
mod scripts;
mod tables;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

/// Where the part of a page begins that `cargo xtask guide` writes.
const GENERATED: &str = "<!-- What follows is written by `cargo xtask guide`. -->";

/// Every public item of `zmq`; `public_api.rs` compares it with the code.
const PUBLIC_API: &str = include_str!("../../../zmq/public-api.txt");

fn docs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs")
}

/// The pages of the guide: their paths below `docs`, and their texts.
fn pages() -> Vec<(String, String)> {
    let mut pages = vec!["porting-from-pyzmq.md".to_owned(), "porting-from-zmq-0.10.md".to_owned()];
    let folder = fs::read_dir(docs().join("porting")).unwrap();
    pages.extend(folder.map(|entry| format!("porting/{}", entry.unwrap().file_name().to_str().unwrap())));
    pages.sort();
    let read = |page: &String| fs::read_to_string(docs().join(page)).unwrap();
    pages.iter().map(|page| (page.clone(), read(page))).collect()
}

/// Compares what follows on that page below [`GENERATED`] with `text`, or writes it if `cargo xtask guide` asks for that.
#[track_caller]
fn generated(page: &str, text: &str) {
    let path = docs().join(page);
    let whole = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{page}: {error}"));
    let (own, written) = whole.split_once(GENERATED).unwrap_or_else(|| panic!("{page} has no line {GENERATED}"));
    let text = format!("\n{text}");
    if env::var_os("ZMQ_WRITE_GUIDE").is_some() {
        fs::write(path, format!("{own}{GENERATED}{text}")).unwrap();
        return;
    }
    let differs = written.lines().zip(text.lines()).find(|(a, b)| a != b);
    assert!(written == text, "docs/{page} is not what `cargo xtask guide` writes: {differs:?}");
}
