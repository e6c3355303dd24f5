//! What upstream's two build systems have in common: they are given the same source, flags and choices as our recipe.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use libzmq_src::{PrepareOptions, Prepared};

use super::exports::VERSION_SCRIPT;
use super::link::complete;
use super::names::Names;
use super::parts::{Built, Parts, Shared};
use super::recipe::compile::VMCI;
use super::recipe::config::Source;
use super::recipe::features::{Feature, Need};
use super::recipe::platform::Os;
use super::request::{Named, Request};
use super::toolchain::Language;
use super::tree;
use crate::Outcome;

/// The folders of a build by upstream's system.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    pub(crate) source: Prepared,
    /// Where it builds.
    pub(crate) build: PathBuf,
    /// What it is given besides the source.
    pub(crate) extra: PathBuf,
}

/// What the compilers and the linker are told by way of upstream's system.
#[derive(Clone, Debug)]
pub(crate) struct Flags {
    pub(crate) compile: Vec<String>,
    pub(crate) link: Vec<String>,
}

impl Site {
    /// Lays the whole source, with the build system.
    pub(crate) fn lay(request: &Request, work: &Path) -> Outcome<Self> {
        let options = PrepareOptions { pristine: request.config.source == Source::Pristine };
        let source = tree::lay(&options, work)?;
        let site = Self { source, build: work.join("build"), extra: work.join("extra") };
        for folder in [&site.build, &site.extra] {
            fs::create_dir_all(folder)?;
        }
        if request.config.choices.has(Feature::Vmci) {
            fs::write(site.extra.join("vmci_sockets.h"), VMCI)?;
        }
        Ok(site)
    }

    /// A program that runs in the folder of the build.
    pub(crate) fn command(&self, program: impl AsRef<Path>) -> Command {
        let mut command = Command::new(program.as_ref());
        command.current_dir(&self.build);
        command
    }

    /// What was built, when it has been.
    pub(crate) fn built(&self, request: &Request, folders: &[&str]) -> Outcome<Built> {
        let names = Names::of(request.toolchain.platform.os);
        let find = |name: &str| -> Outcome<PathBuf> {
            let mut files = folders.iter().map(|folder| self.build.join(folder).join(name));
            let found = files.find(|file| file.is_file());
            found.ok_or_else(|| format!("{} made no {name} in {}", request.builder.name(), self.build.display()).into())
        };
        let shared = || -> Outcome<Shared> {
            Ok(Shared { library: find(names.library)?, import: names.import.map(find).transpose()? })
        };
        Ok(Built {
            shared: request.kinds.shared.then(shared).transpose()?,
            archive: request.kinds.archive.then(|| find("libzmq.a")).transpose()?,
            source: self.source.root.clone(),
            version: self.source.version.clone(),
            patches: self.source.patches.clone(),
        })
    }
}

impl Flags {
    /// The flags with which our recipe compiles and links, as far as upstream's system has none of its own for the same.
    pub(crate) fn of(request: &Request, parts: &Parts) -> Self {
        let mut compile = vec!["-O3".to_owned(), "-DNDEBUG".to_owned(), "-w".to_owned()];
        compile.extend(request.config.debug.then(|| "-g".to_owned()));
        compile.extend(parts.include().iter().map(|folder| format!("-I{}", folder.display())));
        for feature in &request.config.choices.features {
            if let Need::Library(library) = &feature.row().needs {
                compile.extend(library.command_line.iter().map(|(name, value)| format!("-D{name}={value}")));
            }
        }
        if parts.has_bundled_sodium() {
            compile.push("-DSODIUM_STATIC".to_owned());
        }
        let mut link: Vec<String> = parts.search().iter().map(|folder| format!("-L{}", folder.display())).collect();
        link.extend(complete(request).map(str::to_owned));
        if let Some(sanitizer) = request.sanitizer {
            compile.extend([sanitizer.flag(), "-fno-omit-frame-pointer".to_owned()]);
            link.push(sanitizer.flag());
        }
        Self { compile, link }
    }
}

/// Writes the version script, for linkers that read one.
pub(crate) fn version_script(request: &Request, file: &Path) -> Outcome<Option<PathBuf>> {
    if matches!(request.toolchain.platform.os, Os::Apple | Os::Windows) {
        return Ok(None);
    }
    fs::write(file, VERSION_SCRIPT)?;
    Ok(Some(file.to_owned()))
}

/// The compilers for upstream's system, if they are not those that it finds by itself.
pub(crate) fn compilers(request: &Request) -> Outcome<Option<(cc::Tool, cc::Tool)>> {
    let programs = &request.toolchain.programs;
    if !request.toolchain.is_cross() && programs.c.is_none() && programs.cxx.is_none() {
        return Ok(None);
    }
    Ok(Some((request.toolchain.compiler(Language::C)?, request.toolchain.compiler(Language::Cxx)?)))
}

/// Holds what upstream's system has decided, in its `platform.hpp`, against what was asked of it: it leaves out silently
/// what it does not find.
pub(crate) fn verify(request: &Request, platform: &Path) -> Outcome {
    let text = fs::read_to_string(platform).map_err(|error| format!("{}: {error}", platform.display()))?;
    let choices = &request.config.choices;
    // The first one says that it is there, the others say how.
    let features = choices.features.iter().filter_map(|feature| feature.row().defines.first());
    let asked = choices.pollers().into_iter().chain(features.copied()).map(|define| define.name);
    let lacking: Vec<&str> = asked.filter(|name| !defines(&text, name)).collect();
    if lacking.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} was asked for what it did not find on this machine, so it leaves it out: {} is not in {}; --builder cc has it",
        request.builder.name(),
        lacking.join(", "),
        platform.display()
    )
    .into())
}

fn defines(text: &str, name: &str) -> bool {
    text.lines().any(|line| {
        let mut words = line.split_whitespace();
        words.next() == Some("#define") && words.next() == Some(name)
    })
}

#[cfg(test)]
mod tests {
    use super::defines;

    #[test]
    fn a_commented_or_longer_name_is_not_defined() {
        let text = "#define ZMQ_HAVE_IPC 1\n/* #undef ZMQ_HAVE_TIPC */\n#define ZMQ_HAVE_WSS\n";
        assert!(defines(text, "ZMQ_HAVE_IPC") && defines(text, "ZMQ_HAVE_WSS"));
        assert!(!defines(text, "ZMQ_HAVE_TIPC") && !defines(text, "ZMQ_HAVE_WS"));
    }
}
