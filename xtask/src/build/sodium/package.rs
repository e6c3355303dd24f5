//! The package that brings libsodium's source, which `zmq-sys` uses too: cargo says where it has unpacked it.

use std::path::PathBuf;
use std::process::Stdio;

use serde_json::Value;

use crate::{Outcome, cargo};

/// A version of the package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Package {
    pub(super) version: String,
    pub(super) folder: PathBuf,
}

/// Asks cargo, which downloads and verifies the package if it has to.
pub(super) fn locate(host: &str) -> Outcome<Package> {
    let mut command = cargo();
    // Packages for other systems would be downloaded only to be listed.
    command.args(["metadata", "--format-version=1", "--filter-platform", host]).stdin(Stdio::null());
    let output = command.output()?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("cargo does not find libsodium's package:\n{}", said.trim_end()).into());
    }
    Ok(listed(&serde_json::from_slice(&output.stdout)?).ok_or("cargo lists no package of libsodium")?)
}

/// The package in what cargo says of all.
fn listed(metadata: &Value) -> Option<Package> {
    let packages = metadata["packages"].as_array()?;
    let package = packages.iter().find(|package| package["name"] == "libsodium-sys-stable")?;
    let manifest = PathBuf::from(package["manifest_path"].as_str()?);
    Some(Package { version: package["version"].as_str()?.to_owned(), folder: manifest.parent()?.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_package_is_found_among_all() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "libc", "version": "0.2.1", "manifest_path": "/wrong/Cargo.toml" },
            { "name": "libsodium-sys-stable", "version": "1.24.3", "manifest_path": "/right/Cargo.toml" },
        ] });
        let package = Package { version: "1.24.3".to_owned(), folder: "/right".into() };
        assert_eq!(listed(&metadata), Some(package));
        assert_eq!(listed(&serde_json::json!({ "packages": [] })), None);
    }
}
