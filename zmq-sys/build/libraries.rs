//! Finds the system's libraries that features need: by environment variables, else by pkg-config.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::features::{Feature, Header, Library, Need};

/// What the compiler and the linker are told for the features.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Libraries {
    /// Folders of headers.
    pub include: Vec<PathBuf>,
    /// Folders of libraries that the linker does not search by itself.
    pub search: Vec<PathBuf>,
    /// Names for the linker, in its order.
    pub link: Vec<String>,
    /// What pkg-config calls them, for a `.pc` file; those found by a variable, or that pkg-config links badly, are in `link` only.
    pub modules: Vec<String>,
}

/// The environment variables that say where the libraries of `features` are, for `rerun-if-env-changed`.
pub fn variables(features: &[Feature]) -> Vec<String> {
    let libraries = features.iter().filter(|feature| matches!(feature.row().needs, Need::Library(_)));
    libraries.flat_map(|feature| [LIB_DIR, INCLUDE_DIR].map(|what| feature.variable(what))).collect()
}

/// Finds what `features` need.
///
/// `variable` looks up the environment; `has_header` asks the compiler. The error names everything that is missing and what
/// installs it.
pub fn find(
    features: &[Feature],
    variable: &dyn Fn(&str) -> Option<String>,
    has_header: &dyn Fn(&str) -> bool,
) -> Result<Libraries, String> {
    let mut found = Libraries::default();
    let mut missing = Vec::new();
    for feature in features {
        let outcome = match &feature.row().needs {
            Need::Nothing => Ok(()),
            Need::Header(header) if has_header(header.path) => Ok(()),
            Need::Header(header) => Err(lacks_header(*feature, header)),
            Need::Library(library) => match variable(&feature.variable(LIB_DIR)).filter(|value| !value.is_empty()) {
                Some(folder) => found.take_from(*feature, library, Path::new(&folder), variable),
                None => found.ask_pkg_config(*feature, library),
            },
        };
        missing.extend(outcome.err());
    }
    if missing.is_empty() { Ok(found) } else { Err(missing.join("\n")) }
}

impl Libraries {
    fn take_from(
        &mut self,
        feature: Feature,
        library: &Library,
        folder: &Path,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<(), String> {
        let said = variable(&feature.variable(INCLUDE_DIR)).filter(|value| !value.is_empty()).map(PathBuf::from);
        let include = said.unwrap_or_else(|| folder.parent().unwrap_or(folder).join("include"));
        if !include.join(library.header).is_file() {
            return Err(format!(
                "feature `{}`: there is no {} in {}; {} says where the headers of {} are",
                feature.name(),
                library.header,
                include.display(),
                feature.variable(INCLUDE_DIR),
                library.title
            ));
        }
        self.include.push(include);
        self.search.push(folder.to_owned());
        self.link.push(library.link.to_owned());
        Ok(())
    }

    fn ask_pkg_config(&mut self, feature: Feature, library: &Library) -> Result<(), String> {
        let mut probe = pkg_config::Config::new();
        probe.cargo_metadata(false).env_metadata(false).atleast_version(library.oldest);
        let mut errors = Vec::new();
        for name in library.pkg_config {
            match probe.probe(name) {
                Ok(answer) => {
                    // The compiler looks there by itself, and has to in its own order.
                    let own = Path::new("/usr/include");
                    self.include.extend(answer.include_paths.into_iter().filter(|folder| folder != own));
                    self.search.extend(answer.link_paths);
                    self.link.extend(answer.libs);
                    self.modules.extend(links_statically(name).then(|| (*name).to_owned()));
                    return Ok(());
                }
                Err(error) => errors.push(error),
            }
        }
        let no_tool = errors.iter().any(|error| matches!(error, pkg_config::Error::Command { .. }));
        let tool = if no_tool { "pkg-config could not be run (Debian: pkg-config), and " } else { "" };
        Err(format!(
            "feature `{}` needs {} {} or newer with its headers (Debian: {}): {tool}pkg-config knows no {}. Install it, \
             point PKG_CONFIG_PATH at its .pc file, or set {} to the folder of lib{} and {} to that of {}.",
            feature.name(),
            library.title,
            library.oldest,
            library.debian,
            library.pkg_config.join(", no "),
            feature.variable(LIB_DIR),
            library.link,
            feature.variable(INCLUDE_DIR),
            library.header
        ))
    }
}

/// Whether what pkg-config says for a static program can be linked: Debian's `norm` has `libprotokit.a` there, without its folder, and
/// its `gnutls` a library that no package of its own brings.
fn links_statically(module: &str) -> bool {
    let tool = std::env::var_os("PKG_CONFIG").unwrap_or_else(|| "pkg-config".into());
    let output = Command::new(tool).args(["--static", "--libs", module]).output();
    output.is_ok_and(|output| output.status.success() && are_there(&String::from_utf8_lossy(&output.stdout)))
}

/// Whether the linker finds every library and file among the words.
pub fn are_there(words: &str) -> bool {
    let folders: Vec<&str> = words.split_whitespace().filter_map(|word| word.strip_prefix("-L")).collect();
    words.split_whitespace().all(|word| match word.strip_prefix("-l") {
        Some(name) => ["so", "a", "dylib"].iter().any(|kind| is_found(&format!("lib{name}.{kind}"), &folders)),
        None => word.starts_with('-') || Path::new(word).is_file(),
    })
}

fn is_found(library: &str, folders: &[&str]) -> bool {
    let answer = || Command::new("cc").arg(format!("-print-file-name={library}")).output();
    // It gives back the name alone where it finds none.
    folders.iter().any(|folder| Path::new(folder).join(library).is_file())
        || answer().is_ok_and(|output| output.stdout.contains(&b'/'))
}

fn lacks_header(feature: Feature, header: &Header) -> String {
    format!(
        "feature `{}` needs the header {}, which the compiler does not find (Debian: {})",
        feature.name(),
        header.path,
        header.debian
    )
}

const LIB_DIR: &str = "LIB_DIR";
const INCLUDE_DIR: &str = "INCLUDE_DIR";
