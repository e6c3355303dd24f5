//! What each target has: the table behind `platform.hpp`, which libzmq's own build systems fill by probing.
//!
//! A table instead of probes, because it holds when cross-compiling too, and because an empty or half-filled
//! `platform.hpp` builds without a word: options are then accepted and ignored, timers run on the wall clock.

use std::fmt;

use super::features::Feature;

use Os::*;

/// The target of the build, from the values that cargo gives (`CARGO_CFG_TARGET_*`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The operating system.
    pub os: Os,
    /// The architecture, as cargo names it.
    pub arch: String,
    /// `gnu`, `musl`, `msvc` or another ABI; may be empty.
    pub env: String,
}

/// Operating systems that libzmq knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Os {
    /// Linux, with any C library.
    Linux,
    /// Android.
    Android,
    /// macOS, iOS and their relatives.
    Apple,
    /// FreeBSD.
    FreeBsd,
    /// DragonFly BSD.
    DragonFly,
    /// NetBSD.
    NetBsd,
    /// OpenBSD.
    OpenBsd,
    /// Windows.
    Windows,
    /// illumos.
    Illumos,
    /// Oracle Solaris.
    Solaris,
    /// IBM AIX.
    Aix,
    /// Haiku.
    Haiku,
    /// QNX Neutrino.
    Qnx,
    /// GNU Hurd.
    Hurd,
}

/// How the I/O threads wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Poller {
    /// epoll(7); on Windows by the bundled wepoll.
    Epoll,
    /// kqueue(2).
    Kqueue,
    /// poll(2).
    Poll,
    /// select(2).
    Select,
    /// /dev/poll.
    Devpoll,
    /// AIX's pollset.
    Pollset,
}

/// How `zmq_poll` and blocked calls wait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ApiPoller {
    /// poll(2).
    Poll,
    /// select(2).
    Select,
}

/// What the user may choose and `platform.hpp` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choices {
    /// How the I/O threads wait.
    pub poller: Poller,
    /// How `zmq_poll` waits.
    pub api_poller: ApiPoller,
    /// The features, sorted, with what they imply.
    pub features: Vec<Feature>,
}

/// A line of `platform.hpp`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Define {
    /// The macro.
    pub name: &'static str,
    /// Its value; `None` defines it empty.
    pub value: Option<u32>,
    /// A header without which it is not defined, for what a target only has from some version on.
    pub header: Option<&'static str>,
}

impl Target {
    /// The target with these `CARGO_CFG_TARGET_OS`, `_ARCH` and `_ENV`, or `None` when libzmq does not know the system.
    pub fn new(os: &str, arch: &str, env: &str) -> Option<Self> {
        let os = match os {
            "linux" => Linux,
            "android" => Android,
            "macos" | "ios" | "tvos" | "watchos" | "visionos" => Apple,
            "freebsd" => FreeBsd,
            "dragonfly" => DragonFly,
            "netbsd" => NetBsd,
            "openbsd" => OpenBsd,
            "windows" => Windows,
            "illumos" => Illumos,
            "solaris" => Solaris,
            "aix" => Aix,
            "haiku" => Haiku,
            "nto" => Qnx,
            "hurd" => Hurd,
            _ => return None,
        };
        Some(Self { os, arch: arch.to_owned(), env: env.to_owned() })
    }

    /// What is defined.
    pub fn defines(&self, choices: &Choices) -> Vec<Define> {
        let mut defines = vec![flag("ZMQ_USE_CV_IMPL_STL11"), value("ZMQ_CACHELINE_SIZE", self.cache_line())];
        defines.extend(choices.pollers());
        defines.extend(TABLE.iter().filter(|(_, systems)| systems.contains(&self.os)).map(|(define, _)| *define));
        for feature in &choices.features {
            // What the table has conditionally is now certain.
            defines.retain(|define| feature.row().defines.iter().all(|other| define.name != other.name));
            defines.extend(feature.row().defines);
        }
        if choices.uses_own_sha1() {
            defines.push(flag("ZMQ_USE_BUILTIN_SHA1"));
        }
        if self.os == Windows && choices.poller == Poller::Select {
            // Upstream never pairs the two.
            defines.retain(|define| define.name != "ZMQ_HAVE_IPC");
        }
        defines
    }

    /// The pollers that this target has, the best one first.
    pub fn pollers(&self) -> &'static [Poller] {
        use Poller::*;
        match self.os {
            Linux | Android => &[Epoll, Poll, Select],
            Apple | FreeBsd | DragonFly | NetBsd | OpenBsd => &[Kqueue, Poll, Select],
            Windows => &[Epoll, Select],
            Illumos => &[Epoll, Devpoll, Poll, Select],
            Solaris => &[Devpoll, Poll, Select],
            Aix => &[Pollset, Poll, Select],
            Haiku | Qnx | Hurd => &[Poll, Select],
        }
    }

    /// What goes on the compiler's command line besides `platform.hpp`.
    pub fn command_line_defines(&self) -> &'static [(&'static str, Option<&'static str>)] {
        match self.os {
            Linux | Android | Hurd => &[("_GNU_SOURCE", None)],
            FreeBsd | DragonFly => &[("__BSD_VISIBLE", None)],
            NetBsd => &[("_NETBSD_SOURCE", None)],
            OpenBsd => &[("_OPENBSD_SOURCE", None)],
            Apple => &[("_DARWIN_C_SOURCE", None)],
            Illumos | Solaris => &[("_PTHREADS", None), ("__EXTENSIONS__", None)],
            Windows => &[
                ("_WIN32_WINNT", Some("0x0A00")),
                ("FD_SETSIZE", Some("16384")),
                ("_CRT_SECURE_NO_WARNINGS", None),
                ("_WINSOCK_DEPRECATED_NO_WARNINGS", None),
            ],
            Aix | Haiku | Qnx => &[],
        }
    }

    /// The system's libraries that a program with libzmq needs, but for C++'s.
    pub fn libraries(&self) -> &'static [&'static str] {
        match self.os {
            Windows => &["ws2_32", "iphlpapi", "rpcrt4", "advapi32"],
            Illumos | Solaris => &["socket", "nsl"],
            Haiku => &["network"],
            Qnx => &["socket"],
            // Before glibc 2.17 and 2.34, clock_gettime and the threads were in libraries of their own.
            Linux if self.env == "gnu" => &["rt", "pthread"],
            _ => &[],
        }
    }

    /// C++'s standard library, or `None` where the compiler's objects name it.
    pub fn cxx_library(&self) -> Option<&'static str> {
        match self.os {
            Windows if self.env == "msvc" => None,
            Apple | FreeBsd | OpenBsd | Aix => Some("c++"),
            Android => Some("c++_shared"),
            _ => Some("stdc++"),
        }
    }

    /// The size of a cache line, by which libzmq aligns what two threads write.
    fn cache_line(&self) -> u32 {
        match (self.os, self.arch.as_str()) {
            (Apple, "aarch64") => 128,
            (_, "powerpc64") => 128,
            (_, "s390x") => 256,
            _ => 64,
        }
    }
}

impl Choices {
    /// Whether a feature is on.
    pub fn has(&self, feature: Feature) -> bool {
        self.features.contains(&feature)
    }

    /// What is defined for the two pollers.
    pub fn pollers(&self) -> [Define; 2] {
        [flag(self.poller.define()), flag(self.api_poller.define())]
    }

    /// Whether WebSocket's handshake is hashed by the function that libzmq brings; else GnuTLS does it.
    pub fn uses_own_sha1(&self) -> bool {
        self.has(Feature::Ws) && !self.has(Feature::Wss)
    }
}

impl Poller {
    /// All of them.
    pub const ALL: [Self; 6] = [Self::Epoll, Self::Kqueue, Self::Poll, Self::Select, Self::Devpoll, Self::Pollset];

    /// The name, as in `ZMQ_POLLER`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Epoll => "epoll",
            Self::Kqueue => "kqueue",
            Self::Poll => "poll",
            Self::Select => "select",
            Self::Devpoll => "devpoll",
            Self::Pollset => "pollset",
        }
    }

    /// The targets that have it, in words.
    pub fn targets(self) -> &'static str {
        match self {
            Self::Epoll => "Linux, Android, illumos and Windows",
            Self::Kqueue => "macOS, iOS, FreeBSD, DragonFly, NetBSD and OpenBSD",
            Self::Poll => "every target but Windows",
            Self::Select => "every target",
            Self::Devpoll => "illumos and Solaris",
            Self::Pollset => "AIX",
        }
    }

    fn define(self) -> &'static str {
        match self {
            Self::Epoll => "ZMQ_IOTHREAD_POLLER_USE_EPOLL",
            Self::Kqueue => "ZMQ_IOTHREAD_POLLER_USE_KQUEUE",
            Self::Poll => "ZMQ_IOTHREAD_POLLER_USE_POLL",
            Self::Select => "ZMQ_IOTHREAD_POLLER_USE_SELECT",
            Self::Devpoll => "ZMQ_IOTHREAD_POLLER_USE_DEVPOLL",
            Self::Pollset => "ZMQ_IOTHREAD_POLLER_USE_POLLSET",
        }
    }
}

impl ApiPoller {
    /// All of them, the best one first; every target has both.
    pub const ALL: [Self; 2] = [Self::Poll, Self::Select];

    /// The name, as in `ZMQ_API_POLLER`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Poll => "poll",
            Self::Select => "select",
        }
    }

    fn define(self) -> &'static str {
        match self {
            Self::Poll => "ZMQ_POLL_BASED_ON_POLL",
            Self::Select => "ZMQ_POLL_BASED_ON_SELECT",
        }
    }
}

impl fmt::Display for Define {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(header) = self.header {
            writeln!(f, "#if defined __has_include\n#if __has_include(<{header}>)")?;
        }
        match self.value {
            Some(value) => writeln!(f, "#define {} {value}", self.name)?,
            None => writeln!(f, "#define {}", self.name)?,
        }
        if self.header.is_some() { writeln!(f, "#endif\n#endif") } else { Ok(()) }
    }
}

/// The text of `platform.hpp`.
pub fn header(defines: &[Define]) -> String {
    let lines: String = defines.iter().map(ToString::to_string).collect();
    format!(
        "#ifndef __ZMQ_PLATFORM_HPP_INCLUDED__\n#define __ZMQ_PLATFORM_HPP_INCLUDED__\n\n{lines}{CONDITIONS}\n#endif\n"
    )
}

/// A macro that is defined as nothing.
pub const fn flag(name: &'static str) -> Define {
    Define { name, value: None, header: None }
}

/// A macro with a value.
pub const fn value(name: &'static str, value: u32) -> Define {
    Define { name, value: Some(value), header: None }
}

const fn with(header: &'static str, name: &'static str) -> Define {
    Define { name, value: None, header: Some(header) }
}

/// What is a Unix.
pub const UNIX: &[Os] =
    &[Linux, Android, Apple, FreeBsd, DragonFly, NetBsd, OpenBsd, Illumos, Solaris, Aix, Haiku, Qnx, Hurd];
/// What has Linux for a kernel.
pub const LINUX: &[Os] = &[Linux, Android];
/// Every system.
pub const EVERY: &[Os] =
    &[Linux, Android, Apple, FreeBsd, DragonFly, NetBsd, OpenBsd, Windows, Illumos, Solaris, Aix, Haiku, Qnx, Hurd];

/// What the targets have that no one chooses. Left out on purpose, everywhere:
///
/// - `ZMQ_FORCE_MUTEXES` turns lock-free queues into locked ones,
/// - `ZMQ_ACT_MILITANT` makes an assertion out of a wrong argument,
/// - `ZMQ_LIBSODIUM_RANDOMBYTES_CLOSE` closes what another context still uses,
/// - libbsd and libunwind would be linked only because this machine has them.
const TABLE: &[(Define, &[Os])] = &[
    (flag("ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC"), &[Linux, Android, Illumos]),
    (flag("ZMQ_HAVE_PPOLL"), UNIX),
    (value("HAVE_POSIX_MEMALIGN", 1), UNIX),
    (flag("HAVE_FORK"), UNIX),
    (flag("HAVE_CLOCK_GETTIME"), UNIX),
    (flag("HAVE_MKDTEMP"), UNIX),
    (flag("ZMQ_HAVE_UIO"), UNIX),
    (flag("ZMQ_HAVE_NOEXCEPT"), EVERY),
    (flag("ZMQ_HAVE_EVENTFD"), &[Linux, Android, Illumos]),
    (flag("ZMQ_HAVE_EVENTFD_CLOEXEC"), &[Linux, Android, Illumos]),
    // Since FreeBSD 13.
    (with("sys/eventfd.h", "ZMQ_HAVE_EVENTFD"), &[FreeBsd]),
    (with("sys/eventfd.h", "ZMQ_HAVE_EVENTFD_CLOEXEC"), &[FreeBsd]),
    (
        flag("ZMQ_HAVE_IFADDRS"),
        &[Linux, Android, Apple, FreeBsd, DragonFly, NetBsd, OpenBsd, Illumos, Solaris, Haiku, Qnx, Hurd],
    ),
    (flag("ZMQ_HAVE_SO_BINDTODEVICE"), LINUX),
    (flag("ZMQ_HAVE_SO_PEERCRED"), LINUX),
    (flag("ZMQ_HAVE_BUSY_POLL"), LINUX),
    (flag("ZMQ_HAVE_SOCK_CLOEXEC"), &[Linux, Android, FreeBsd, DragonFly, NetBsd, OpenBsd, Illumos, Hurd]),
    (
        flag("ZMQ_HAVE_SO_KEEPALIVE"),
        &[Linux, Android, Apple, FreeBsd, DragonFly, NetBsd, OpenBsd, Illumos, Solaris, Aix, Haiku, Qnx, Hurd],
    ),
    (flag("ZMQ_HAVE_SO_PRIORITY"), LINUX),
    (flag("ZMQ_HAVE_TCP_KEEPCNT"), &[Linux, Android, Apple, FreeBsd, DragonFly, NetBsd, Illumos, Solaris, Aix]),
    (flag("ZMQ_HAVE_TCP_KEEPIDLE"), &[Linux, Android, FreeBsd, DragonFly, NetBsd, Illumos, Solaris, Aix]),
    (flag("ZMQ_HAVE_TCP_KEEPINTVL"), &[Linux, Android, Apple, FreeBsd, DragonFly, NetBsd, Illumos, Solaris, Aix]),
    // macOS's name for KEEPIDLE.
    (flag("ZMQ_HAVE_TCP_KEEPALIVE"), &[Apple]),
    (flag("ZMQ_HAVE_PTHREAD_SETNAME_1"), &[Apple]),
    (flag("ZMQ_HAVE_PTHREAD_SETNAME_2"), &[Linux, Android, Illumos, Solaris]),
    (flag("ZMQ_HAVE_PTHREAD_SETNAME_3"), &[NetBsd]),
    (flag("ZMQ_HAVE_PTHREAD_SET_NAME"), &[FreeBsd, DragonFly, OpenBsd]),
    (flag("ZMQ_HAVE_PTHREAD_SET_AFFINITY"), &[Linux]),
    (flag("HAVE_ACCEPT4"), &[Linux, Android, FreeBsd, DragonFly, OpenBsd, Illumos]),
    (flag("HAVE_STRNLEN"), EVERY),
    (flag("ZMQ_HAVE_STRLCPY"), &[Android, Apple, FreeBsd, DragonFly, NetBsd, OpenBsd, Illumos, Solaris, Haiku, Qnx]),
    (flag("ZMQ_HAVE_IPC"), UNIX),
    (flag("ZMQ_HAVE_STRUCT_SOCKADDR_UN"), UNIX),
    // Since the SDK of Windows 10, version 17063.
    (with("afunix.h", "ZMQ_HAVE_IPC"), &[Windows]),
    (with("afunix.h", "ZMQ_HAVE_STRUCT_SOCKADDR_UN"), &[Windows]),
    // The feature `tipc` insists on it.
    (with("linux/tipc.h", "ZMQ_HAVE_TIPC"), &[Linux]),
    (flag("HAVE_IF_NAMETOINDEX"), EVERY),
    (flag("ZMQ_HAVE_LINUX"), LINUX),
    (flag("ZMQ_HAVE_ANDROID"), &[Android]),
    (flag("ZMQ_HAVE_OSX"), &[Apple]),
    (flag("ZMQ_HAVE_FREEBSD"), &[FreeBsd, DragonFly]),
    (flag("ZMQ_HAVE_DRAGONFLY"), &[DragonFly]),
    (flag("ZMQ_HAVE_NETBSD"), &[NetBsd]),
    (flag("ZMQ_HAVE_OPENBSD"), &[OpenBsd]),
    (flag("ZMQ_HAVE_WINDOWS"), &[Windows]),
    (flag("ZMQ_HAVE_SOLARIS"), &[Illumos, Solaris]),
    (flag("ZMQ_HAVE_AIX"), &[Aix]),
    (flag("ZMQ_HAVE_QNXNTO"), &[Qnx]),
    (flag("ZMQ_HAVE_GNU"), &[Hurd]),
];

/// What only headers can say (strlcpy came to glibc with 2.38, and is in every musl), and a header that libzmq forgets.
const CONDITIONS: &str = "
#if defined __linux__ && !defined __ANDROID__
#include <features.h>
#if !defined __GLIBC__ || __GLIBC__ > 2 || (__GLIBC__ == 2 && __GLIBC_MINOR__ >= 38)
#define ZMQ_HAVE_STRLCPY
#endif
#endif
#if defined ZMQ_HAVE_PTHREAD_SET_NAME
#include <pthread.h>
#include <pthread_np.h>
#endif
#if defined __MINGW32__
#define ZMQ_HAVE_MINGW32
#endif
";
