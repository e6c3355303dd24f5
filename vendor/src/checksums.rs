//! Which bytes a tree must consist of: a list of paths with their checksums.
//!
//! The sums guard against damage and mix-ups, not against malice (cargo has verified the package by SHA-256 already), so
//! they are FNV-1a: a few lines, and quick even in an unoptimised build script.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use crate::{Error, Extent, Result};

/// Paths, relative to the tree and with `/`, and the checksums of their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checksums(BTreeMap<String, u64>);

impl Checksums {
    /// Upstream's files as the patches expect them.
    pub(crate) fn upstream() -> Result<Self> {
        Self::parse(include_str!("../upstream.fnv"))
    }

    /// The files that the series changes or adds, after it.
    pub(crate) fn patched() -> Result<Self> {
        Self::parse(include_str!("../patched.fnv"))
    }

    /// Reads a list: a line a file, sixteen hexadecimal digits, two spaces, the path.
    ///
    /// # Errors
    ///
    /// [`Error::Checksums`] when a line is anything else.
    pub fn parse(text: &str) -> Result<Self> {
        let entry = |line: &str| parse(line).ok_or_else(|| Error::Checksums { line: line.to_owned() });
        text.lines().map(entry).collect::<Result<_>>().map(Self)
    }

    /// Records the contents of a file.
    pub fn insert(&mut self, file: &str, contents: &[u8]) {
        self.0.insert(file.to_owned(), fnv1a(contents));
    }

    /// Whether `contents` are those recorded for `file`.
    pub fn matches(&self, file: &str, contents: &[u8]) -> bool {
        self.0.get(file).is_some_and(|sum| *sum == fnv1a(contents))
    }

    /// The recorded files that `extent` holds.
    pub fn within(mut self, extent: Extent) -> Self {
        self.0.retain(|file, _| extent.holds(file));
        self
    }

    /// The files that only one of the two lists has, or that they disagree on, sorted.
    pub fn differences<'a>(&'a self, other: &'a Self) -> impl Iterator<Item = &'a str> {
        let files: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let differs = |file: &&String| self.0.get(*file) != other.0.get(*file);
        files.into_iter().filter(differs).map(String::as_str)
    }

    /// The recorded paths, sorted.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

/// The list as [`Checksums::parse`] reads it.
impl fmt::Display for Checksums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|(file, sum)| writeln!(f, "{sum:016x}  {file}"))
    }
}

fn parse(line: &str) -> Option<(String, u64)> {
    let (sum, file) = line.split_once("  ")?;
    Some((file.to_owned(), u64::from_str_radix(sum, 16).ok()?))
}

fn fnv1a(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in bytes {
        hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash
}

#[cfg(test)]
mod tests {
    use super::{Checksums, fnv1a};

    #[test]
    fn fnv1a_gives_the_published_sums() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }

    #[test]
    fn a_list_is_read_as_it_was_written() {
        let mut list = Checksums::default();
        list.insert("src/b c.cpp", b"foobar");
        list.insert("src/a.cpp", b"");
        assert_eq!(list.to_string(), "cbf29ce484222325  src/a.cpp\n85944171f73967e8  src/b c.cpp\n");
        assert_eq!(Checksums::parse(&list.to_string()).unwrap(), list);
        assert!(Checksums::parse("85944171f73967e8 src/a.cpp\n").is_err());
    }
}
