//! Where libsodium's headers are. The library itself is linked by the crate that found or built it.

use std::path::PathBuf;

/// The folders of `sodium.h`, from what `libsodium-sys-stable` says; `variable` looks up the environment.
pub fn include(variable: impl Fn(&str) -> Option<String>) -> Vec<PathBuf> {
    let said = variable("DEP_SODIUM_INCLUDE").map(PathBuf::from);
    // With SODIUM_LIB_DIR it says nothing; an installed library has its headers beside it.
    let beside = || Some(PathBuf::from(variable("SODIUM_LIB_DIR")?).parent()?.join("include"));
    said.or_else(beside).into_iter().collect()
}
