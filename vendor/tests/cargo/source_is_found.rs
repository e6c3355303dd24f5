//! The source is found wherever cargo puts it: from a clone, as a dependency, moved, vendored, remapped.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::scratch::{
    Found, Scratch, by_path, cargo, cargo_home, copy_folder, edit, git, repository, run, succeeded, write,
};

#[test]
fn by_path_from_another_workspace() {
    let scratch = Scratch::new("path");
    let found = scratch.probe(&by_path(repository())).share_target().run();
    assert_complete(&found);
    assert!(found.source.starts_with(cargo_home()), "{found:?}");
}

#[test]
fn from_a_fresh_clone_and_after_it_has_moved() {
    let scratch = Scratch::new("clone");
    let clone = scratch.clone_of_repository();
    assert_lays(&clone, &scratch.path("first"));
    let moved = scratch.path("moved");
    fs::rename(&clone, &moved).unwrap();
    assert_lays(&moved, &scratch.path("second"));
}

#[test]
fn by_git_from_another_workspace() {
    let scratch = Scratch::new("git");
    let clone = scratch.clone_of_repository();
    let address = format!("file://{}", clone.display());
    let mut probe = scratch.probe(&by_path(&clone)).share_target();
    // With a finished lock file cargo asks no registry; it cannot be offline, which would forbid it the clone too.
    succeeded(probe.cargo(&["metadata", "--offline", "--format-version=1"]));
    let revision = git(&clone, &["rev-parse", "HEAD"]);
    let locked =
        format!("name = \"libzmq-src\"\nversion = \"0.1.0\"\nsource = \"git+{address}#{}\"\n", revision.trim());
    edit(&probe.folder.join("Cargo.lock"), "name = \"libzmq-src\"\nversion = \"0.1.0\"\n", &locked);
    edit(&probe.folder.join("Cargo.toml"), &by_path(&clone), &format!("git = {address:?}"));
    probe.set("CARGO_HOME", scratch.cargo_home("home"));
    assert_complete(&probe.run_with(&["--locked"]));
}

#[test]
fn when_cargo_home_has_moved() {
    let scratch = Scratch::new("home");
    let home = scratch.cargo_home("home");
    let mut probe = scratch.probe(&by_path(repository()));
    probe.set("CARGO_HOME", &home);
    let found = probe.run();
    assert_complete(&found);
    assert!(found.source.starts_with(&home), "{found:?}");

    let moved = scratch.path("moved");
    fs::rename(&home, &moved).unwrap();
    probe.set("CARGO_HOME", &moved);
    let found = probe.run();
    assert_complete(&found);
    assert!(found.source.starts_with(&moved), "{found:?}");

    // Without cargo around the build script, nobody unpacks the package again.
    fs::remove_dir_all(moved.join("registry/src")).unwrap();
    let mut script = Command::new(built_script(&probe.target));
    script.env_clear().envs([("CARGO_HOME", &moved), ("OUT_DIR", &scratch.path("out"))]).current_dir(scratch.path(""));
    let failure = String::from_utf8(run(&mut script).stderr).unwrap();
    assert_says(&failure, "libzmq's source (the package zeromq-src) was not found.");
    assert_says(&failure, &format!("The compiler recorded {}/registry/src/", moved.display()));
    assert_says(&failure, &format!("  {}/registry/src/", moved.display()));
    assert_says(&failure, "run `cargo fetch` and build again");
}

#[test]
fn when_the_target_folder_has_moved() {
    let scratch = Scratch::new("target");
    let mut probe = scratch.probe(&by_path(repository()));
    probe.target = scratch.path("elsewhere/deep/target");
    let found = probe.run();
    assert_complete(&found);
    assert!(found.root.starts_with(&probe.target), "{found:?}");
}

#[test]
fn when_sources_are_vendored() {
    let scratch = Scratch::new("vendored");
    let mut probe = scratch.probe(&by_path(repository()));
    let config = succeeded(probe.cargo(&["vendor", "--offline", "third-party"]));
    write(&probe.folder.join(".cargo/config.toml"), &config);
    // A home without any registry.
    probe.set("CARGO_HOME", scratch.path("empty"));
    probe.target = scratch.path("fresh");
    assert_vendored(&probe.run(), &probe.folder);

    // The compiled path is remapped, and only cargo knows where the package is.
    probe.set("RUSTFLAGS", format!("--remap-path-prefix={}=/gone", probe.folder.display()));
    assert_vendored(&probe.run(), &probe.folder);
}

#[test]
fn under_remapped_paths() {
    let scratch = Scratch::new("remapped");
    let mut probe = scratch.probe(&by_path(repository()));
    probe.set("RUSTFLAGS", format!("--remap-path-prefix={}=/cargo", cargo_home().display()));
    let found = probe.run();
    assert_complete(&found);
    assert!(found.source.starts_with(cargo_home()), "{found:?}");

    let registries = fs::read_dir(cargo_home().join("registry/src")).unwrap();
    let remaps = registries.map(|entry| format!("--remap-path-prefix={}=", entry.unwrap().path().display()));
    probe.set("RUSTFLAGS", remaps.collect::<Vec<_>>().join(" "));
    let found = probe.run();
    assert_complete(&found);
    assert!(found.source.starts_with(cargo_home()), "{found:?}");
}

#[test]
fn when_the_package_is_a_workspace_member() {
    let scratch = Scratch::new("member");
    let probe = scratch.probe(&by_path(repository()));
    let package = probe.folder.join("zeromq-src");
    copy_folder(package_folder().as_path(), &package).unwrap();
    edit(
        &probe.folder.join("Cargo.toml"),
        "[workspace]",
        "[workspace]\nmembers = [\"zeromq-src\"]\n\n[patch.crates-io]\nzeromq-src.path = \"zeromq-src\"",
    );
    let found = probe.share_target().run();
    assert_complete(&found);
    assert_eq!(found.source, package.join("vendor"));
}

#[test]
fn in_the_folder_that_the_environment_names() {
    let scratch = Scratch::new("override");
    let mut probe = scratch.probe(&by_path(repository())).share_target();
    let source = scratch.path("libzmq");
    copy_folder(&package_folder().join("vendor"), &source).unwrap();
    probe.set("LIBZMQ_SOURCE_DIR", &source);
    let found = probe.run();
    assert_complete(&found);
    assert_eq!(found.source, source);

    fs::remove_file(source.join("src/ctx.cpp")).unwrap();
    let failure = probe.failure();
    assert_says(&failure, "is wrong: src/ctx.cpp is missing.");
    assert_says(&failure, "unset LIBZMQ_SOURCE_DIR to use the pinned package");

    fs::remove_file(source.join("include/zmq.h")).unwrap();
    let failure = probe.failure();
    assert_says(&failure, "there is no include/zmq.h in it");
    assert_says(&failure, "unset it to use the pinned package");
}

#[test]
fn unless_it_is_damaged() {
    let scratch = Scratch::new("damaged");
    let home = scratch.cargo_home("home");
    let mut probe = scratch.probe(&by_path(repository()));
    probe.set("CARGO_HOME", &home);
    // This unpacks the packages; once libzmq is laid, cargo takes its registry for unchangeable.
    succeeded(probe.cargo(&["fetch", "--offline"]));
    let package = unpacked_in(&home);
    let source = package.join("vendor");
    edit(&source.join("src/zmq.cpp"), "zmq_socket", "zmq_rocket");
    let failure = probe.failure();
    assert_says(
        &failure,
        &format!("libzmq's source in {} is wrong: src/zmq.cpp is not the pinned one.", source.display()),
    );
    assert_says(&failure, &format!("remove {} and build again", package.display()));
    assert_says(&failure, "or set LIBZMQ_SOURCE_DIR");

    // The advice helps.
    fs::remove_dir_all(&package).unwrap();
    assert_complete(&probe.run());
}

fn assert_complete(found: &Found) {
    assert_eq!(found.version, "4.3.5");
    assert!(
        found.root.join("src/zmq.cpp").is_file() && found.root.join("external/wepoll/wepoll.c").is_file(),
        "{found:?}"
    );
}

/// The example of this crate, run in a clone with the target folder that cargo uses there by itself.
fn assert_lays(clone: &Path, folder: &Path) {
    let mut command = cargo(clone);
    command
        .args(["run", "--quiet", "--offline", "--locked", "--package=libzmq-src", "--example=lay", "--"])
        .arg(folder);
    let printed = succeeded(run(&mut command));
    assert_eq!(printed.lines().nth(1), Some("4.3.5"));
    assert!(folder.join("src/zmq.cpp").is_file());
}

fn assert_vendored(found: &Found, probe: &Path) {
    assert_complete(found);
    assert_eq!(found.source, probe.join("third-party/zeromq-src/vendor"));
}

fn assert_says(text: &str, expected: &str) {
    assert!(text.contains(expected), "no `{expected}` in:\n{text}");
}

fn built_script(target: &Path) -> PathBuf {
    let packages = fs::read_dir(target.join("debug/build")).unwrap().map(|entry| entry.unwrap());
    let probes = packages.filter(|package| package.file_name().to_str().unwrap().starts_with("probe-"));
    probes.map(|probe| probe.path().join("build-script-build")).find(|script| script.is_file()).unwrap()
}

fn unpacked_in(home: &Path) -> PathBuf {
    let inside = |folder: PathBuf| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut packages = inside(home.join("registry/src")).flat_map(inside);
    packages.find(|package| package.file_name().unwrap().to_str().unwrap().starts_with("zeromq-src-")).unwrap()
}

/// The pinned package that this test itself was built with.
fn package_folder() -> PathBuf {
    libzmq_src::locate().unwrap().parent().unwrap().to_owned()
}
