//! What the build script makes of features and environment.

#![allow(dead_code, reason = "the build script uses the rest")]

#[path = "../build/config.rs"]
mod config;
#[path = "../build/features.rs"]
mod features;
#[path = "../build/platform.rs"]
mod platform;

use config::{Config, Source};
use features::{Feature, Need};
use platform::{ApiPoller, Poller};

/// The configuration on `os` with these variables besides.
fn read(os: &str, variables: &[(&str, &str)]) -> Result<Config, String> {
    let target = [("CARGO_CFG_TARGET_OS", os), ("CARGO_CFG_TARGET_ARCH", "x86_64"), ("CARGO_CFG_TARGET_ENV", "gnu")];
    let all: Vec<_> = target.iter().chain(variables).collect();
    let variable = |name: &str| all.iter().find(|(key, _)| *key == name).map(|(_, value)| (*value).to_owned());
    Config::read(variable).map_err(|error| error.to_string())
}

#[test]
fn nothing_set_is_the_vendored_library_with_the_best_pollers() {
    let config = read("linux", &[]).unwrap();
    assert_eq!(config.source, Source::Vendored);
    assert_eq!((config.choices.poller, config.choices.api_poller), (Poller::Epoll, ApiPoller::Poll));
    assert!(config.unity && !config.debug);
    assert_eq!(config.features(), Vec::<&str>::new());
}

#[test]
fn features_come_from_cargo() {
    let on = [("CARGO_FEATURE_CURVE", "1"), ("CARGO_FEATURE_DRAFT", "1"), ("CARGO_FEATURE_WS", "1")];
    let config = read("linux", &on).unwrap();
    assert_eq!(config.features(), ["curve", "draft", "ws"]);
}

#[test]
fn every_row_of_the_features_is_that_of_its_name() {
    for feature in Feature::ALL {
        assert_eq!(feature.name(), format!("{feature:?}").to_lowercase());
        let on = format!("CARGO_FEATURE_{}", feature.name().to_uppercase());
        assert!(read("linux", &[(&on, "1")]).unwrap().choices.has(feature), "{on}");
        assert!(!read("linux", &[]).unwrap().choices.has(feature));
        if let Need::Library(library) = feature.row().needs {
            assert!(library.debian.starts_with("lib") && library.debian.ends_with("-dev"), "{}", library.debian);
        }
    }
}

#[test]
fn wss_brings_ws() {
    let config = read("linux", &[("CARGO_FEATURE_WSS", "1")]).unwrap();
    assert_eq!(config.features(), ["ws", "wss"]);
    assert!(!config.choices.uses_own_sha1());
    assert!(read("linux", &[("CARGO_FEATURE_WS", "1")]).unwrap().choices.uses_own_sha1());
}

#[test]
fn a_feature_that_the_target_lacks_is_an_error_that_names_who_has_it() {
    let error = read("macos", &[("CARGO_FEATURE_TIPC", "1")]).unwrap_err();
    assert_eq!(error, "feature `tipc` is on, which macos does not have: tipc is for Linux");
    assert!(read("windows", &[("CARGO_FEATURE_PGM", "1")]).unwrap_err().ends_with("pgm is for every Unix"));
    assert!(read("freebsd", &[("CARGO_FEATURE_PGM", "1")]).is_ok());
}

#[test]
fn the_variable_overrides_the_feature_system() {
    let feature = ("CARGO_FEATURE_SYSTEM", "1");
    assert_eq!(read("linux", &[feature]).unwrap().source, Source::System);
    assert_eq!(read("linux", &[feature, ("ZMQ_SYS_SOURCE", "vendored")]).unwrap().source, Source::Vendored);
    assert_eq!(read("linux", &[("ZMQ_SYS_SOURCE", "system")]).unwrap().source, Source::System);
}

#[test]
fn a_prefix_is_used_unless_the_bundled_library_is_asked_for() {
    let prefix = ("LIBZMQ_PREFIX", "/opt/zmq");
    assert_eq!(read("linux", &[prefix]).unwrap().source, Source::Prefix);
    assert_eq!(read("linux", &[prefix, ("ZMQ_SYS_SOURCE", "system")]).unwrap().source, Source::Prefix);
    assert_eq!(read("linux", &[prefix, ("CARGO_FEATURE_SYSTEM", "1")]).unwrap().source, Source::Prefix);
    assert_eq!(read("linux", &[prefix, ("ZMQ_SYS_SOURCE", "vendored")]).unwrap().source, Source::Vendored);
    assert!(read("linux", &[prefix, ("ZMQ_SYS_PRISTINE", "1")]).is_err());
    assert!(read("linux", &[prefix, ("LIBZMQ_STATIC", "1")]).unwrap().is_static);
}

#[test]
fn pristine_is_stock_and_never_the_systems() {
    let pristine = ("ZMQ_SYS_PRISTINE", "1");
    assert_eq!(read("linux", &[pristine]).unwrap().source, Source::Pristine);
    let error = read("linux", &[pristine, ("CARGO_FEATURE_SYSTEM", "1")]).unwrap_err();
    assert!(error.contains("ZMQ_SYS_SOURCE=vendored"), "{error}");
}

#[test]
fn a_poller_is_chosen_by_its_name() {
    let config = read("linux", &[("ZMQ_POLLER", "select"), ("ZMQ_API_POLLER", "select")]).unwrap();
    assert_eq!((config.choices.poller, config.choices.api_poller), (Poller::Select, ApiPoller::Select));
    assert_eq!(read("illumos", &[("ZMQ_POLLER", "devpoll")]).unwrap().choices.poller, Poller::Devpoll);
}

#[test]
fn a_poller_that_the_target_lacks_is_an_error_that_names_who_has_it() {
    let error = read("linux", &[("ZMQ_POLLER", "kqueue")]).unwrap_err();
    assert_eq!(
        error,
        "ZMQ_POLLER is `kqueue`, which linux does not have: \
         kqueue is for macOS, iOS, FreeBSD, DragonFly, NetBSD and OpenBSD; linux has epoll, poll, select"
    );
    assert!(read("windows", &[("ZMQ_POLLER", "poll")]).unwrap_err().contains("windows has epoll, select"));
}

#[test]
fn every_poller_is_had_by_the_targets_that_it_names() {
    let systems = [
        ("linux", "Linux"),
        ("android", "Android"),
        ("illumos", "illumos"),
        ("solaris", "Solaris"),
        ("windows", "Windows"),
        ("macos", "macOS"),
        ("freebsd", "FreeBSD"),
        ("openbsd", "OpenBSD"),
        ("aix", "AIX"),
    ];
    for poller in Poller::ALL {
        for (os, spelled) in systems {
            let named = match poller.targets() {
                "every target" => true,
                "every target but Windows" => os != "windows",
                targets => targets.contains(spelled),
            };
            assert_eq!(read(os, &[("ZMQ_POLLER", poller.name())]).is_ok(), named, "{} on {os}", poller.name());
        }
    }
}

#[test]
fn an_unknown_value_is_an_error_that_lists_the_known_ones() {
    for (name, value, known) in [
        ("ZMQ_POLLER", "iocp", "epoll, kqueue, poll, select, devpoll, pollset"),
        ("ZMQ_API_POLLER", "epoll", "`poll` or `select`"),
        ("ZMQ_SYS_SOURCE", "distro", "`vendored` or `system`"),
        ("ZMQ_SYS_UNITY", "yes", "0 or 1"),
        ("ZMQ_SYS_DEBUG", "2", "0 or 1"),
        ("ZMQ_SYS_PRISTINE", "true", "0 or 1"),
    ] {
        let error = read("linux", &[(name, value)]).unwrap_err();
        assert!(error.contains(name) && error.contains(value) && error.contains(known), "{error}");
    }
}

#[test]
fn an_empty_variable_is_an_unset_one() {
    for name in Config::VARIABLES {
        assert_eq!(read("linux", &[(name, "")]), read("linux", &[]), "{name}");
    }
}

#[test]
fn a_system_that_libzmq_does_not_know_is_an_error() {
    assert!(read("plan9", &[]).unwrap_err().contains("plan9"));
}
