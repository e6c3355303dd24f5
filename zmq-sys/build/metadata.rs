//! What the build tells cargo, the crate and dependents.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use super::config::Config;
use super::libraries::{self, Libraries};
use super::prefix::Info;
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
    let name = |name: &str| name.to_owned();
    let info = Info {
        builder: Some(name("cc")),
        poller: Some(name(config.choices.poller.name())),
        api_poller: Some(name(config.choices.api_poller.name())),
        features: Some(config.features().into_iter().map(name).collect()),
        patches: sources.prepared.patches.clone(),
    };
    shared(config, &sources.prepared.version, &info, out)
}

/// Says what to link and where it is, for a library that was there.
pub fn found(config: &Config, found: &Found, out: &Path) -> std::io::Result<()> {
    for path in &found.library.link_paths {
        println!("cargo:rustc-link-search=native={}", path.display());
    }
    for name in &found.library.libs {
        let kind = if found.archives.contains(name) { "static=" } else { "" };
        println!("cargo:rustc-link-lib={kind}{name}");
    }
    for (name, path) in [("include", &found.include), ("lib", &found.lib)] {
        if let Some(path) = path {
            println!("cargo:{name}={}", path.display());
        }
    }
    for path in &found.said_by {
        println!("cargo:rerun-if-changed={}", path.display());
    }
    for name in Found::VARIABLES {
        println!("cargo:rerun-if-env-changed={name}");
    }
    if found.has_zmqx {
        println!("cargo:zmqx=1");
        println!("cargo:rustc-cfg=zmqx");
    }
    let asked = || config.features().into_iter().map(str::to_owned).collect();
    let info = Info {
        builder: found.info.builder.clone().or_else(|| Some("pkg-config".to_owned())),
        features: Some(found.info.features.clone().unwrap_or_else(asked)),
        ..found.info.clone()
    };
    for (name, value) in [("poller", &info.poller), ("api_poller", &info.api_poller)] {
        if let Some(value) = value {
            println!("cargo:{name}={value}");
        }
    }
    shared(config, &found.version, &info, out)
}

fn shared(config: &Config, version: &str, info: &Info, out: &Path) -> std::io::Result<()> {
    println!("cargo:version={version}");
    println!("cargo:source={}", config.source.name());
    println!("cargo:features={}", info.features.iter().flatten().map(String::as_str).collect::<Vec<_>>().join(","));
    println!("cargo:patches={}", info.patches.join(","));
    println!("cargo:rerun-if-changed=build");
    println!("cargo:rustc-check-cfg=cfg(zmqx)");
    for name in Config::VARIABLES {
        println!("cargo:rerun-if-env-changed={name}");
    }
    fs::write(out.join("build_info.rs"), build_info(config, version, info))
}

/// The value of `BUILD_INFO`, as Rust.
fn build_info(config: &Config, version: &str, info: &Info) -> String {
    let mut text = String::from("BuildInfo {\n");
    // A String takes whatever is written.
    let _ = writeln!(text, "    source: Source::{:?},", config.source);
    let _ = writeln!(text, "    builder: {:?},", info.builder.as_deref().unwrap_or_default());
    let _ = writeln!(text, "    version: {version:?},");
    let _ = writeln!(text, "    poller: {:?},", info.poller);
    let _ = writeln!(text, "    api_poller: {:?},", info.api_poller);
    let _ = writeln!(text, "    features: &{:?},", info.features.as_deref().unwrap_or_default());
    let _ = writeln!(text, "    patches: &{:?},", info.patches);
    text.push_str("}\n");
    text
}
