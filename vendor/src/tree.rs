//! The pinned files in memory: read from where cargo unpacked them, and verified.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::{Checksums, Error, Result};

/// How much of the upstream tree is wanted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// What the compiler reads: `src`, `include` and `external`.
    Build,
    /// Everything, with upstream's own build systems and tests.
    Whole,
}

impl Extent {
    pub(crate) fn holds(self, file: &str) -> bool {
        self == Self::Whole || ["src/", "include/", "external/"].iter().any(|folder| file.starts_with(folder))
    }
}

/// Files of the upstream tree, by their path relative to it.
#[derive(Clone, Debug)]
pub struct Tree {
    pub(crate) extent: Extent,
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

impl Tree {
    /// Reads the tree at `root`.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] when a file is missing or not the pinned one.
    pub fn read(root: &Path, extent: Extent) -> Result<Self> {
        let pinned = Checksums::upstream()?;
        let mut files = BTreeMap::new();
        let mut wrong = Vec::new();
        for file in pinned.files().filter(|file| extent.holds(file)) {
            match fs::read(root.join(file)) {
                Ok(contents) if pinned.matches(file, &contents) => {
                    files.insert(file.to_owned(), contents);
                }
                other => wrong.push((file.to_owned(), other.is_err())),
            }
        }
        match wrong.first() {
            None => Ok(Self { extent, files }),
            Some((file, missing)) => {
                Err(Error::Damaged { root: root.to_owned(), file: file.clone(), missing: *missing, count: wrong.len() })
            }
        }
    }

    /// The paths and contents, sorted by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.files.iter().map(|(file, contents)| (file.as_str(), contents.as_slice()))
    }

    /// The contents of one file.
    pub fn get(&self, file: &str) -> Option<&[u8]> {
        self.files.get(file).map(Vec::as_slice)
    }

    /// Checksums of the files that are not in `before` or differ there.
    pub fn changes_since(&self, before: &Self) -> Checksums {
        let mut changes = Checksums::default();
        for (file, contents) in self.files().filter(|(file, contents)| before.get(file) != Some(contents)) {
            changes.insert(file, contents);
        }
        changes
    }
}
