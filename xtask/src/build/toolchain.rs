//! Which compilers build for which target.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::recipe::platform::Target;
use crate::Outcome;

/// A target, and the programs that build for it.
#[derive(Clone, Debug)]
pub(crate) struct Toolchain {
    /// The triple of this machine.
    pub(crate) host: String,
    /// The triple of the machine that the library is for.
    pub(crate) target: String,
    /// Its system, as cargo calls it.
    pub(crate) os: String,
    /// The width of its pointers, in bits.
    pub(crate) pointer_width: String,
    /// What the recipe has to know of it.
    pub(crate) platform: Target,
    /// The programs, if not those that the `cc` crate finds: by `CC`, `CXX`, `AR` and their kind, else the target's usual ones.
    pub(crate) programs: Programs,
}

/// Programs of a toolchain that were chosen for it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Programs {
    pub(crate) c: Option<PathBuf>,
    pub(crate) cxx: Option<PathBuf>,
    pub(crate) archiver: Option<PathBuf>,
}

/// A language of libzmq's sources.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    C,
    Cxx,
}

impl Toolchain {
    /// For this machine, or for the target with that triple.
    pub(crate) fn new(target: Option<&str>) -> Outcome<Self> {
        let version = ask_rustc(&["-vV"])?;
        let host = version.lines().find_map(|line| line.strip_prefix("host: ")).ok_or("rustc does not say its host")?;
        let target = target.unwrap_or(host);
        let cfg = ask_rustc(&["--print", "cfg", "--target", target]).map_err(|_| {
            format!("--target is `{target}`, which rustc does not know; see `rustc --print target-list`")
        })?;
        let value = |name: &str| {
            let quoted = cfg.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('='));
            quoted.unwrap_or_default().trim_matches('"').to_owned()
        };
        let os = value("target_os");
        let platform = Target::new(&os, &value("target_arch"), &value("target_env"))
            .ok_or_else(|| format!("libzmq knows no system called `{os}`, so there is nothing to build"))?;
        Ok(Self {
            host: host.to_owned(),
            target: target.to_owned(),
            pointer_width: value("target_pointer_width"),
            os,
            platform,
            programs: Programs::default(),
        })
    }

    /// Whether what it builds does not run here.
    pub(crate) fn is_cross(&self) -> bool {
        self.host != self.target
    }

    /// A compilation with this toolchain, of nothing so far; its files go to `out`.
    pub(crate) fn compilation(&self, language: Language, out: &Path) -> cc::Build {
        let mut build = cc::Build::new();
        build
            .host(&self.host)
            .target(&self.target)
            .out_dir(out)
            .opt_level(3)
            .cargo_metadata(false)
            .cargo_warnings(false);
        build.cpp(language == Language::Cxx);
        let compiler = match language {
            Language::C => &self.programs.c,
            Language::Cxx => &self.programs.cxx,
        };
        if let Some(compiler) = compiler {
            build.compiler(compiler);
        }
        if let Some(archiver) = &self.programs.archiver {
            build.archiver(archiver);
        }
        build
    }

    /// The compiler, by which the language's programs are linked too.
    pub(crate) fn compiler(&self, language: Language) -> Outcome<cc::Tool> {
        // It only answers here, and writes nothing.
        let mut build = self.compilation(language, &std::env::temp_dir());
        Ok(build.warnings(false).try_get_compiler()?)
    }
}

fn ask_rustc(arguments: &[&str]) -> Outcome<String> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output =
        Command::new(rustc).args(arguments).output().map_err(|error| format!("rustc cannot be run: {error}"))?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
