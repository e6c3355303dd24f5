//! Builds the vendored libzmq.
use std::env;
use zeromq_src::{Build, LibLocation};

fn main() {
    let mut build = Build::new();
    if let (Ok(lib), Ok(include)) = (env::var("DEP_SODIUM_LIB"), env::var("DEP_SODIUM_INCLUDE")) {
        build.with_libsodium(Some(LibLocation::new(lib, include)));
    }
    if cfg!(feature = "draft") {
        build.enable_draft(true);
    }
    build.build();
}
