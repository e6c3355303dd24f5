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
    let library = pkg_config::Config::new()
        .cargo_metadata(false)
        .env_metadata(false)
        .statik(is_static)
        .probe(&description.to_string_lossy())
        .map_err(|error| format!("pkg-config does not read {}.\n{WAYS_OUT}\n\n{error}", description.display()))?;
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
