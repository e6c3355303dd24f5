//! What upstream's build systems make of the same request: `cargo xtask test --only builders`, which takes minutes.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::checks;
use crate::made::{Prefix, output};

/// Asks of it what is asked of ours.
fn check(prefix: &Prefix, builder: &str, are_drafts_on: bool, cmake: &Path) {
    assert_eq!(prefix.says("builder"), builder);
    checks::symbols(prefix, are_drafts_on);
    checks::names(prefix);
    checks::headers(prefix);
    checks::moved(prefix);
    checks::pkg_config_shared(prefix);
    checks::pkg_config_static(prefix);
    checks::cmake_project(prefix, cmake);
}

#[test]
#[ignore = "very slow: builds by CMake"]
fn cmake_makes_the_same_prefix() {
    check(&Prefix::make("by-cmake", "--builder cmake"), "cmake", false, Path::new("cmake"));
}

#[test]
#[ignore = "very slow: builds by CMake"]
fn cmake_4_makes_and_finds_the_same_prefix() {
    let cmake = cmake_4();
    let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"));
    let path = std::env::var("PATH").unwrap();
    xtask.env("PATH", format!("{}:{path}", cmake.parent().unwrap().display()));
    let options = "--builder cmake --source pristine --with draft,ws";
    check(&Prefix::make_by("by-cmake-4", options, xtask), "cmake", true, &cmake);
}

#[test]
#[ignore = "very slow: builds by autotools"]
fn autotools_make_the_same_prefix() {
    check(&Prefix::make("by-autotools", "--builder autotools --with draft,ws"), "autotools", true, Path::new("cmake"));
}

/// From PyPI, in a virtual environment of its own.
fn cmake_4() -> PathBuf {
    let venv = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cmake-4");
    let cmake = venv.join("bin/cmake");
    if !cmake.is_file() {
        output(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&venv));
        output(Command::new(venv.join("bin/python")).args(["-m", "pip", "install", "--quiet", "cmake==4.*"]));
    }
    let version = output(Command::new(&cmake).arg("--version"));
    assert!(version.starts_with("cmake version 4."), "{version}");
    cmake
}
