//! Why our table differs from what upstream's build systems find: each difference that is meant has its line here.

use super::super::request::Builder;
use super::defines::Difference;

/// The reason of a difference, if it has one.
pub(crate) fn find(difference: &Difference, builder: Builder) -> Option<&'static str> {
    let (name, side) = match difference {
        Difference::OnlyOurs(name) => (name, Side::Ours),
        Difference::OnlyTheirs(name) => (name, Side::Theirs),
        Difference::Value { name, .. } => (name, Side::Both),
    };
    let is_it = |row: &&Row| row.name == name && row.side == side && row.builder.is_none_or(|one| one == builder);
    REASONS.iter().find(is_it).map(|row| row.reason)
}

/// Where a macro is defined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Ours,
    Theirs,
    Both,
}

struct Row {
    name: &'static str,
    side: Side,
    /// One of upstream's, or both.
    builder: Option<Builder>,
    reason: &'static str,
}

const fn ours(name: &'static str, builder: Option<Builder>, reason: &'static str) -> Row {
    Row { name, side: Side::Ours, builder, reason }
}

const fn theirs(name: &'static str, builder: Option<Builder>, reason: &'static str) -> Row {
    Row { name, side: Side::Theirs, builder, reason }
}

const CMAKE: Option<Builder> = Some(Builder::Cmake);
const AUTOTOOLS: Option<Builder> = Some(Builder::Autotools);

const TRIED: &str = "CMake tries the call, which the kernel that builds may refuse its user; the system has it";
const NOT_ASKED: &str = "configure does not look for it, so the option is refused or ignored there";

const REASONS: &[Row] = &[
    ours("ZMQ_HAVE_SO_BINDTODEVICE", CMAKE, TRIED),
    ours("ZMQ_HAVE_SO_PRIORITY", CMAKE, TRIED),
    ours("ZMQ_HAVE_BUSY_POLL", AUTOTOOLS, NOT_ASKED),
    ours(
        "HAVE_GSSAPI_GSSAPI_GENERIC_H",
        AUTOTOOLS,
        "configure looks for the header only where pkg-config does not know the library; either header will do",
    ),
    ours("ZMQ_HAVE_NOEXCEPT", AUTOTOOLS, "configure does not look for it, so functions there are not marked noexcept"),
    ours("ZMQ_HAVE_STRUCT_SOCKADDR_UN", AUTOTOOLS, "read on Windows only"),
    ours("ZMQ_STATIC", None, "read on Windows only, where a library compiled without it imports itself"),
    ours(
        "ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC",
        None,
        "read with epoll only; upstream looks for it where epoll was chosen",
    ),
    ours("ZMQ_HAVE_TIPC", AUTOTOOLS, "configure opens a socket, for which the kernel that builds needs its module"),
    theirs("ZMQ_HAVE_TIPC", None, "the kernel that builds has it; ours asks for the feature"),
    theirs("ZMQ_USE_BUILTIN_SHA1", CMAKE, "read by ws_engine.cpp only, which is not compiled without ws"),
    theirs("ZMQ_HAVE_ATOMIC_INTRINSICS", AUTOTOOLS, "read where C++ has no <atomic> only; with C++11 that comes first"),
];
