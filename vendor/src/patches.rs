//! The patch series: what each patch says of itself, in the order in which they apply.

use crate::layout::stray_line;
use crate::{Error, Result};

/// One change to libzmq, and what its author says of it.
#[derive(Clone, Debug)]
pub struct Patch {
    /// The file's name without `.patch`: a number of four digits and a few words.
    pub name: String,
    /// What it fixes, in a line (`Subject:`).
    pub title: String,
    /// Why stock libzmq is not good enough here (`Why:`).
    pub why: String,
    /// The test or measurement that shows the difference (`Proof:`).
    pub proof: String,
    /// The upstream issue, or `none` (`Upstream:`).
    pub upstream: String,
    /// The programs that fail without it, and how they are built (`Test:`, as often as there are; see `README.md`).
    pub tests: Vec<String>,
    /// The whole file.
    pub text: String,
}

impl Patch {
    /// Reads a patch from its text: four fields in their order and any number of `Test`, each `Name: value` and continued by
    /// indented lines, an empty line, then a unified diff with `a/` and `b/` before the paths.
    ///
    /// # Errors
    ///
    /// [`Error::Patch`] when a field is missing, empty or out of order, or a hunk has more lines than its header says
    /// (diffy would leave out the rest).
    pub fn parse(name: &str, text: &str) -> Result<Self> {
        let mut lines = text.lines().peekable();
        let mut field = |key: &str| {
            let first = lines.next_if(|line| line.split(':').next() == Some(key))?;
            let mut value = first.split_once(':')?.1.trim().to_owned();
            while let Some(more) = lines.next_if(|line| line.starts_with(' ')) {
                value.push(' ');
                value.push_str(more.trim());
            }
            (!value.is_empty()).then_some(value)
        };
        let needed = |key: &str, value: Option<String>| {
            value.ok_or_else(|| Error::Patch {
                patch: name.to_owned(),
                problem: format!("the header needs `{key}: ...` here (the fields are Subject, Why, Proof, Upstream)"),
            })
        };
        if let Some(number) = stray_line(text) {
            let problem =
                format!("line {number} belongs to no hunk: the header of the one before counts too few lines");
            return Err(Error::Patch { patch: name.to_owned(), problem });
        }
        Ok(Self {
            title: needed("Subject", field("Subject"))?,
            why: needed("Why", field("Why"))?,
            proof: needed("Proof", field("Proof"))?,
            upstream: needed("Upstream", field("Upstream"))?,
            tests: std::iter::from_fn(|| field("Test")).collect(),
            name: name.to_owned(),
            text: text.to_owned(),
        })
    }
}

/// The series, in the order in which it applies.
///
/// # Errors
///
/// [`Error::Patch`] when one cannot be read.
pub fn patches() -> Result<Vec<Patch>> {
    SERIES.iter().map(|(name, text)| Patch::parse(name, text)).collect()
}

/// The names and texts of the files in `patches/`, sorted.
const SERIES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/series.rs"));

#[cfg(test)]
mod tests {
    use super::{Patch, patches};

    #[test]
    fn a_header_is_read_with_its_continued_lines() {
        let text = "Subject: what\nWhy: because\n  of that\nProof: a test\nUpstream: none\nTest: one\nTest: two\n 2\n\n--- a/x\n";
        let patch = Patch::parse("0001-x", text).unwrap();
        assert_eq!(patch.tests, ["one", "two 2"]);
        let fields = [patch.name, patch.title, patch.why, patch.proof, patch.upstream];
        assert_eq!(fields, ["0001-x", "what", "because of that", "a test", "none"]);
        assert_eq!(patch.text, text);
    }

    #[test]
    fn a_header_that_lacks_a_field_is_refused() {
        for text in
            ["", "Subject: what\nProof: p\n", "Subject:\nWhy: w\n", "Subject: s\nWhy: w\nProof: p\n\nUpstream: none\n"]
        {
            let error = Patch::parse("0001-x", text).unwrap_err().to_string();
            assert!(error.starts_with("0001-x: the header needs `"), "{error}");
        }
    }

    #[test]
    fn a_hunk_with_more_lines_than_it_says_is_refused() {
        let header = "Subject: s\nWhy: w\nProof: p\nUpstream: none\n\n--- a/x\n+++ b/x\n";
        let error = Patch::parse("0001-x", &format!("{header}@@ -1 +1,2 @@\n one\n+two\n+three\n")).unwrap_err();
        assert!(error.to_string().starts_with("0001-x: line 11 belongs to no hunk"), "{error}");
    }

    #[test]
    fn the_series_is_sorted_and_numbered() {
        let names: Vec<String> = patches().unwrap().into_iter().map(|patch| patch.name).collect();
        assert!(names.is_sorted());
        for name in &names {
            let number = name.split('-').next().unwrap();
            assert!(number.len() == 4 && number.bytes().all(|digit| digit.is_ascii_digit()), "{name}");
        }
    }
}
