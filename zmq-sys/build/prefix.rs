//! Finds the libzmq in a prefix that `cargo xtask build-libzmq` made: `LIBZMQ_PREFIX`.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::{Config, PREFIX};
use super::system::Found;

/// What `share/zmq/build-info` says of a prefix, a `key: value` a line.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// What built it: `cc`, `cmake` or `autotools`.
    pub builder: Option<String>,
    /// How its I/O threads wait.
    pub poller: Option<String>,
    /// How its `zmq_poll` waits.
    pub api_poller: Option<String>,
    /// Its features, by their cargo names.
    pub features: Option<Vec<String>>,
    /// The names of its patches.
    pub patches: Vec<String>,
}

impl Info {
    /// Reads the text.
    pub fn read(text: &str) -> Self {
        let value = |key: &str| {
            let values = text.lines().filter_map(|line| line.split_once(": "));
            values.filter(|(name, _)| *name == key).map(|(_, value)| value.trim().to_owned()).next()
        };
        let list = |key: &str| {
            let names = |value: String| value.split(',').filter(|name| !name.is_empty()).map(str::to_owned).collect();
            value(key).map(names)
        };
        Self {
            builder: value("builder"),
            poller: value("poller"),
            api_poller: value("api_poller"),
            features: list("features"),
            patches: list("patches").unwrap_or_default(),
        }
    }
}

/// Finds the library in `prefix`: the shared one unless there is none, or `config` asks for the other.
pub fn find(config: &Config, prefix: &Path) -> Result<Found, String> {
    let lib = prefix.join("lib");
    let has = |name: &str| lib.join(name).is_file();
    let is_static = config.is_static || !["libzmq.so", "libzmq.dylib", "libzmq.dll.a", "zmq.lib"].into_iter().any(has);
    if is_static && !has("libzmq.a") {
        return Err(format!(
            "{} has no libzmq.a{}.\n{WAYS_OUT}",
            lib.display(),
            if has("libzmq.so") { "" } else { ", nor a shared one" }
        ));
    }
    let description = lib.join("pkgconfig/libzmq.pc");
    let mut library = ask(&description.to_string_lossy())?;
    if is_static {
        let text = fs::read_to_string(&description).map_err(|error| format!("{}: {error}", description.display()))?;
        add_private(&mut library, &text)?;
    }
    let said = prefix.join("share/zmq/build-info");
    let info = fs::read_to_string(&said).map(|text| Info::read(&text)).unwrap_or_default();
    if let Some(built) = &info.features {
        let lacks: Vec<&str> =
            config.features().into_iter().filter(|name| !built.iter().any(|it| it == name)).collect();
        if !lacks.is_empty() {
            return Err(format!(
                "the libzmq in {} was built without {}, which {} asked for. Build it with them, `cargo xtask build-libzmq \
                 --with ...`, or turn {} off.",
                prefix.display(),
                lacks.join(", "),
                if lacks.len() == 1 { "is" } else { "are" },
                if lacks.len() == 1 { "the feature" } else { "the features" },
            ));
        }
    }
    let archives = library.libs.iter().filter(|name| is_static && has(&format!("lib{name}.a"))).cloned().collect();
    Ok(Found {
        version: library.version.clone(),
        include: Some(prefix.join("include")),
        lib: Some(lib),
        said_by: vec![description, said],
        archives,
        has_zmqx: prefix.join("include/zmqx.h").is_file(),
        info,
        library,
    })
}

fn ask(module: &str) -> Result<pkg_config::Library, String> {
    let mut probe = pkg_config::Config::new();
    probe.cargo_metadata(false).env_metadata(false).statik(false);
    probe.probe(module).map_err(|error| format!("pkg-config does not know {module}.\n{WAYS_OUT}\n\n{error}"))
}

/// What the static library needs besides. `pkg-config --static` would name too what the shared libraries among these link by themselves,
/// whose own files for the linker are seldom there.
fn add_private(library: &mut pkg_config::Library, description: &str) -> Result<(), String> {
    let (folders, names) = privately(description);
    library.link_paths.extend(folders);
    library.libs.extend(names);
    for module in words(description, "Requires.private") {
        let needed = ask(&module)?;
        library.libs.extend(needed.libs);
        library.link_paths.extend(needed.link_paths);
    }
    Ok(())
}

/// The folders and the names of the libraries that a `.pc` file has for static programs only.
pub fn privately(description: &str) -> (Vec<PathBuf>, Vec<String>) {
    let words = words(description, "Libs.private");
    let after = |flag: &'static str| words.iter().filter_map(move |word| word.strip_prefix(flag)).map(str::to_owned);
    (after("-L").map(PathBuf::from).collect(), after("-l").collect())
}

fn words(description: &str, field: &str) -> Vec<String> {
    let lines = description.lines().filter_map(move |line| line.strip_prefix(field)?.strip_prefix(':'));
    lines.flat_map(str::split_whitespace).map(str::to_owned).collect()
}

/// The prefix that the environment names.
pub fn folder(variable: impl Fn(&str) -> Option<String>) -> Result<PathBuf, String> {
    let folder = PathBuf::from(variable(PREFIX).unwrap_or_default());
    // Cargo runs build scripts in the package's folder, which nobody means.
    if folder.is_absolute() {
        Ok(folder)
    } else {
        Err(format!("{PREFIX} is {}; it has to be an absolute path", folder.display()))
    }
}

const WAYS_OUT: &str =
    "LIBZMQ_PREFIX is a folder that `cargo xtask build-libzmq --prefix` made; unset it for the bundled libzmq.";
