//! What was built or found, as the build script said.

/// Where libzmq comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Source {
    /// Built with this crate, with this project's patches.
    Vendored,
    /// Built with this crate, without them (`ZMQ_SYS_PRISTINE=1`).
    Pristine,
    /// In a prefix that `cargo xtask build-libzmq` made (`LIBZMQ_PREFIX`).
    Prefix,
    /// The system's.
    System,
}

/// How the libzmq that this crate links was built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BuildInfo {
    /// Where it comes from.
    pub source: Source,
    /// What built it, `cc`, `cmake` or `autotools`; else what found it, `pkg-config`.
    pub builder: &'static str,
    /// Its version when this crate was built. A shared library may have been replaced since: `zmq_version` tells.
    pub version: &'static str,
    /// How its I/O threads wait (`epoll`, `kqueue`, ...); not known of the system's.
    pub poller: Option<&'static str>,
    /// How `zmq_poll` waits (`poll` or `select`); not known of the system's.
    pub api_poller: Option<&'static str>,
    /// The features it was built with, by this crate's names, sorted; of the system's those that were asked for.
    pub features: &'static [&'static str],
    /// The names of the patches that were applied, in order.
    pub patches: &'static [&'static str],
}

/// How the libzmq that this crate links was built.
pub const BUILD_INFO: BuildInfo = include!(concat!(env!("OUT_DIR"), "/build_info.rs"));
