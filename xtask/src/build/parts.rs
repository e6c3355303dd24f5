//! What a library is made of that is not libzmq's, and what comes out of a builder.

use std::num::NonZero;
use std::path::PathBuf;
use std::thread;

use super::recipe::libraries::Libraries;
use super::sodium::{self, Library};
use crate::Outcome;

/// The foreign libraries that a build uses.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) sodium: Option<sodium::Found>,
    /// libsodium, as long as its files are not there.
    pub(crate) unbuilt: Option<sodium::Bundled>,
    pub(crate) libraries: Libraries,
}

/// What a builder has made.
#[derive(Clone, Debug)]
pub(crate) struct Built {
    pub(crate) shared: Option<Shared>,
    pub(crate) archive: Option<PathBuf>,
    /// The source that was compiled.
    pub(crate) source: PathBuf,
    pub(crate) version: String,
    pub(crate) patches: Vec<String>,
}

/// A shared library.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) library: PathBuf,
    /// What programs are linked with where they cannot be linked with the library itself: on Windows.
    pub(crate) import: Option<PathBuf>,
}

impl Parts {
    /// Builds what is not there.
    pub(crate) fn complete(&mut self) -> Outcome {
        match self.unbuilt.take() {
            Some(sodium) => sodium.unpack()?.build(processors()),
            None => Ok(()),
        }
    }

    /// The folders of foreign headers.
    pub(crate) fn include(&self) -> Vec<PathBuf> {
        self.sodium.iter().flat_map(|sodium| &sodium.include).chain(&self.libraries.include).cloned().collect()
    }

    /// Folders in which the linker looks for them.
    pub(crate) fn search(&self) -> Vec<PathBuf> {
        let sodium = self.sodium.iter().flat_map(|sodium| match &sodium.library {
            Library::System { search } => search.as_slice(),
            Library::Bundled { .. } => &[],
        });
        sodium.chain(&self.libraries.search).cloned().collect()
    }

    /// The system's libraries among them, as the linker calls them.
    pub(crate) fn link(&self) -> Vec<&str> {
        let sodium = self.sodium.iter().filter(|_| !self.has_bundled_sodium()).map(|_| "sodium");
        sodium.chain(self.libraries.link.iter().map(String::as_str)).collect()
    }

    /// libsodium's archive, if that is ours.
    pub(crate) fn bundled_sodium(&self) -> Option<&PathBuf> {
        match &self.sodium.as_ref()?.library {
            Library::Bundled { archive, .. } => Some(archive),
            Library::System { .. } => None,
        }
    }

    /// The folder of `sodium.h`, if the compiler does not search it anyway.
    pub(crate) fn sodium_include(&self) -> Option<&PathBuf> {
        self.sodium.as_ref()?.include.first()
    }

    pub(crate) fn has_bundled_sodium(&self) -> bool {
        self.bundled_sodium().is_some()
    }
}

/// How many compilers run at a time.
pub(crate) fn processors() -> usize {
    thread::available_parallelism().map_or(1, NonZero::get)
}
