//! What the steps need from the machine, and which Debian package brings it.

use std::process::{Command, Stdio};

use crate::Outcome;

/// Something that a step cannot do without.
pub(crate) struct Need {
    what: &'static str,
    /// A command that succeeds where it is there.
    probe: &'static [&'static str],
    package: &'static str,
}

/// What every run needs.
const ESSENTIALS: &[Need] = &[
    Need { what: "a C++ compiler", probe: &["c++", "--version"], package: "build-essential" },
    Need { what: "make", probe: &["make", "--version"], package: "build-essential" },
    Need { what: "Python 3 with venv", probe: &["python3", "-c", "import venv, ensurepip"], package: "python3-venv" },
    Need { what: "rustfmt", probe: &["cargo", "fmt", "--version"], package: "(rustup component add rustfmt)" },
    Need { what: "clippy", probe: &["cargo", "clippy", "--version"], package: "(rustup component add clippy)" },
];

/// The system's libzmq, with its headers.
pub(crate) const SYSTEM_LIBZMQ: Need = Need {
    what: "the system's libzmq, found by pkg-config",
    probe: &["pkg-config", "--libs", "--cflags", "libzmq >= 4.3"],
    package: "pkg-config libzmq3-dev",
};

/// Says how libraries are compiled and linked with.
pub(crate) const PKG_CONFIG: Need =
    Need { what: "pkg-config", probe: &["pkg-config", "--version"], package: "pkg-config" };

/// A build system, upstream's and many users'.
pub(crate) const CMAKE: Need = Need { what: "CMake", probe: &["cmake", "--version"], package: "cmake" };

/// Upstream's other build system.
pub(crate) const AUTOTOOLS: Need = Need {
    what: "autoconf, automake and libtool",
    probe: &["sh", "-c", "autoreconf --version && automake --version && libtoolize --version"],
    package: "autoconf automake libtool",
};

/// Compilers that bring the sanitizers' libraries, on a system that those can live with.
pub(crate) const SANITIZERS: Need = Need {
    what: "a compiler whose thread and address sanitizers run here",
    probe: &[
        "sh",
        "-c",
        "folder=$(mktemp -d) && trap 'rm -r $folder' EXIT && echo 'int main (void) { return 0; }' > $folder/a.c && \
         for name in thread address; do cc -fsanitize=$name $folder/a.c -o $folder/a && $folder/a || exit 1; done",
    ],
    package: "gcc (where the kernel places programs at random in more than 28 bits: `sysctl vm.mmap_rnd_bits=28`)",
};

/// Shows the system calls of a program.
pub(crate) const STRACE: Need = Need { what: "strace", probe: &["strace", "--version"], package: "strace" };

/// The library of the feature `pgm`.
pub(crate) const OPENPGM: Need =
    Need { what: "OpenPGM", probe: &["pkg-config", "--libs", "openpgm-5.3"], package: "pkg-config libpgm-dev" };

/// The libraries of the features that need one, and what the tests of them run.
pub(crate) const ALL_TRANSPORTS: &[Need] = &[
    OPENPGM,
    Need { what: "NORM", probe: &["pkg-config", "--libs", "norm"], package: "libnorm-dev" },
    Need { what: "MIT Kerberos", probe: &["pkg-config", "--libs", "krb5-gssapi"], package: "libkrb5-dev" },
    Need { what: "GnuTLS", probe: &["pkg-config", "--libs", "gnutls"], package: "libgnutls28-dev" },
    Need { what: "openssl", probe: &["openssl", "version"], package: "openssl" },
];

/// Debian's packages that are libzmq's users, and what compiles and tests them.
pub(crate) const FOREIGN: &[Need] = &[
    PKG_CONFIG,
    Need {
        what: "Debian's pyzmq, and pytest for its tests",
        probe: &["/usr/bin/python3", "-c", "import zmq.tests, pytest, tornado, gevent"],
        package: "python3-zmq python3-pytest python3-tornado python3-gevent",
    },
    Need {
        what: "CZMQ and cppzmq",
        probe: &["sh", "-c", "pkg-config libczmq && test -f /usr/include/zmq_addon.hpp"],
        package: "libczmq-dev cppzmq-dev",
    },
];

/// Fails when the machine lacks what every run needs.
pub(crate) fn require_essentials() -> Outcome {
    lacking(ESSENTIALS).map_or(Ok(()), |lack| Err(lack.into()))
}

/// Counts the instructions of a program.
pub(crate) const VALGRIND: Need = Need { what: "valgrind", probe: &["valgrind", "--version"], package: "valgrind" };

/// What is not there, and what installs it.
pub(crate) fn lacking(needs: &[Need]) -> Option<String> {
    let missing: Vec<&Need> = needs.iter().filter(|need| !need.is_met()).collect();
    let what: Vec<&str> = missing.iter().map(|need| need.what).collect();
    let mut packages: Vec<&str> = missing.iter().map(|need| need.package).collect();
    packages.dedup();
    (!missing.is_empty())
        .then(|| format!("this machine lacks {}; apt-get install {}", what.join(", "), packages.join(" ")))
}

impl Need {
    fn is_met(&self) -> bool {
        let Some((program, arguments)) = self.probe.split_first() else { return true };
        let probe = Command::new(program)
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status();
        probe.is_ok_and(|status| status.success())
    }
}
