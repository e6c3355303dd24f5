//! `docs/patches.md`, made from the headers of the patches.

use std::fs;
use std::path::PathBuf;

use libzmq_src::Patch;

use super::series;
use crate::{Outcome, root};

/// Writes the page, or says whether it is what it would be.
pub(crate) fn run(check: bool) -> Outcome {
    let page = page(&series()?);
    let path = path();
    if !check {
        fs::write(&path, page)?;
        println!("wrote {}", path.display());
        return Ok(());
    }
    // Git may have changed the ends of the lines.
    let present = fs::read_to_string(&path).unwrap_or_default().replace("\r\n", "\n");
    if present == page { Ok(()) } else { Err("docs/patches.md is not up to date: cargo xtask patches docs".into()) }
}

fn path() -> PathBuf {
    root().join("docs/patches.md")
}

fn page(series: &[Patch]) -> String {
    let mut page = String::from(HEAD);
    let (safety, speed): (Vec<&Patch>, Vec<&Patch>) =
        series.iter().partition(|patch| patch.name.starts_with('0') && patch.name.get(1..2) == Some("0"));
    for (title, patches) in [("What is right now", safety), ("What is faster", speed)] {
        page.push_str(&format!("\n## {title}\n"));
        patches.into_iter().for_each(|patch| page.push_str(&section(patch)));
    }
    page
}

fn section(patch: &Patch) -> String {
    let tests: Vec<String> = patch.tests.iter().map(|test| format!("`{test}`")).collect();
    let tests = if tests.is_empty() { String::new() } else { format!("- Test: {}\n", tests.join(", ")) };
    format!(
        "\n### {}: {}\n\n{}\n\n- Proof: {}\n{tests}- Upstream: {}\n",
        patch.name,
        escaped(&patch.title),
        escaped(&patch.why),
        escaped(&patch.proof),
        escaped(&patch.upstream),
    )
}

/// Text in which nothing is Markdown by accident.
fn escaped(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if "*<[".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

const HEAD: &str = "\
# The patches

What this project changes in libzmq 4.3.5, patch by patch. This page is made from the headers of `vendor/patches/` by
`cargo xtask patches docs`. All of them keep the ABI. `cargo xtask patches prove` runs the named tests (programs of `tests/c/`) on stock
libzmq, where each has to fail, and on the patched one; a test with `series` is asked of the series without this patch instead, as the fault
came with another one. `ZMQ_SYS_PRISTINE=1` builds without the patches.

Upstream's fix for an end of a pipe that is acknowledged twice (https://github.com/zeromq/libzmq/issues/4806, acef50b8) is not among them. A pipe sends
that acknowledgement when it leaves `active`, `delimiter_received`, `waiting_for_delimiter` or `term_req_sent1`, never to come back, so
that its peer gets one; were there two, the second would find the pipe itself freed, which the fix leaves as it is. No delay, sanitizer or
stress made one.
";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_patch_is_in_the_part_of_its_number_and_its_text_is_no_markup() {
        let header = "Subject: a * b\nWhy: <w>\nProof: p\nUpstream: none\nTest: one {ipc}\n";
        let parse = |name| Patch::parse(name, header).unwrap();
        let page = page(&[parse("0001-x"), parse("0100-y")]);
        let parts: Vec<&str> = page.split("\n## ").collect();
        assert!(parts[1].contains("### 0001-x: a \\* b\n\n\\<w>\n\n- Proof: p\n- Test: `one {ipc}`\n"), "{page}");
        assert!(parts[2].contains("### 0100-y") && !parts[2].contains("0001"), "{page}");
    }
}
