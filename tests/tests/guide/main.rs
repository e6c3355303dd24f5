//! The guide for those who come from pyzmq, or from crate `zmq` 0.10, is complete and true.

mod tables;

use std::fs;
use std::path::{Path, PathBuf};

/// Where the part of a page begins that `cargo xtask guide` writes.
const GENERATED: &str = "<!-- What follows is written by `cargo xtask guide`. -->";

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
