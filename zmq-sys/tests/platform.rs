//! The table of `platform.hpp`, for targets that this machine is not.

#![allow(dead_code, reason = "the build script uses the rest")]

#[path = "../build/features.rs"]
mod features;
#[path = "../build/platform.rs"]
mod platform;

use features::Feature;
use platform::{ApiPoller, Choices, Define, Os, Poller, Target, header};

const SYSTEMS: [(&str, &str, &str); 16] = [
    ("linux", "x86_64", "gnu"),
    ("linux", "aarch64", "musl"),
    ("linux", "powerpc64", "gnu"),
    ("android", "aarch64", ""),
    ("macos", "aarch64", ""),
    ("ios", "aarch64", ""),
    ("freebsd", "x86_64", ""),
    ("dragonfly", "x86_64", ""),
    ("netbsd", "x86_64", ""),
    ("openbsd", "x86_64", ""),
    ("windows", "x86_64", "msvc"),
    ("windows", "x86_64", "gnu"),
    ("illumos", "x86_64", ""),
    ("solaris", "sparcv9", ""),
    ("aix", "powerpc64", ""),
    ("haiku", "x86_64", ""),
];

fn target(os: &str, arch: &str, env: &str) -> Target {
    Target::new(os, arch, env).unwrap()
}

fn choices(target: &Target) -> Choices {
    Choices { poller: target.pollers()[0], api_poller: ApiPoller::Poll, features: vec![Feature::Curve] }
}

fn defines(os: &str, arch: &str, env: &str) -> Vec<Define> {
    let target = target(os, arch, env);
    target.defines(&choices(&target))
}

/// The macros that are defined whatever headers there are.
fn names(defines: &[Define]) -> Vec<&'static str> {
    defines.iter().filter(|define| define.header.is_none()).map(|define| define.name).collect()
}

fn has(defines: &[Define], name: &str) -> bool {
    names(defines).contains(&name)
}

#[test]
fn linux_has_what_makes_libzmq_fast_and_its_options_work() {
    for env in ["gnu", "musl"] {
        let defines = defines("linux", "x86_64", env);
        for name in [
            "ZMQ_USE_CV_IMPL_STL11",
            "ZMQ_IOTHREAD_POLLER_USE_EPOLL",
            "ZMQ_IOTHREAD_POLLER_USE_EPOLL_CLOEXEC",
            "ZMQ_POLL_BASED_ON_POLL",
            "ZMQ_HAVE_PPOLL",
            "HAVE_POSIX_MEMALIGN",
            "HAVE_FORK",
            "HAVE_CLOCK_GETTIME",
            "HAVE_MKDTEMP",
            "ZMQ_HAVE_UIO",
            "ZMQ_HAVE_NOEXCEPT",
            "ZMQ_HAVE_EVENTFD",
            "ZMQ_HAVE_EVENTFD_CLOEXEC",
            "ZMQ_HAVE_IFADDRS",
            "ZMQ_HAVE_SO_BINDTODEVICE",
            "ZMQ_HAVE_SO_PEERCRED",
            "ZMQ_HAVE_BUSY_POLL",
            "ZMQ_HAVE_SOCK_CLOEXEC",
            "ZMQ_HAVE_SO_KEEPALIVE",
            "ZMQ_HAVE_SO_PRIORITY",
            "ZMQ_HAVE_TCP_KEEPCNT",
            "ZMQ_HAVE_TCP_KEEPIDLE",
            "ZMQ_HAVE_TCP_KEEPINTVL",
            "ZMQ_HAVE_PTHREAD_SETNAME_2",
            "ZMQ_HAVE_PTHREAD_SET_AFFINITY",
            "HAVE_ACCEPT4",
            "HAVE_STRNLEN",
            "ZMQ_HAVE_IPC",
            "ZMQ_HAVE_STRUCT_SOCKADDR_UN",
            "HAVE_IF_NAMETOINDEX",
            "ZMQ_HAVE_LINUX",
        ] {
            assert!(has(&defines, name), "{name} on {env}");
        }
        assert!(defines.iter().any(|define| define.name == "ZMQ_HAVE_TIPC" && define.header == Some("linux/tipc.h")));
    }
}

#[test]
fn every_target_has_one_poller_one_api_poller_and_one_condition_variable() {
    for (os, arch, env) in SYSTEMS {
        let defines = defines(os, arch, env);
        let count = |prefix: &str| {
            let is_one = |name: &&&str| name.starts_with(prefix) && !name.ends_with("_CLOEXEC");
            names(&defines).iter().filter(is_one).count()
        };
        assert_eq!(count("ZMQ_IOTHREAD_POLLER_USE_"), 1, "{os}");
        assert_eq!(count("ZMQ_POLL_BASED_ON_"), 1, "{os}");
        assert_eq!(count("ZMQ_USE_CV_IMPL_"), 1, "{os}");
    }
}

#[test]
fn nothing_is_defined_twice() {
    for (os, arch, env) in SYSTEMS {
        let all = defines(os, arch, env);
        for define in &all {
            assert_eq!(all.iter().filter(|other| other.name == define.name).count(), 1, "{} on {os}", define.name);
        }
    }
}

#[test]
fn what_does_harm_is_defined_nowhere() {
    for (os, arch, env) in SYSTEMS {
        let text = header(&defines(os, arch, env));
        for never in [
            "ZMQ_FORCE_MUTEXES",
            "ZMQ_ACT_MILITANT",
            "ZMQ_LIBSODIUM_RANDOMBYTES_CLOSE",
            "ZMQ_HAVE_LIBBSD",
            "HAVE_LIBUNWIND",
        ] {
            assert!(!text.contains(never), "{never} on {os}");
        }
    }
}

#[test]
fn each_target_has_its_best_poller_first() {
    for (os, best) in [
        ("linux", Poller::Epoll),
        ("macos", Poller::Kqueue),
        ("freebsd", Poller::Kqueue),
        ("windows", Poller::Epoll),
        ("illumos", Poller::Epoll),
        ("solaris", Poller::Devpoll),
        ("aix", Poller::Pollset),
        ("haiku", Poller::Poll),
    ] {
        assert_eq!(target(os, "x86_64", "").pollers()[0], best, "{os}");
    }
}

#[test]
fn windows_has_nothing_of_unix_and_unix_sockets_only_with_wepoll() {
    let windows = target("windows", "x86_64", "msvc");
    let defines = windows.defines(&choices(&windows));
    for name in ["HAVE_FORK", "ZMQ_HAVE_EVENTFD", "ZMQ_HAVE_UIO", "HAVE_CLOCK_GETTIME", "ZMQ_HAVE_SO_KEEPALIVE"] {
        assert!(defines.iter().all(|define| define.name != name), "{name}");
    }
    assert!(defines.iter().any(|define| define.name == "ZMQ_HAVE_IPC" && define.header == Some("afunix.h")));
    let by_select = windows.defines(&Choices { poller: Poller::Select, ..choices(&windows) });
    assert!(by_select.iter().all(|define| define.name != "ZMQ_HAVE_IPC"));
}

#[test]
fn macos_has_its_own_names() {
    let defines = defines("macos", "aarch64", "");
    assert!(has(&defines, "ZMQ_HAVE_TCP_KEEPALIVE") && !has(&defines, "ZMQ_HAVE_TCP_KEEPIDLE"));
    assert!(has(&defines, "ZMQ_HAVE_PTHREAD_SETNAME_1") && !has(&defines, "ZMQ_HAVE_PTHREAD_SETNAME_2"));
    assert!(has(&defines, "ZMQ_HAVE_OSX") && !has(&defines, "ZMQ_HAVE_EVENTFD"));
}

#[test]
fn cache_lines_are_those_of_the_processor() {
    for (os, arch, size) in [
        ("linux", "x86_64", 64),
        ("linux", "aarch64", 64),
        ("macos", "aarch64", 128),
        ("macos", "x86_64", 64),
        ("linux", "powerpc64", 128),
        ("linux", "s390x", 256),
    ] {
        let found = defines(os, arch, "").into_iter().find(|define| define.name == "ZMQ_CACHELINE_SIZE").unwrap();
        assert_eq!(found.value, Some(size), "{os} {arch}");
    }
}

#[test]
fn features_are_defined_only_when_they_are_on() {
    let linux = target("linux", "x86_64", "gnu");
    let choose = |features: &[Feature]| linux.defines(&Choices { features: features.to_vec(), ..choices(&linux) });
    let none = choose(&[]);
    for feature in Feature::ALL {
        for define in feature.row().defines {
            assert!(!has(&none, define.name), "{}", define.name);
            assert_eq!(choose(&[feature]).iter().filter(|other| *other == define).count(), 1, "{}", define.name);
        }
    }
    assert!(has(&choose(&[Feature::Ws]), "ZMQ_USE_BUILTIN_SHA1"));
    assert!(!has(&choose(&[Feature::Ws, Feature::Wss]), "ZMQ_USE_BUILTIN_SHA1"));
}

#[test]
fn an_unknown_system_is_no_target() {
    assert_eq!(Target::new("plan9", "x86_64", ""), None);
}

#[test]
fn the_cxx_library_is_the_targets() {
    for (os, env, library) in [
        ("linux", "gnu", Some("stdc++")),
        ("linux", "musl", Some("stdc++")),
        ("macos", "", Some("c++")),
        ("freebsd", "", Some("c++")),
        ("android", "", Some("c++_shared")),
        ("windows", "gnu", Some("stdc++")),
        ("windows", "msvc", None),
    ] {
        assert_eq!(target(os, "x86_64", env).cxx_library(), library, "{os}-{env}");
    }
}

#[test]
fn a_define_that_needs_a_header_asks_for_it() {
    let define = Define { name: "X", value: Some(3), header: Some("y.h") };
    let text = "#if defined __has_include\n#if __has_include(<y.h>)\n#define X 3\n#endif\n#endif\n";
    assert_eq!(define.to_string(), text);
    assert_eq!(target("nto", "x86_64", "").os, Os::Qnx);
}
