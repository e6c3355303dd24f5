//! Where cargo unpacked the pinned package, without guessing cargo's folders.
//!
//! A generic function of the package calls `Into::into` on what it is given; an `into` marked `#[track_caller]` learns
//! from there the path of the package's own source file. Where that path is no longer true (the compiler was told to
//! remap it, or a cached build is used after the package has moved), cargo's registry folder and then cargo itself are asked.

use std::cell::Cell;
use std::env;
use std::ffi::OsString;
use std::panic::Location;
use std::path::{Path, PathBuf};
use std::process::Command;

use zeromq_src::LibLocation;

use crate::{Error, Result};

/// The environment variable that names, by its absolute path, a source tree to use instead of the pinned package's.
pub const SOURCE_DIR: &str = "LIBZMQ_SOURCE_DIR";

/// The folder of libzmq's source, with `src/`, `include/` and the rest of the upstream tree.
///
/// It is not verified yet: [`Tree::read`](crate::Tree::read) does that.
///
/// # Errors
///
/// [`Error::NotFound`] when the pinned package is in none of the places it can be, [`Error::NotSource`] when
/// [`SOURCE_DIR`] is set to a folder without libzmq's source.
pub fn locate() -> Result<PathBuf> {
    if let Some(root) = variable(SOURCE_DIR).map(PathBuf::from) {
        return if is_source(&root) { Ok(root) } else { Err(Error::NotSource { root }) };
    }
    let recorded = recorded_path();
    let places = [recorded_places, registry_places, cargo_places];
    let mut tried = Vec::new();
    for place in places.iter().flat_map(|places| places(&recorded)) {
        if is_source(&place) {
            return Ok(place);
        }
        if !tried.contains(&place) {
            tried.push(place);
        }
    }
    Err(Error::NotFound { recorded, tried })
}

fn is_source(root: &Path) -> bool {
    root.join("include/zmq.h").is_file()
}

/// The package's `src/lib.rs`, as the compiler was given it.
fn recorded_path() -> PathBuf {
    let path = Cell::new("");
    LibLocation::new(Caller(&path), "");
    PathBuf::from(path.get())
}

struct Caller<'a>(&'a Cell<&'static str>);

#[expect(clippy::from_over_into, reason = "the caller of `From::from` would be the standard library")]
impl Into<PathBuf> for Caller<'_> {
    #[track_caller]
    fn into(self) -> PathBuf {
        self.0.set(Location::caller().file());
        PathBuf::new()
    }
}

/// Next to the recorded file: cargo gives a relative path for a package inside the workspace that it builds.
fn recorded_places(recorded: &Path) -> Vec<PathBuf> {
    let Some(package) = package_of(recorded) else {
        return Vec::new();
    };
    if recorded.is_absolute() {
        return vec![package.join("vendor")];
    }
    starting_points()
        .iter()
        .flat_map(|start| start.ancestors())
        .map(|folder| folder.join(package).join("vendor"))
        .collect()
}

/// Under today's `CARGO_HOME`, by the part of the recorded path below its registry.
fn registry_places(recorded: &Path) -> Vec<PathBuf> {
    let text = recorded.to_string_lossy().replace('\\', "/");
    let tail = text.split_once("registry/src/").and_then(|(_, tail)| package_of(Path::new(tail)).map(Path::to_owned));
    registry().zip(tail).map(|(registry, tail)| registry.join(tail).join("vendor")).into_iter().collect()
}

/// Where cargo says that the package is, for the workspace that is being built.
fn cargo_places(_recorded: &Path) -> Vec<PathBuf> {
    let manifest_above = |start: &PathBuf| {
        let mut manifests = start.ancestors().map(|folder| folder.join("Cargo.toml"));
        manifests.find(|file| file.is_file())
    };
    let manifests = starting_points().iter().filter_map(manifest_above).collect::<Vec<_>>();
    let packages = manifests.iter().find_map(|manifest| ask_cargo(manifest));
    packages.into_iter().map(|package| package.join("vendor")).collect()
}

/// The package's folder, if the workspace of that manifest depends on it.
fn ask_cargo(manifest: &Path) -> Option<PathBuf> {
    let cargo = variable("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    // `--frozen` is offline, and never writes the lock file of the build that is going on.
    command.args(["metadata", "--frozen", "--format-version=1", "--manifest-path"]).arg(manifest);
    // From here cargo reads the workspace's configuration, which may replace sources.
    command.current_dir(manifest.parent()?);
    let output = command.output().ok().filter(|output| output.status.success())?;
    let found = manifest_in(&String::from_utf8(output.stdout).ok()?)?;
    found.parent().map(Path::to_owned)
}

/// The package's manifest in the output of `cargo metadata`.
fn manifest_in(metadata: &str) -> Option<PathBuf> {
    // A package's entry has its version after its name, a mention among the dependencies of another has not.
    let (_, entry) = metadata.split_once(r#""name":"zeromq-src","version":"0.3.6"#)?;
    let (_, path) = entry.split_once(r#""manifest_path":""#)?;
    let (path, _) = path.split_once('"')?;
    Some(PathBuf::from(path.replace(r"\\", r"\")))
}

/// Folders inside the workspace that is being built, as far as they are known: the running build script's target
/// folder, where the user called cargo, and the package that the build script belongs to.
fn starting_points() -> Vec<PathBuf> {
    let variables = ["OUT_DIR", "PWD", "CARGO_MANIFEST_DIR"];
    variables.into_iter().filter_map(variable).map(PathBuf::from).chain(env::current_dir()).collect()
}

fn package_of(source_file: &Path) -> Option<&Path> {
    source_file.parent()?.parent()
}

fn registry() -> Option<PathBuf> {
    let home = variable("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")))?;
    Some(home.join("registry/src"))
}

fn variable(name: &str) -> Option<OsString> {
    env::var_os(name).filter(|value| !value.is_empty())
}
