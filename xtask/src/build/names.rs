//! How the files of the shared library are called: the names by which programs look for it, not to be changed.

use super::recipe::platform::Os;

/// The names on a system.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Names {
    /// The file itself.
    pub(crate) library: &'static str,
    /// What a program that was linked with it looks for.
    pub(crate) soname: &'static str,
    /// What the linker looks for.
    pub(crate) link: &'static str,
    /// What the linker takes instead of the library itself.
    pub(crate) import: Option<&'static str>,
}

impl Names {
    pub(crate) fn of(os: Os) -> Self {
        match os {
            Os::Apple => {
                Self { library: "libzmq.5.2.5.dylib", soname: "libzmq.5.dylib", link: "libzmq.dylib", import: None }
            }
            Os::Windows => {
                Self { library: "libzmq.dll", soname: "libzmq.dll", link: "libzmq.dll", import: Some("libzmq.dll.a") }
            }
            _ => Self { library: "libzmq.so.5.2.5", soname: "libzmq.so.5", link: "libzmq.so", import: None },
        }
    }
}

/// The version of the binary interface, which is not libzmq's.
pub(crate) const SHARED_VERSION: &str = "5.2.5";
