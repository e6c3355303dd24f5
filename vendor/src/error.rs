//! What can be wrong with the source, and the ways out.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::locate::SOURCE_DIR;

/// Why libzmq's source could not be prepared; displayed, it says what to do.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// The pinned package's files are nowhere to be found.
    NotFound {
        /// The path that the compiler recorded for the package's code.
        recorded: PathBuf,
        /// The folders that were looked at.
        tried: Vec<PathBuf>,
    },
    /// `LIBZMQ_SOURCE_DIR` names a folder without libzmq's source.
    NotSource {
        /// That folder.
        root: PathBuf,
    },
    /// A file of the source is missing or not the one that the patches are for.
    Damaged {
        /// The source tree.
        root: PathBuf,
        /// The file, relative to it.
        file: String,
        /// Whether it is missing.
        missing: bool,
        /// How many files are wrong.
        count: usize,
    },
    /// A patch's text is not what this crate reads.
    Patch {
        /// The patch's file name.
        patch: String,
        /// What is wrong.
        problem: String,
    },
    /// A hunk does not sit where it says.
    Hunk {
        /// The patch's file name.
        patch: String,
        /// The source file.
        file: String,
        /// The hunk's number in that file, from 1.
        hunk: usize,
        /// What is wrong.
        problem: String,
    },
    /// The patched source is not what the committed checksums say.
    Patched {
        /// The file that differs.
        file: String,
    },
    /// A list of checksums cannot be read.
    Checksums {
        /// The line at which that ends.
        line: String,
    },
    /// The operating system refused.
    Io {
        /// What was tried.
        action: &'static str,
        /// On which file or folder.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

impl Error {
    pub(crate) fn io(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |source| Self::Io { action, path: path.to_owned(), source }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotFound { recorded, tried } => {
                writeln!(f, "libzmq's source (the package zeromq-src) was not found.")?;
                writeln!(f, "The compiler recorded {}; looked in:", recorded.display())?;
                tried.iter().try_for_each(|folder| writeln!(f, "  {}", folder.display()))?;
                write!(
                    f,
                    "Ways out: run `cargo fetch` and build again; set CARGO_HOME to the folder that cargo uses; "
                )?;
                write!(
                    f,
                    "or set {SOURCE_DIR} to the folder of an unpacked libzmq source (its include/zmq.h is looked for)."
                )
            }
            Self::NotSource { root } => {
                writeln!(f, "{SOURCE_DIR} is {}, but there is no include/zmq.h in it.", root.display())?;
                write!(
                    f,
                    "Ways out: set it to the absolute path of an unpacked libzmq source, or unset it to use the pinned package."
                )
            }
            Self::Damaged { root, file, missing, count } => damaged(f, root, file, *missing, *count),
            Self::Patch { patch, problem } => write!(f, "{patch}: {problem}"),
            Self::Hunk { patch, file, hunk, problem } => {
                writeln!(f, "{patch}: {file}: hunk {hunk}: {problem}.")?;
                write!(f, "After a change to an earlier patch, `cargo xtask patches refresh` renumbers the hunks.")
            }
            Self::Patched { file } => {
                writeln!(f, "{file} with the patches applied is not what patched.fnv says.")?;
                write!(
                    f,
                    "If the patches are right, `cargo xtask patches refresh` records the new checksums; if you did not change them, check out the repository again."
                )
            }
            Self::Checksums { line } => write!(f, "`{line}` is not a checksum, two spaces and a path"),
            Self::Io { action, path, source } => write!(f, "cannot {action} {}: {source}", path.display()),
        }
    }
}

fn damaged(f: &mut fmt::Formatter<'_>, root: &Path, file: &str, missing: bool, count: usize) -> fmt::Result {
    let state = if missing { "missing" } else { "not the pinned one" };
    write!(f, "libzmq's source in {} is wrong: {file} is {state}", root.display())?;
    if count > 1 {
        write!(f, " (and {} more)", count - 1)?;
    }
    writeln!(f, ".")?;
    if std::env::var_os(SOURCE_DIR).is_some_and(|dir| !dir.is_empty()) {
        write!(
            f,
            "Ways out: unset {SOURCE_DIR} to use the pinned package, or set it to an unmodified source of the pinned version."
        )
    } else {
        let package = root.parent().unwrap_or(root).display();
        write!(f, "Ways out: remove {package} and build again, so that cargo unpacks it anew; ")?;
        write!(f, "or set {SOURCE_DIR} to the folder of an unmodified source of the pinned version.")
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io { source, .. } => Some(source),
            _ => None,
        }
    }
}
