//! libsodium from its packaged source, by its own configure and make.
//!
//! The package's build script does the same, but first cargo builds that and what it downloads and unpacks with, which takes
//! about as long as libsodium itself; and libzmq is not compiled meanwhile.

use std::env;
use std::ffi::OsString;
use std::fs::{self, File};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::package::{self, Package};
use super::{Found, Library};
use crate::Outcome;
use crate::build::link::run;
use crate::build::request::{Request, target_folder};
use crate::build::toolchain::{Language, Toolchain};

/// A libsodium of ours, built or not.
#[derive(Clone, Debug)]
pub(crate) struct Bundled {
    /// The packed source.
    packed: PathBuf,
    /// A folder for this version and these settings alone.
    folder: PathBuf,
    settings: Settings,
}

/// One whose headers are there, and which nobody else builds.
#[derive(Debug)]
pub(crate) struct Unpacked<'a> {
    bundled: &'a Bundled,
    _lock: File,
}

/// What configure is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Settings {
    arguments: Vec<String>,
    variables: Vec<(&'static str, OsString)>,
}

impl Bundled {
    /// The one for the request's target.
    pub(super) fn of(request: &Request) -> Outcome<Self> {
        let toolchain = &request.toolchain;
        let parent = target_folder().join("libzmq/libsodium");
        require_no_space(&parent)?;
        let Package { version, folder } = package::locate(&toolchain.host)?;
        let settings = Settings::of(toolchain)?;
        let mut hasher = DefaultHasher::new();
        settings.hash(&mut hasher);
        let name = format!("{version}-{}-{:016x}", toolchain.target, hasher.finish());
        Ok(Self { packed: folder.join("LATEST.tar.gz"), folder: parent.join(name), settings })
    }

    /// Where it is, or will be.
    pub(super) fn found(&self) -> Found {
        let source = self.source();
        let library = Library::Bundled {
            archive: source.join("src/libsodium/.libs/libsodium.a"),
            licence: source.join("LICENSE"),
        };
        Found { include: vec![source.join("src/libsodium/include"), self.early()], library }
    }

    pub(super) fn is_built(&self) -> bool {
        self.folder.join(BUILT).is_file()
    }

    /// Unpacks it, if it is not built, so that its headers can be read; keeps others out of its folder from now on.
    pub(crate) fn unpack(&self) -> Outcome<Unpacked<'_>> {
        fs::create_dir_all(&self.folder).map_err(|error| format!("{}: {error}", self.folder.display()))?;
        let lock = File::create(self.folder.join("lock"))?;
        lock.lock()?;
        // Another build may just have made it.
        if !self.is_built() {
            self.lay()?;
        }
        Ok(Unpacked { bundled: self, _lock: lock })
    }

    fn source(&self) -> PathBuf {
        self.folder.join("libsodium-stable")
    }

    /// The folder of what the headers lack before configure has run.
    fn early(&self) -> PathBuf {
        self.folder.join("early")
    }

    fn lay(&self) -> Outcome {
        let source = self.source();
        if source.exists() {
            // A build that was interrupted left it.
            fs::remove_dir_all(&source)?;
        }
        let mut tar = Command::new("tar");
        tar.arg("-xzof").arg(&self.packed).arg("-C").arg(&self.folder);
        run(&mut tar, "libsodium could not be unpacked")?;
        // The one header that configure makes; this is the same one for a system that has no configure.
        let early = self.early().join("sodium");
        fs::create_dir_all(&early)?;
        for (file, name) in [("builds/msvc/version.h", "version.h"), (EXPORT, "export.h")] {
            let file = source.join(file);
            fs::copy(&file, early.join(name)).map_err(|error| format!("{}: {error}", file.display()))?;
        }
        Ok(())
    }

    fn configure(&self) -> Outcome {
        let source = self.source();
        let mut configure = Command::new("./configure");
        configure.current_dir(&source).args(&self.settings.arguments);
        configure.envs(self.settings.variables.iter().map(|(name, value)| (name, value)));
        if env::var_os("CONFIG_SHELL").is_none() && Path::new(DASH).is_file() {
            // It and libtool would prefer bash, which takes longer to start a thousand times.
            configure.env("CONFIG_SHELL", DASH);
        }
        run(&mut configure, "libsodium could not be configured")
    }
}

impl Unpacked<'_> {
    /// Builds it with as many compilers at a time.
    pub(crate) fn build(self, compilers: usize) -> Outcome {
        if self.bundled.is_built() {
            return Ok(());
        }
        self.bundled.configure()?;
        let mut make = Command::new("make");
        make.args(["-s", &format!("-j{compilers}"), "libsodium.la"])
            .current_dir(self.bundled.source().join("src/libsodium"));
        run(&mut make, "libsodium could not be built")?;
        Ok(fs::write(self.bundled.folder.join(BUILT), "")?)
    }
}

impl Settings {
    fn of(toolchain: &Toolchain) -> Outcome<Self> {
        let mut compilation = toolchain.compilation(Language::C, &env::temp_dir());
        let tool = compilation.warnings(false).pic(true).try_get_compiler()?;
        let wrapped = tool.cc_env();
        let compiler = if wrapped.is_empty() { tool.path().as_os_str().to_owned() } else { wrapped };
        let mut variables = vec![("CC", compiler), ("CFLAGS", tool.cflags_env())];
        variables.extend(toolchain.programs.archiver.iter().map(|archiver| ("AR", archiver.clone().into_os_string())));
        let mut arguments: Vec<String> = [
            // What it says besides errors nobody reads.
            "--quiet",
            "--disable-shared",
            "--disable-dependency-tracking",
            // As `zmq-sys` has it: no functions that nobody should use any more, and none of another library's.
            "--enable-minimal",
            "--disable-ssp",
        ]
        .map(str::to_owned)
        .into();
        arguments.extend(toolchain.is_cross().then(|| format!("--host={}", host(&toolchain.target))));
        Ok(Self { arguments, variables })
    }
}

/// Its configure refuses such a folder.
fn require_no_space(folder: &Path) -> Outcome {
    if !folder.to_string_lossy().contains(char::is_whitespace) {
        return Ok(());
    }
    Err(format!(
        "libsodium cannot be built in a folder with a space in its name, and would be in {}; CARGO_TARGET_DIR names another place, \
         --sodium system uses the system's libsodium",
        folder.display()
    )
    .into())
}

/// The target, as configure calls the machine on which the library is used.
fn host(target: &str) -> String {
    match target.split_once('-') {
        Some((processor, "pc-windows-gnu")) => format!("{processor}-w64-mingw32"),
        // Rust names the extensions too.
        Some((processor, rest)) if processor.starts_with("riscv") => format!("{}-{rest}", &processor[..7]),
        _ => target.to_owned(),
    }
}

/// It is written last.
const BUILT: &str = "built";
const EXPORT: &str = "src/libsodium/include/sodium/export.h";
const DASH: &str = "/bin/dash";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::read;

    #[test]
    fn targets_have_the_names_that_configure_knows() {
        assert_eq!(host("x86_64-pc-windows-gnu"), "x86_64-w64-mingw32");
        assert_eq!(host("riscv64gc-unknown-linux-gnu"), "riscv64-unknown-linux-gnu");
        assert_eq!(host("aarch64-unknown-linux-musl"), "aarch64-unknown-linux-musl");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn another_compiler_has_another_folder() {
        let mut request = read(&[]).unwrap().unwrap();
        let one = Bundled::of(&request).unwrap();
        assert_eq!(one.folder, Bundled::of(&request).unwrap().folder);
        request.toolchain.programs.c = Some("/usr/bin/gcc".into());
        assert_ne!(one.folder, Bundled::of(&request).unwrap().folder);
    }

    #[test]
    fn a_folder_with_a_space_is_refused_with_what_helps() {
        require_no_space(Path::new("/srv/mine/target")).unwrap();
        let error = require_no_space(Path::new("/srv/my clone/target")).unwrap_err().to_string();
        assert!(error.contains("/srv/my clone/target; CARGO_TARGET_DIR"), "{error}");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_fails_is_named_with_what_it_said() {
        let folder = env::temp_dir().join(format!("libsodium-{}", std::process::id()));
        let settings = Settings { arguments: Vec::new(), variables: Vec::new() };
        let bundled = Bundled { packed: "/nowhere/LATEST.tar.gz".into(), folder: folder.clone(), settings };
        let error = bundled.unpack().unwrap_err().to_string();
        assert!(error.starts_with("libsodium could not be unpacked:\n") && error.contains("/nowhere"), "{error}");
        assert!(!bundled.is_built());
        fs::remove_dir_all(folder).unwrap();
    }
}
