//! `cargo xtask patches` keeps the series: a patch is made from an edited source, and follows a change to an earlier one.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::scratch::{Scratch, cargo, edit, run, succeeded, write};

#[test]
fn a_patch_is_made_from_edited_source_and_follows_changes_to_earlier_ones() {
    let scratch = Scratch::new("series");
    let clone = scratch.clone_of_repository();
    let source = scratch.path("libzmq");
    let folder = source.to_str().unwrap();

    succeeded(xtask(&clone, &["edit", folder]));
    refused(xtask(&clone, &["edit", folder]), "is not empty");
    refused(xtask(&clone, &["make", folder, "nothing"]), "does not differ from the series");

    write(&source.join("src/probe.cpp"), "one\ntwo\nthree\n");
    let add = made(&clone, folder, "add");
    assert_ends_with(&add, "\n\n--- /dev/null\n+++ b/src/probe.cpp\n@@ -0,0 +1,3 @@\n+one\n+two\n+three\n");
    write(&source.join("src/probe.cpp"), "one\ntwo\n3\n");
    let change = made(&clone, folder, "change");
    assert_ends_with(&change, "--- a/src/probe.cpp\n+++ b/src/probe.cpp\n@@ -2,2 +2,2 @@\n two\n-three\n+3\n");

    edit(&add, "@@ -0,0 +1,3 @@\n", "@@ -0,0 +1,4 @@\n+zero\n");
    refused(
        xtask(&clone, &["check"]),
        "src/probe.cpp: hunk 1: it does not fit at line 2, where it says; it would fit at line 3.",
    );
    let refreshed = succeeded(xtask(&clone, &["refresh"]));
    assert!(refreshed.contains("src/probe.cpp: changed"), "{refreshed}");
    assert_ends_with(&change, "@@ -3,2 +3,2 @@\n two\n-three\n+3\n");
    succeeded(xtask(&clone, &["check"]));

    edit(&change, "+3\n", "+drei\n");
    refused(xtask(&clone, &["check"]), "src/probe.cpp with the patches applied is not what patched.fnv says");
}

fn xtask(clone: &Path, arguments: &[&str]) -> Output {
    let mut command = cargo(clone);
    command.env("CARGO_TARGET_DIR", clone.join("../target"));
    run(command.args(["run", "--quiet", "--offline", "--package=xtask", "--", "patches"]).args(arguments))
}

fn refused(output: Output, expected: &str) {
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && text.contains(expected), "no `{expected}` in:\n{text}");
}

/// Makes a patch and returns its file.
fn made(clone: &Path, folder: &str, name: &str) -> PathBuf {
    succeeded(xtask(clone, &["make", folder, name]));
    let patches = fs::read_dir(clone.join("vendor/patches")).unwrap().map(|entry| entry.unwrap().path());
    let end = format!("-{name}.patch");
    patches.filter(|patch| patch.to_str().unwrap().ends_with(&end)).max().unwrap()
}

fn assert_ends_with(file: &Path, expected: &str) {
    let text = fs::read_to_string(file).unwrap();
    assert!(text.ends_with(expected), "{text}");
}
