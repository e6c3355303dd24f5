//! Finds the system's libzmq, by pkg-config.

use std::path::PathBuf;

use super::config::Config;
use super::features::Feature;
use super::prefix::Info;

/// What pkg-config found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its version.
    pub version: String,
    /// The folder of `zmq.h`.
    pub include: Option<PathBuf>,
    /// The folder of the library.
    pub lib: Option<PathBuf>,
    /// The files that said all this.
    pub said_by: Vec<PathBuf>,
    /// What is linked statically, of what `library` names.
    pub archives: Vec<String>,
    /// Whether it has our own functions, `zmqx_*`.
    pub has_zmqx: bool,
    /// How it was built, as far as it says so.
    pub info: Info,
    /// What it and its dependencies say.
    pub library: pkg_config::Library,
}

impl Found {
    /// The environment variables that pkg-config reads, for `rerun-if-env-changed`.
    pub const VARIABLES: [&str; 4] = ["PKG_CONFIG", "PKG_CONFIG_PATH", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR"];
}

/// Looks for libzmq 4.3 or newer; with the draft API for 4.3.5, and for one that was built with it.
pub fn find(config: &Config) -> Result<Found, String> {
    let oldest = if config.choices.has(Feature::Draft) { "4.3.5" } else { "4.3" };
    let library = pkg_config::Config::new()
        .cargo_metadata(false)
        .env_metadata(false)
        .atleast_version(oldest)
        .probe("libzmq")
        .map_err(|error| {
            format!("the system's libzmq ({oldest} or newer) is asked for but not found.\n{WAYS_OUT}\n\n{error}")
        })?;
    if config.choices.has(Feature::Draft) && !library.defines.contains_key("ZMQ_BUILD_DRAFT_API") {
        return Err(format!(
            "the system's libzmq {} was built without the draft API, which is asked for.\n{WAYS_OUT}",
            library.version
        ));
    }
    // Folders that the compiler searches anyway are left out of the flags.
    let variable =
        |name| pkg_config::get_variable("libzmq", name).ok().filter(|value| !value.is_empty()).map(PathBuf::from);
    Ok(Found {
        version: library.version.clone(),
        include: library.include_paths.first().cloned().or_else(|| variable("includedir")),
        lib: library.link_paths.first().cloned().or_else(|| variable("libdir")),
        said_by: variable("pcfiledir").map(|folder| folder.join("libzmq.pc")).into_iter().collect(),
        archives: Vec::new(),
        has_zmqx: false,
        info: Info::default(),
        library,
    })
}

const WAYS_OUT: &str = "Install it with its headers (Debian: libzmq3-dev), point PKG_CONFIG_PATH at its libzmq.pc, \
    turn the feature `system` off, or set ZMQ_SYS_SOURCE=vendored to build the bundled one.";
