//! The library itself: its version, and what it can do.

use std::ffi::CString;
use std::sync::OnceLock;

use zmq_sys::BuildInfo;

use crate::raw;

/// The longest path of an `ipc://` endpoint, in bytes.
pub const IPC_PATH_MAX_LEN: usize =
    size_of::<libc::sockaddr_un>() - std::mem::offset_of!(libc::sockaddr_un, sun_path) - 1;

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Whether draft socket types, options and functions were asked for.
pub const DRAFT_API: bool = cfg!(feature = "draft");

/// The version of libzmq in use, such as "4.3.5".
///
/// libzmq: zmq_version(3)
pub fn zmq_version() -> String {
    let (major, minor, patch) = zmq_version_info();
    format!("{major}.{minor}.{patch}")
}

/// The version of libzmq in use: major, minor, patch.
///
/// libzmq: zmq_version(3)
pub fn zmq_version_info() -> (i32, i32, i32) {
    raw::library::version()
}

/// How the libzmq in use was built: its source, poller, features and the patches applied.
///
/// Of the system's libzmq the features are those that it has, whatever was asked for.
///
/// # Examples
/// ```
/// let info = zmq::build_info();
/// assert!(info.version.starts_with("4."));
/// ```
pub fn build_info() -> &'static BuildInfo {
    static INFO: OnceLock<BuildInfo> = OnceLock::new();
    INFO.get_or_init(|| {
        let mut info = zmq_sys::BUILD_INFO;
        if info.source == zmq_sys::Source::System {
            let all = ["curve", "draft", "gssapi", "norm", "pgm", "tipc", "vmci", "ws", "wss"];
            info.features = Vec::leak(all.into_iter().filter(|name| has(name)).collect());
        }
        info
    })
}

/// Whether libzmq was built with a transport or mechanism:
/// `ipc`, `pgm`, `tipc`, `norm`, `curve`, `gssapi`, `vmci`, `draft`, `WS`, `WSS`. Case does not matter.
///
/// # Examples
/// ```
/// assert!(zmq::has("ipc"));
/// assert!(!zmq::has("carrier-pigeon"));
/// ```
///
/// libzmq: zmq_has(3)
#[doc(alias = "zmq_has")]
pub fn has(capability: &str) -> bool {
    let spellings = [capability.to_owned(), capability.to_lowercase(), capability.to_uppercase()];
    spellings.into_iter().filter_map(|name| CString::new(name).ok()).any(|name| raw::library::has(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_library_has_what_build_info_says() {
        let info = build_info();
        assert!(info.features.iter().all(|feature| has(feature)), "{info:?}");
        assert_eq!(info.features.contains(&"curve"), has("curve"));
        assert_eq!(info.features.contains(&"wss"), has("WSS"));
        assert_eq!(info.version, zmq_version());
    }
}
