//! What the build tells cargo, the crate and dependents.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::config::{Config, Source};
use super::libraries::{self, Libraries};
use super::source::Sources;
use super::system::Found;

/// Says what to link and where it is, for a library built here.
pub fn vendored(config: &Config, sources: &Sources, needed: &Libraries, out: &Path) -> std::io::Result<()> {
    println!("cargo:rustc-link-search=native={}", out.display());
    println!("cargo:rustc-link-lib=static=zmq");
    for folder in &needed.search {
        println!("cargo:rustc-link-search=native={}", folder.display());
    }
    let libraries = config.target.cxx_library().into_iter().chain(config.target.libraries().iter().copied());
    for library in needed.link.iter().map(String::as_str).chain(libraries) {
        println!("cargo:rustc-link-lib={library}");
    }
    for name in libraries::variables(&config.choices.features) {
        println!("cargo:rerun-if-env-changed={name}");
    }
    for name in Found::VARIABLES {
        println!("cargo:rerun-if-env-changed={name}");
    }
    println!("cargo:include={}", sources.prepared.include().display());
    println!("cargo:root={}", sources.prepared.root.display());
    println!("cargo:lib={}", out.display());
    println!("cargo:poller={}", config.choices.poller.name());
    println!("cargo:api_poller={}", config.choices.api_poller.name());
    // For this package's own tests.
    println!("cargo:rustc-env=ZMQ_SYS_ARCHIVE={}", out.join("libzmq.a").display());
    println!("cargo:rustc-env=ZMQ_SYS_INCLUDE={}", sources.prepared.include().display());
    if sources.has_zmqx {
        println!("cargo:zmqx=1");
        println!("cargo:rustc-cfg=zmqx");
    }
    for path in &sources.prepared.rerun_if_changed {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    for name in &sources.prepared.rerun_if_env_changed {
        println!("cargo:rerun-if-env-changed={name}");
    }
    shared(config, &sources.prepared.version, &sources.prepared.patches, out)
}

/// Says what to link and where it is, for the system's library.
pub fn system(config: &Config, found: &Found, out: &Path) -> std::io::Result<()> {
    for path in &found.library.link_paths {
        println!("cargo:rustc-link-search=native={}", path.display());
    }
    for name in &found.library.libs {
        println!("cargo:rustc-link-lib={name}");
    }
    for (name, path) in [("include", &found.include), ("lib", &found.lib), ("rerun-if-changed", &found.said_by)] {
        if let Some(path) = path {
            println!("cargo:{name}={}", path.display());
        }
    }
    for name in Found::VARIABLES {
        println!("cargo:rerun-if-env-changed={name}");
    }
    shared(config, &found.version, &[], out)
}

fn shared(config: &Config, version: &str, patches: &[String], out: &Path) -> std::io::Result<()> {
    println!("cargo:version={version}");
    println!("cargo:source={}", config.source.name());
    println!("cargo:features={}", config.features().join(","));
    println!("cargo:patches={}", patches.join(","));
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rustc-check-cfg=cfg(zmqx)");
    for name in Config::VARIABLES {
        println!("cargo:rerun-if-env-changed={name}");
    }
    fs::write(out.join("build_info.rs"), build_info(config, version, patches))
}

/// The value of `BUILD_INFO`, as Rust.
fn build_info(config: &Config, version: &str, patches: &[String]) -> String {
    let is_system = config.source == Source::System;
    let known = |name| if is_system { None } else { Some(name) };
    let mut text = String::from("BuildInfo {\n");
    // A String takes whatever is written.
    let _ = writeln!(text, "    source: Source::{:?},", config.source);
    let _ = writeln!(text, "    builder: {:?},", if is_system { "pkg-config" } else { "cc" });
    let _ = writeln!(text, "    version: {version:?},");
    let _ = writeln!(text, "    poller: {:?},", known(config.choices.poller.name()));
    let _ = writeln!(text, "    api_poller: {:?},", known(config.choices.api_poller.name()));
    let _ = writeln!(text, "    features: &{:?},", config.features());
    let _ = writeln!(text, "    patches: &{patches:?},");
    text.push_str("}\n");
    text
}
