//! The public API of `zmq` is the one written down in `zmq/public-api.txt`.
//!
//! `cargo xtask api` writes that file anew; its difference shows in a review what a change does to users.

#[path = "support/cargo.rs"]
mod cargo;

use std::env;
use std::fs;
use std::path::Path;

use cargo::{cargo, lines_of, repository};
use public_api::Builder;

/// All but the draft API, which promises nothing.
const FEATURES: &str = "bytes,log,tracing";

#[test]
fn the_public_api_is_the_one_written_down() {
    let file = repository().join("zmq/public-api.txt");
    let now = public_api();
    if env::var_os("ZMQ_WRITE_PUBLIC_API").is_some() {
        fs::write(file, now).unwrap();
        return;
    }
    let written = fs::read_to_string(file).unwrap_or_default();
    let gone = lines_missing(&written, &now);
    let new = lines_missing(&now, &written);
    assert!(
        gone.is_empty() && new.is_empty(),
        "the public API changed; if that is intended, run `cargo xtask api`\n{}{}",
        prefixed("-", &gone),
        prefixed("+", &new)
    );
}

/// The API as rustdoc sees it, an item a line, sorted.
fn public_api() -> String {
    // The JSON output is unstable, so a stable compiler is told to let it pass.
    let arguments = ["rustdoc", "--quiet", "--offline", "--package=zmq", "--lib", "--features", FEATURES];
    let unstable = ["--", "-Zunstable-options", "--output-format=json"];
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let mut rustdoc = cargo(repository());
    rustdoc.args(arguments).args(unstable).env("CARGO_TARGET_DIR", target).env("RUSTC_BOOTSTRAP", "1");
    lines_of(rustdoc);
    let api = Builder::from_rustdoc_json(target.join("doc/zmq.json"))
        .omit_auto_derived_impls(true)
        .omit_auto_trait_impls(true)
        .omit_blanket_impls(true)
        .sorted(true)
        .build()
        .expect("this compiler's rustdoc JSON is of a version that `public-api` reads");
    api.to_string()
}

fn lines_missing<'a>(from: &'a str, in_text: &str) -> Vec<&'a str> {
    from.lines().filter(|line| !in_text.lines().any(|other| other == *line)).collect()
}

fn prefixed(sign: &str, lines: &[&str]) -> String {
    lines.iter().map(|line| format!("{sign} {line}\n")).collect()
}
