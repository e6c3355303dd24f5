//! Where libsodium comes from: its packaged source is built, or pkg-config finds the system's.

mod bundled;
mod package;

use std::path::PathBuf;

use super::request::{Request, Sodium};
use crate::Outcome;

pub(crate) use bundled::{Bundled, Unpacked};

/// A libsodium that is there, or will be.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// The folders of `sodium.h`, where the compiler does not search.
    pub(crate) include: Vec<PathBuf>,
    pub(crate) library: Library,
}

/// How it is linked.
#[derive(Clone, Debug)]
pub(crate) enum Library {
    /// An archive that becomes a part of the shared library.
    Bundled { archive: PathBuf, licence: PathBuf },
    /// A library of the system's, with the folders where the linker does not search.
    System { search: Vec<PathBuf> },
}

/// Finds what the request wants, and says what of it has still to be built.
pub(crate) fn find(request: &Request) -> Outcome<(Option<Found>, Option<Bundled>)> {
    Ok(match request.wanted_sodium() {
        None => (None, None),
        Some(Sodium::System) => (Some(system()?), None),
        Some(Sodium::Bundled) => {
            let bundled = Bundled::of(request)?;
            (Some(bundled.found()), Some(bundled).filter(|bundled| !bundled.is_built()))
        }
    })
}

fn system() -> Outcome<Found> {
    let found = probe()?;
    Ok(Found { include: found.include_paths, library: Library::System { search: found.link_paths } })
}

/// Asks pkg-config for the system's.
pub(crate) fn probe() -> Result<pkg_config::Library, pkg_config::Error> {
    pkg_config::Config::new().cargo_metadata(false).env_metadata(false).atleast_version("1.0.3").probe("libsodium")
}
