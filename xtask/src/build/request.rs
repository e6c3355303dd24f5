//! What is asked for, in one value.

use std::path::PathBuf;

use super::recipe::config::{Config, Source};
use super::recipe::features::Feature;
use super::toolchain::Toolchain;
use crate::root;

/// A libzmq that is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    /// Whose build system.
    pub(crate) builder: Builder,
    /// The features, the pollers, with or without our patches.
    pub(crate) config: Config,
    /// Where CURVE's cryptography comes from; of no meaning without CURVE.
    pub(crate) sodium: Sodium,
    /// Which libraries.
    pub(crate) kinds: Kinds,
    /// What checks the library while it runs.
    pub(crate) sanitizer: Option<Sanitizer>,
    /// The target and its compilers.
    pub(crate) toolchain: Toolchain,
    /// Where it is installed.
    pub(crate) prefix: PathBuf,
    /// Only errors are said.
    pub(crate) quiet: bool,
}

/// Who drives the compiler.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Builder {
    /// We, with the recipe of `zmq-sys`.
    Cc,
    /// Upstream's `CMakeLists.txt`.
    Cmake,
    /// Upstream's `configure`.
    Autotools,
}

/// Which libsodium.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sodium {
    /// The one that cargo builds from its packaged source, inside the shared library.
    Bundled,
    /// The system's, found by pkg-config.
    System,
}

/// Which libraries are built; at least one is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kinds {
    pub(crate) shared: bool,
    pub(crate) archive: bool,
}

/// A sanitizer of the compiler's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sanitizer {
    Address,
    Thread,
    Undefined,
}

/// A name on the command line.
pub(crate) trait Named: Copy + Sized + 'static {
    const ALL: &'static [Self];
    fn name(self) -> &'static str;
}

impl Request {
    /// The libsodium that has to be found or built.
    pub(crate) fn wanted_sodium(&self) -> Option<Sodium> {
        self.config.choices.has(Feature::Curve).then_some(self.sodium)
    }

    /// Where this library is built, a folder for each that differs in more than its prefix.
    pub(crate) fn work(&self) -> PathBuf {
        let choices = &self.config.choices;
        let mut name = vec![
            self.toolchain.target.as_str(),
            self.builder.name(),
            source_name(self.config.source),
            choices.poller.name(),
            choices.api_poller.name(),
        ];
        name.extend(choices.features.iter().map(|feature| feature.name()));
        name.extend(self.wanted_sodium().filter(|sodium| *sodium == Sodium::System).map(|_| "system-sodium"));
        name.extend(self.sanitizer.map(Sanitizer::name));
        name.extend(self.config.debug.then_some("debug"));
        target_folder().join("libzmq").join(name.join("-"))
    }
}

/// The source, as it is called on the command line.
pub(crate) fn source_name(source: Source) -> &'static str {
    if source == Source::Pristine { "pristine" } else { "patched" }
}

/// Cargo's folder for what is built.
pub(crate) fn target_folder() -> PathBuf {
    // Cargo takes a relative one from the folder in which it was called, which is ours too.
    let chosen = std::env::var_os("CARGO_TARGET_DIR").filter(|folder| !folder.is_empty());
    let chosen = chosen.and_then(|folder| std::path::absolute(folder).ok());
    chosen.unwrap_or_else(|| root().join("target"))
}

impl Named for Builder {
    const ALL: &'static [Self] = &[Self::Cc, Self::Cmake, Self::Autotools];

    fn name(self) -> &'static str {
        match self {
            Self::Cc => "cc",
            Self::Cmake => "cmake",
            Self::Autotools => "autotools",
        }
    }
}

impl Named for Sanitizer {
    const ALL: &'static [Self] = &[Self::Address, Self::Thread, Self::Undefined];

    fn name(self) -> &'static str {
        match self {
            Self::Address => "address",
            Self::Thread => "thread",
            Self::Undefined => "undefined",
        }
    }
}

impl Sanitizer {
    /// For the compiler and the linker.
    pub(crate) fn flag(self) -> String {
        format!("-fsanitize={}", self.name())
    }
}
