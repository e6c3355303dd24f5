//! Where libsodium comes from: cargo builds its package, or pkg-config finds the system's.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::Value;

use super::request::{Request, Sodium};
use crate::{Outcome, cargo};

/// A libsodium that is there.
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

/// Builds or finds what the request wants.
pub(crate) fn provide(request: &Request) -> Outcome<Option<Found>> {
    match request.wanted_sodium() {
        None => Ok(None),
        Some(Sodium::Bundled) => bundled(request).map(Some),
        Some(Sodium::System) => system().map(Some),
    }
}

/// Lets cargo build the package, as it does for `zmq-sys`, and asks where it is.
fn bundled(request: &Request) -> Outcome<Found> {
    let mut command = cargo();
    // Without the target's standard library all Rust of it fails to compile, and C is what is wanted.
    command.args(["build", "--keep-going", "--package", PACKAGE, "--message-format=json"]);
    // They would have it look for another one.
    for variable in ["SODIUM_LIB_DIR", "SODIUM_SHARED", "SODIUM_USE_PKG_CONFIG"] {
        command.env_remove(variable);
    }
    if request.toolchain.is_cross() {
        command.args(["--target", &request.toolchain.target]);
        for (name, program) in [("CC", &request.toolchain.programs.c), ("AR", &request.toolchain.programs.archiver)] {
            if let Some(program) = program {
                command.env(format!("{name}_{}", request.toolchain.target.replace('-', "_")), program);
            }
        }
    }
    if request.toolchain.target == MINGW.0 {
        // Its configure knows the system by this name only.
        command.env("ac_cv_host", MINGW.1);
    }
    let output = command.stdin(Stdio::null()).output()?;
    match built_in(&String::from_utf8(output.stdout)?) {
        Some(folder) => found_in(&folder),
        None => {
            Err(format!("libsodium could not be built:\n{}", String::from_utf8_lossy(&output.stderr).trim_end()).into())
        }
    }
}

/// The folder in which the package was built, in what cargo says.
fn built_in(messages: &str) -> Option<PathBuf> {
    let messages = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    messages.into_iter().find_map(|message| {
        let is_it = message["reason"] == "build-script-executed" && message["package_id"].as_str()?.contains(PACKAGE);
        is_it.then(|| message["out_dir"].as_str().map(PathBuf::from))?
    })
}

fn found_in(folder: &Path) -> Outcome<Found> {
    let include = folder.join("installed/include");
    let archive = folder.join("installed/lib/libsodium.a");
    let licence = folder.join("source/libsodium-stable/LICENSE");
    for file in [&include.join("sodium.h"), &archive, &licence] {
        if !file.is_file() {
            return Err(format!("libsodium was built, but there is no {}", file.display()).into());
        }
    }
    Ok(Found { include: vec![include], library: Library::Bundled { archive, licence } })
}

fn system() -> Outcome<Found> {
    let found = probe()?;
    Ok(Found { include: found.include_paths, library: Library::System { search: found.link_paths } })
}

/// Asks pkg-config for the system's.
pub(crate) fn probe() -> Result<pkg_config::Library, pkg_config::Error> {
    pkg_config::Config::new().cargo_metadata(false).env_metadata(false).atleast_version("1.0.3").probe("libsodium")
}

const PACKAGE: &str = "libsodium-sys-stable";
const MINGW: (&str, &str) = ("x86_64-pc-windows-gnu", "x86_64-w64-mingw32");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_folder_is_found_among_cargos_messages() {
        let messages = concat!(
            "{\"reason\":\"compiler-artifact\",\"package_id\":\"registry+x#libsodium-sys-stable@1\"}\n",
            "not json\n",
            "{\"reason\":\"build-script-executed\",\"package_id\":\"registry+x#libc@1\",\"out_dir\":\"/wrong\"}\n",
            "{\"reason\":\"build-script-executed\",\"package_id\":\"registry+x#libsodium-sys-stable@1\",\"out_dir\":\"/right\"}\n",
        );
        assert_eq!(built_in(messages), Some(PathBuf::from("/right")));
        assert_eq!(built_in("{\"reason\":\"build-finished\",\"success\":false}"), None);
    }

    #[test]
    fn a_folder_without_the_library_is_an_error() {
        let error = found_in(Path::new("/nowhere")).unwrap_err().to_string();
        assert!(error.contains("/nowhere/installed/include/sodium.h"), "{error}");
    }
}
