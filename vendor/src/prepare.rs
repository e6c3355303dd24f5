//! Laying the source, patched, into a folder.

use std::collections::{BTreeMap, BTreeSet};
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Error, Extent, Result, SOURCE_DIR, Tree, locate, patches};

/// How the source is prepared.
#[derive(Clone, Copy, Debug, Default)]
pub struct PrepareOptions {
    /// Leave the patches out, for a stock libzmq.
    pub pristine: bool,
}

/// A prepared source tree.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Prepared {
    /// The folder, with `src/`, `include/` and `external/`.
    pub root: PathBuf,
    /// libzmq's version, as `zmq.h` says it.
    pub version: String,
    /// The names of the patches that were applied, in order.
    pub patches: Vec<String>,
    /// Files and folders for `cargo:rerun-if-changed`.
    pub rerun_if_changed: Vec<PathBuf>,
    /// Environment variables for `cargo:rerun-if-env-changed`.
    pub rerun_if_env_changed: Vec<&'static str>,
}

impl Prepared {
    /// The folder of `zmq.h`.
    pub fn include(&self) -> PathBuf {
        self.root.join("include")
    }
}

/// Lays what a build of libzmq reads, patched, into `dest`.
///
/// With [`PREPARED_DIR`] in the environment it is that folder's source that is laid, as it is and whatever the options say.
///
/// Repeating it is cheap: the source is read and verified again, but only files that differ are written, and files of an earlier
/// run that are no longer part of the source are removed. Other files in `dest` are left alone.
///
/// # Errors
///
/// The source is not found or damaged, a patch does not sit exactly where it says, or `dest` cannot be written; the
/// error's text says what to do.
///
/// # Examples
///
/// ```
/// use libzmq_src::{PrepareOptions, prepare};
///
/// # let out_dir = std::env::temp_dir().join(format!("libzmq-src-doc-{}", std::process::id()));
/// let prepared = prepare(&out_dir, &PrepareOptions { pristine: true })?;
/// assert!(prepared.include().join("zmq.h").is_file());
/// assert!(prepared.patches.is_empty());
/// # std::fs::remove_dir_all(&out_dir)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn prepare(dest: &Path, options: &PrepareOptions) -> Result<Prepared> {
    lay(dest, options, Extent::Build)
}

/// As [`prepare`], with upstream's own build systems, tests and documents.
pub fn prepare_whole(dest: &Path, options: &PrepareOptions) -> Result<Prepared> {
    lay(dest, options, Extent::Whole)
}

fn lay(dest: &Path, options: &PrepareOptions, extent: Extent) -> Result<Prepared> {
    if let Some(folder) = env::var_os(PREPARED_DIR).filter(|value| !value.is_empty()) {
        return taken_as_it_is(Path::new(&folder), dest);
    }
    let source = locate()?;
    let pristine = Tree::read(&source, extent)?;
    let series = if options.pristine { Vec::new() } else { patches()? };
    let tree = if options.pristine { pristine } else { pristine.patched(&series)? };
    write(&tree, &source, dest)?;
    let patches: Vec<String> = series.into_iter().map(|patch| patch.name).collect();
    write_if_different(&dest.join(SERIES), patches.join("\n").as_bytes())?;
    Ok(Prepared {
        root: dest.to_owned(),
        version: version(&tree),
        patches,
        rerun_if_changed: watched(&source),
        rerun_if_env_changed: vec![SOURCE_DIR, PREPARED_DIR],
    })
}

/// Nothing is verified: whoever names a folder is trying out a change. The folder itself is left alone.
fn taken_as_it_is(folder: &Path, dest: &Path) -> Result<Prepared> {
    let mut tree = Tree { extent: Extent::Build, files: BTreeMap::new() };
    for part in PARTS {
        read_below(folder, part, &mut tree)?;
    }
    write(&tree, folder, dest)?;
    let series = fs::read_to_string(folder.join(SERIES)).unwrap_or_default();
    Ok(Prepared {
        root: dest.to_owned(),
        version: version(&tree),
        patches: series.lines().map(str::to_owned).collect(),
        rerun_if_changed: watched(folder),
        rerun_if_env_changed: vec![SOURCE_DIR, PREPARED_DIR],
    })
}

fn read_below(root: &Path, folder: &str, tree: &mut Tree) -> Result<()> {
    let path = root.join(folder);
    for entry in fs::read_dir(&path).map_err(Error::io("read", &path))? {
        let entry = entry.map_err(Error::io("read", &path))?;
        let file = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            read_below(root, &file, tree)?;
        } else {
            let contents = fs::read(entry.path()).map_err(Error::io("read", &entry.path()))?;
            tree.files.insert(file, contents);
        }
    }
    Ok(())
}

fn write(tree: &Tree, source: &Path, dest: &Path) -> Result<()> {
    let list = dest.join(LAID);
    for stale in fs::read_to_string(&list).unwrap_or_default().lines().filter(|file| tree.get(file).is_none()) {
        // It may be gone already.
        let _ = fs::remove_file(dest.join(stale));
    }
    let folders: BTreeSet<_> = tree.files().filter_map(|(file, _)| Path::new(file).parent()).collect();
    for folder in folders {
        let folder = dest.join(folder);
        fs::create_dir_all(&folder).map_err(Error::io("create", &folder))?;
    }
    // Before the files, so that a run that is cut short leaves nothing unlisted.
    let names: String = tree.files().flat_map(|(file, _)| [file, "\n"]).collect();
    write_if_different(&list, names.as_bytes())?;
    for (file, contents) in tree.files() {
        write_if_different(&dest.join(file), contents)?;
        copy_executable(&source.join(file), &dest.join(file))?;
    }
    Ok(())
}

fn write_if_different(file: &Path, contents: &[u8]) -> Result<()> {
    if fs::read(file).is_ok_and(|present| present == contents) {
        return Ok(());
    }
    fs::write(file, contents).map_err(Error::io("write", file))
}

#[cfg(unix)]
fn copy_executable(from: &Path, to: &Path) -> Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let executable = |file: &Path| fs::metadata(file).is_ok_and(|data| data.permissions().mode() & 0o111 != 0);
    if executable(from) && !executable(to) {
        fs::set_permissions(to, fs::Permissions::from_mode(0o755)).map_err(Error::io("make executable", to))?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn copy_executable(_from: &Path, _to: &Path) -> Result<()> {
    Ok(())
}

fn version(tree: &Tree) -> String {
    let header = String::from_utf8_lossy(tree.get("include/zmq.h").unwrap_or_default());
    let number = |part: &str| {
        header.lines().find_map(|line| line.strip_prefix("#define ZMQ_VERSION_")?.strip_prefix(part)?.strip_prefix(' '))
    };
    ["MAJOR", "MINOR", "PATCH"].iter().filter_map(|part| number(part)).collect::<Vec<_>>().join(".")
}

/// Cargo knows the rest: patches and checksums are compiled in.
fn watched(source: &Path) -> Vec<PathBuf> {
    PARTS.map(|folder| source.join(folder)).into()
}

/// Names a folder of [`prepare`]'s, or of `cargo xtask patches edit`, whose source is built as it is.
pub const PREPARED_DIR: &str = "LIBZMQ_PREPARED_DIR";

/// The folders of [`Extent::Build`].
const PARTS: [&str; 3] = ["src", "include", "external"];

/// The list of the patches that were applied to what was laid.
pub const SERIES: &str = ".libzmq-patches";

/// The list of what was laid, by which the next run knows what is stale.
const LAID: &str = ".libzmq-src";
