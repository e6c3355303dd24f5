//! What libzmq can be built with besides its core: one row for each feature, with all that a build has to know of it.

use super::platform::{Define, EVERY, Os, UNIX, flag, value};

/// A feature, by cargo's name for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Feature {
    /// CURVE, by libsodium.
    Curve,
    /// The draft API.
    Draft,
    /// The GSSAPI mechanism: Kerberos.
    Gssapi,
    /// `norm://`: reliable multicast, by libnorm.
    Norm,
    /// `pgm://` and `epgm://`: reliable multicast, by OpenPGM.
    Pgm,
    /// `tipc://`: Linux's protocol for clusters.
    Tipc,
    /// `vmci://`: between a virtual machine and its host, by Linux's vsock.
    Vmci,
    /// `ws://`: WebSocket.
    Ws,
    /// `wss://`: WebSocket in TLS, by GnuTLS.
    Wss,
}

/// What a build has to know of a feature.
#[derive(Clone, Copy, Debug)]
pub struct Row {
    /// Cargo's name for it.
    pub name: &'static str,
    /// What `platform.hpp` says of it.
    pub defines: &'static [Define],
    /// How the names of the C++ files begin that are compiled only with it.
    pub sources: &'static [&'static str],
    /// What the system has to bring.
    pub needs: Need,
    /// The systems that have it.
    pub systems: &'static [Os],
}

/// What the system has to bring for a feature.
#[derive(Clone, Copy, Debug)]
pub enum Need {
    /// Nothing. libsodium is found or built by a crate of its own.
    Nothing,
    /// A header of the kernel's.
    Header(Header),
    /// A library with its headers.
    Library(Library),
}

/// A header that no library belongs to.
#[derive(Clone, Copy, Debug)]
pub struct Header {
    /// As it is included.
    pub path: &'static str,
    /// Debian's package.
    pub debian: &'static str,
}

/// A library of the system's.
#[derive(Clone, Copy, Debug)]
pub struct Library {
    /// As a user calls it.
    pub title: &'static str,
    /// Its names for pkg-config, the newest first.
    pub pkg_config: &'static [&'static str],
    /// The oldest version that will do.
    pub oldest: &'static str,
    /// Its name for the linker.
    pub link: &'static str,
    /// A header of it.
    pub header: &'static str,
    /// What the compiler's command line defines for its headers.
    pub command_line: &'static [(&'static str, &'static str)],
    /// Debian's package.
    pub debian: &'static str,
}

impl Feature {
    /// All of them, by name.
    pub const ALL: [Self; 9] =
        [Self::Curve, Self::Draft, Self::Gssapi, Self::Norm, Self::Pgm, Self::Tipc, Self::Vmci, Self::Ws, Self::Wss];

    /// Its row of the table.
    pub fn row(self) -> &'static Row {
        &TABLE[self as usize]
    }

    /// Cargo's name.
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Whether `os` has it.
    pub fn is_on(self, os: Os) -> bool {
        self.row().systems.contains(&os)
    }

    /// The systems that have it, in words.
    pub fn targets(self) -> &'static str {
        match self.row().systems {
            [Os::Linux] => "Linux",
            systems if systems == UNIX => "every Unix",
            _ => "every system",
        }
    }

    /// The features that this one cannot do without.
    pub fn implies(self) -> &'static [Self] {
        match self {
            Self::Wss => &[Self::Ws],
            _ => &[],
        }
    }

    /// An environment variable that says where its library is: `what` is `LIB_DIR` or `INCLUDE_DIR`.
    pub fn variable(self, what: &str) -> String {
        format!("ZMQ_{}_{what}", self.name().to_uppercase())
    }
}

/// Sorted, each once, with what they imply.
pub fn complete(features: impl IntoIterator<Item = Feature>) -> Vec<Feature> {
    let mut all: Vec<Feature> = features
        .into_iter()
        .flat_map(|feature| [feature].into_iter().chain(feature.implies().iter().copied()))
        .collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// In the order of [`Feature::ALL`].
const TABLE: [Row; Feature::ALL.len()] = [
    Row {
        name: "curve",
        defines: &[flag("ZMQ_HAVE_CURVE"), flag("ZMQ_USE_LIBSODIUM")],
        sources: &[],
        needs: Need::Nothing,
        systems: EVERY,
    },
    Row {
        name: "draft",
        // ZMQ_BUILD_DRAFT_API is read by zmq.h too, so it is on the command line.
        defines: &[],
        sources: &[],
        needs: Need::Nothing,
        systems: EVERY,
    },
    Row {
        name: "gssapi",
        defines: &[flag("HAVE_LIBGSSAPI_KRB5"), value("HAVE_GSSAPI_GSSAPI_GENERIC_H", 1)],
        sources: &["gssapi_"],
        needs: Need::Library(Library {
            title: "MIT Kerberos",
            pkg_config: &["krb5-gssapi", "mit-krb5-gssapi"],
            oldest: "1.10",
            link: "gssapi_krb5",
            header: "gssapi/gssapi_krb5.h",
            command_line: &[],
            debian: "libkrb5-dev",
        }),
        systems: UNIX,
    },
    Row {
        name: "norm",
        defines: &[flag("ZMQ_HAVE_NORM")],
        sources: &["norm_"],
        needs: Need::Library(Library {
            title: "NORM",
            pkg_config: &["norm"],
            oldest: "1.5",
            link: "norm",
            header: "normApi.h",
            command_line: &[],
            debian: "libnorm-dev",
        }),
        systems: UNIX,
    },
    Row {
        name: "pgm",
        defines: &[flag("ZMQ_HAVE_OPENPGM")],
        sources: &["pgm_"],
        needs: Need::Library(Library {
            title: "OpenPGM",
            pkg_config: &["openpgm-5.3", "openpgm-5.2"],
            oldest: "5.2",
            link: "pgm",
            header: "pgm/pgm.h",
            // Its headers use a keyword that C has and C++ has not.
            command_line: &[("restrict", "__restrict")],
            debian: "libpgm-dev",
        }),
        systems: UNIX,
    },
    Row {
        name: "tipc",
        defines: &[flag("ZMQ_HAVE_TIPC")],
        sources: &[],
        needs: Need::Header(Header { path: "linux/tipc.h", debian: "linux-libc-dev" }),
        systems: &[Os::Linux],
    },
    Row {
        name: "vmci",
        defines: &[flag("ZMQ_HAVE_VMCI")],
        sources: &["vmci"],
        // vmci_sockets.h is our own, and needs this one.
        needs: Need::Header(Header { path: "linux/vm_sockets.h", debian: "linux-libc-dev" }),
        systems: &[Os::Linux],
    },
    Row { name: "ws", defines: &[flag("ZMQ_HAVE_WS")], sources: &["ws_"], needs: Need::Nothing, systems: EVERY },
    Row {
        name: "wss",
        defines: &[flag("ZMQ_HAVE_WSS"), flag("ZMQ_USE_GNUTLS")],
        sources: &["wss_"],
        needs: Need::Library(Library {
            title: "GnuTLS",
            pkg_config: &["gnutls"],
            oldest: "3.6.7",
            link: "gnutls",
            header: "gnutls/gnutls.h",
            command_line: &[],
            debian: "libgnutls28-dev",
        }),
        systems: EVERY,
    },
];
