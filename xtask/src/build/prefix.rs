//! Installs a library with all that belongs to it, below one folder.

use std::fs;
use std::path::{Path, PathBuf};

use super::exports::HEADERS;
use super::names::Names;
use super::parts::{Built, Parts};
use super::recipe::platform::Os;
use super::request::Request;
use super::sodium::Library;
use super::{cmake_package, info, pkgconfig};
use crate::Outcome;

/// An installed libzmq.
#[derive(Clone, Debug)]
pub(crate) struct Prefix {
    /// The folder, with `include` and `lib`.
    pub(crate) root: PathBuf,
    /// libzmq's version.
    pub(crate) version: String,
}

impl Prefix {
    /// The file of the shared library.
    pub(crate) fn library(&self, request: &Request) -> PathBuf {
        let os = request.toolchain.platform.os;
        self.root.join(library_folder(os)).join(Names::of(os).library)
    }
}

/// Puts everything where it belongs, and takes away what an earlier run had put there.
pub(crate) fn install(request: &Request, parts: &Parts, built: &Built) -> Outcome<Prefix> {
    let root = std::path::absolute(&request.prefix)?;
    let mut installer = Installer::begin(&root)?;
    for header in HEADERS.iter().filter(|header| built.source.join("include").join(header).is_file()) {
        installer.copy(&built.source.join("include").join(header), &format!("include/{header}"))?;
    }
    let names = Names::of(request.toolchain.platform.os);
    if let Some(shared) = &built.shared {
        let folder = library_folder(request.toolchain.platform.os);
        installer.copy(&shared.library, &format!("{folder}/{}", names.library))?;
        match (&shared.import, names.import) {
            (Some(import), Some(name)) => installer.copy(import, &format!("lib/{name}"))?,
            _ => {
                installer.link(names.library, &format!("lib/{}", names.soname))?;
                installer.link(names.soname, &format!("lib/{}", names.link))?;
            }
        }
    }
    if let Some(archive) = &built.archive {
        installer.copy(archive, "lib/libzmq.a")?;
        if let Some(sodium) = parts.bundled_sodium() {
            installer.copy(sodium, "lib/libsodium.a")?;
        }
    }
    installer.write("lib/pkgconfig/libzmq.pc", &pkgconfig::text(request, parts, &built.version))?;
    for (name, text) in cmake_package::files(request, parts, &built.version) {
        installer.write(&format!("lib/cmake/ZeroMQ/{name}"), &text)?;
    }
    for (file, name) in licences(request, parts)? {
        installer.copy(&file, &format!("share/zmq/{name}"))?;
    }
    installer.write("share/zmq/build-info", &info::text(request, parts, built)?)?;
    installer.finish()?;
    Ok(Prefix { root, version: built.version.clone() })
}

/// Fails where nothing can be installed, before anything is compiled; leaves nothing there.
pub(crate) fn require_writable(root: &Path) -> Outcome {
    let root = std::path::absolute(root)?;
    let made: Vec<&Path> = root.ancestors().take_while(|folder| !folder.exists()).collect();
    let mut installer = Installer::begin(&root)?;
    installer.write(PROBE, "")?;
    fs::remove_file(root.join(PROBE))?;
    for folder in made {
        // Another build may have put something there.
        let _ = fs::remove_dir(folder);
    }
    Ok(())
}

/// Where the system looks for shared libraries.
fn library_folder(os: Os) -> &'static str {
    if os == Os::Windows { "bin" } else { "lib" }
}

/// What has to go with the libraries, and what upstream lets go with them.
fn licences(request: &Request, parts: &Parts) -> Outcome<Vec<(PathBuf, String)>> {
    // A build reads no documents, so its source lacks them.
    let upstream = libzmq_src::locate()?;
    let mut files: Vec<_> =
        ["AUTHORS", "LICENSE", "NEWS"].map(|name| (upstream.join(name), format!("{name}.txt"))).into();
    if let Some(Library::Bundled { licence, .. }) = parts.sodium.as_ref().map(|sodium| &sodium.library) {
        files.push((licence.clone(), "LICENSE-libsodium.txt".to_owned()));
    }
    if request.config.choices.uses_own_sha1() {
        files.push((upstream.join("external/sha1/license.txt"), "LICENSE-sha1.txt".to_owned()));
    }
    if request.config.uses_wepoll() {
        files.push((upstream.join("external/wepoll/license.txt"), "LICENSE-wepoll.txt".to_owned()));
    }
    Ok(files)
}

/// Writes files below a folder and remembers which.
struct Installer {
    root: PathBuf,
    files: Vec<String>,
}

impl Installer {
    fn begin(root: &Path) -> Outcome<Self> {
        fs::create_dir_all(root).map_err(|error| format!("{} cannot be made: {error}", root.display()))?;
        Ok(Self { root: root.to_owned(), files: Vec::new() })
    }

    fn copy(&mut self, from: &Path, to: &str) -> Outcome {
        self.place(to, |file| {
            fs::copy(from, file).map_err(|error| format!("{}: {error}", from.display()).into()).map(drop)
        })
    }

    fn write(&mut self, to: &str, text: &str) -> Outcome {
        self.place(to, |file| Ok(fs::write(file, text)?))
    }

    #[cfg(unix)]
    fn link(&mut self, target: &str, to: &str) -> Outcome {
        self.place(to, |file| Ok(std::os::unix::fs::symlink(target, file)?))
    }

    /// Where there are no links, a copy is as good.
    #[cfg(not(unix))]
    fn link(&mut self, target: &str, to: &str) -> Outcome {
        let from = self.root.join(to).with_file_name(target);
        self.copy(&from, to)
    }

    /// Makes a file beside its place and moves it there: a program that has the old one open keeps it whole.
    fn place(&mut self, to: &str, make: impl FnOnce(&Path) -> Outcome) -> Outcome {
        let file = self.root.join(to);
        let fresh = file.with_file_name(format!(".{}.new", to.rsplit('/').next().unwrap_or(to)));
        if let Some(folder) = file.parent() {
            fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
        }
        if fresh.symlink_metadata().is_ok() {
            fs::remove_file(&fresh)?;
        }
        make(&fresh).map_err(|error| format!("{}: {error}", file.display()))?;
        fs::rename(&fresh, &file).map_err(|error| format!("{}: {error}", file.display()))?;
        self.files.push(to.to_owned());
        Ok(())
    }

    /// Removes what only an earlier run has put there.
    fn finish(mut self) -> Outcome {
        let before = fs::read_to_string(self.root.join(MANIFEST)).unwrap_or_default();
        for stale in before.lines().filter(|old| self.files.iter().all(|new| new != old)) {
            // It may be gone already.
            let _ = fs::remove_file(self.root.join(stale));
        }
        let list: String = self.files.iter().map(|file| format!("{file}\n")).collect();
        self.write(MANIFEST, &list)
    }
}

/// A file that is there for a moment.
const PROBE: &str = ".probe";

/// What is installed, a path a line.
const MANIFEST: &str = "share/zmq/files.txt";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_tried_and_left_as_it_was() {
        let base = std::env::temp_dir().join(format!("prefix-{}", std::process::id()));
        require_writable(&base.join("one/two")).unwrap();
        assert!(!base.exists());
        fs::create_dir(&base).unwrap();
        fs::write(base.join("file"), "").unwrap();
        require_writable(&base).unwrap();
        assert_eq!(fs::read_dir(&base).unwrap().count(), 1);
        let error = require_writable(&base.join("file/below")).unwrap_err().to_string();
        assert!(error.contains("file/below cannot be made"), "{error}");
        assert!(base.join("file").exists());
        fs::remove_dir_all(base).unwrap();
    }
}
