//! The linked library: what it says of itself agrees with how it was built.

use std::ffi::{CStr, CString, c_int};

use zmq_sys::{BUILD_INFO, Source};

fn version() -> String {
    let (mut major, mut minor, mut patch): (c_int, c_int, c_int) = (0, 0, 0);
    // SAFETY: three pointers to live ints, which it writes.
    unsafe { zmq_sys::zmq_version(&mut major, &mut minor, &mut patch) };
    format!("{major}.{minor}.{patch}")
}

fn has(capability: &str) -> bool {
    let capability = CString::new(capability).unwrap();
    // SAFETY: a string that ends in a NUL and outlives the call.
    unsafe { zmq_sys::zmq_has(capability.as_ptr()) == 1 }
}

#[test]
fn the_version_is_the_one_that_was_built() {
    assert_eq!(BUILD_INFO.version, version());
}

#[test]
fn capabilities_are_those_of_the_features() {
    if BUILD_INFO.source == Source::System {
        return;
    }
    assert_eq!(has("curve"), cfg!(feature = "curve"));
    assert_eq!(has("draft"), cfg!(feature = "draft"));
    assert_eq!(has("WS"), cfg!(feature = "ws"));
    assert_eq!(has("WSS"), cfg!(feature = "wss"));
    assert_eq!(has("pgm"), cfg!(feature = "pgm"));
    assert_eq!(has("norm"), cfg!(feature = "norm"));
    assert_eq!(has("gssapi"), cfg!(feature = "gssapi"));
    assert_eq!(has("vmci"), cfg!(feature = "vmci"));
    assert_eq!(has("ipc"), cfg!(unix));
    assert!(has("tipc") || !cfg!(feature = "tipc"));
}

#[test]
fn build_info_names_the_features() {
    for (name, on) in [
        ("curve", cfg!(feature = "curve")),
        ("draft", cfg!(feature = "draft")),
        ("gssapi", cfg!(feature = "gssapi")),
        ("norm", cfg!(feature = "norm")),
        ("pgm", cfg!(feature = "pgm")),
        ("tipc", cfg!(feature = "tipc")),
        ("vmci", cfg!(feature = "vmci")),
        ("ws", cfg!(feature = "ws")),
        ("wss", cfg!(feature = "wss")),
    ] {
        assert_eq!(BUILD_INFO.features.contains(&name), on, "{name}");
    }
}

#[test]
fn an_error_has_text() {
    // SAFETY: it returns a static string for any number.
    let text = unsafe { CStr::from_ptr(zmq_sys::zmq_strerror(zmq_sys::ETERM)) };
    assert_eq!(text.to_str(), Ok("Context was terminated"));
}
