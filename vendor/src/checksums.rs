//! Which bytes a tree must consist of: a list of paths with their checksums.
//!
//! The sums guard against damage and mix-ups, not against malice (cargo has verified the package by SHA-256 already), so
//! they are FNV-1a: a few lines, and quick even in an unoptimised build script.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use crate::{Error, Extent, Result};

/// Paths, relative to the tree and with `/`, and the checksums of their contents.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checksums(BTreeMap<String, u64>);

impl Checksums {
    /// Reads a list: a line a file, sixteen hexadecimal digits, two spaces, the path.
    pub fn read(path: &Path) -> Result<Self> {
        let text = fs::read_to_string(path).map_err(Error::io("read", path))?;
        let entry = |(number, line): (usize, &str)| {
            parse(line).ok_or_else(|| Error::Checksums { path: path.to_owned(), line: number + 1 })
        };
        text.lines().enumerate().map(entry).collect::<Result<_>>().map(Self)
    }

    /// Writes the list as [`Checksums::read`] reads it.
    pub fn write(&self, path: &Path) -> Result<()> {
        let mut text = String::new();
        for (file, sum) in &self.0 {
            // Writing to a String cannot fail.
            let _ = writeln!(text, "{sum:016x}  {file}");
        }
        fs::write(path, text).map_err(Error::io("write", path))
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
    use super::fnv1a;

    #[test]
    fn fnv1a_gives_the_published_sums() {
        assert_eq!(fnv1a(b""), 0xcbf2_9ce4_8422_2325);
        assert_eq!(fnv1a(b"foobar"), 0x8594_4171_f739_67e8);
    }
}
