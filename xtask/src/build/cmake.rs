//! The builder `cmake`: upstream's `CMakeLists.txt`, with the choices of the request.

use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::thread;

use super::link::run;
use super::parts::{Built, Parts};
use super::progress::Progress;
use super::recipe::features::Feature;
use super::recipe::platform::Os;
use super::request::Request;
use super::upstream::{Flags, Site, compilers, verify, version_script};
use crate::Outcome;

/// Configures and compiles.
pub(crate) fn build(request: &Request, parts: &Parts, work: &Path, progress: &Progress) -> Outcome<Built> {
    let site = Site::lay(request, work)?;
    progress.spin("CMake configures libzmq");
    verify(request, &configure(request, parts, &site)?)?;
    progress.spin("CMake compiles libzmq");
    let mut command = site.command("cmake");
    command
        .args(["--build", ".", "--parallel"])
        .arg(thread::available_parallelism().map_or(1, NonZero::get).to_string());
    let targets = [(request.kinds.shared, "libzmq"), (request.kinds.archive, "libzmq-static")];
    command.arg("--target").args(targets.into_iter().filter_map(|(on, target)| on.then_some(target)));
    run(&mut command, "CMake cannot compile libzmq")?;
    site.built(request, &["lib", "bin"])
}

/// Lets CMake probe the machine; its `platform.hpp` says what it found.
pub(crate) fn configure(request: &Request, parts: &Parts, site: &Site) -> Outcome<PathBuf> {
    let mut command = site.command("cmake");
    command.arg("-S").arg(&site.source.root).arg("-B").arg(&site.build);
    command.args(definitions(request, parts, site)?.into_iter().map(|(name, value)| format!("-D{name}={value}")));
    run(&mut command, "CMake cannot configure libzmq")?;
    Ok(site.build.join("platform.hpp"))
}

fn definitions(request: &Request, parts: &Parts, site: &Site) -> Outcome<Vec<(&'static str, String)>> {
    let choices = &request.config.choices;
    let switch = |on: bool| if on { "ON" } else { "OFF" }.to_owned();
    let has = |feature| switch(choices.has(feature));
    let flags = Flags::of(request, parts);
    let mut link = flags.link;
    link.extend(
        version_script(request, &site.extra.join("libzmq.map"))?
            .map(|script| format!("-Wl,--version-script,{}", script.display())),
    );
    let compile = flags.compile.join(" ");
    let mut definitions = vec![
        // 4.3.5 says that it is for CMake 2.8, which CMake 4 refuses to be.
        ("CMAKE_POLICY_VERSION_MINIMUM", "3.5".to_owned()),
        ("CMAKE_BUILD_TYPE", "Release".to_owned()),
        ("CMAKE_EXPORT_COMPILE_COMMANDS", switch(true)),
        ("CMAKE_C_FLAGS", format!("{compile} -fvisibility=hidden")),
        ("CMAKE_CXX_FLAGS", format!("{compile} -fvisibility=hidden -fvisibility-inlines-hidden")),
        ("CMAKE_SHARED_LINKER_FLAGS", link.join(" ")),
        ("BUILD_SHARED", switch(request.kinds.shared)),
        ("BUILD_STATIC", switch(request.kinds.archive)),
        ("BUILD_TESTS", switch(false)),
        ("WITH_PERF_TOOL", switch(false)),
        ("WITH_DOCS", switch(false)),
        ("WITH_LIBBSD", switch(false)),
        ("ENABLE_DRAFTS", has(Feature::Draft)),
        ("ENABLE_RADIX_TREE", switch(false)),
        ("ENABLE_WS", has(Feature::Ws)),
        ("WITH_TLS", has(Feature::Wss)),
        ("WITH_OPENPGM", has(Feature::Pgm)),
        ("WITH_NORM", has(Feature::Norm)),
        ("WITH_VMCI", has(Feature::Vmci)),
        ("ENABLE_CURVE", has(Feature::Curve)),
        ("WITH_LIBSODIUM", has(Feature::Curve)),
        ("WITH_LIBSODIUM_STATIC", switch(parts.has_bundled_sodium())),
        ("ENABLE_LIBSODIUM_RANDOMBYTES_CLOSE", switch(false)),
        ("API_POLLER", choices.api_poller.name().to_owned()),
    ];
    // Named, epoll would be built without the flag that keeps it from children.
    let is_best = request.config.target.pollers().first() == Some(&choices.poller);
    definitions.push(("POLLER", if is_best { String::new() } else { choices.poller.name().to_owned() }));
    if choices.has(Feature::Tipc) {
        // It would ask the running kernel, which need not be the one that the library is for.
        definitions.push(("ZMQ_HAVE_TIPC", "1".to_owned()));
    }
    if choices.has(Feature::Vmci) {
        definitions.push(("VMCI_INCLUDE_DIRS", site.extra.display().to_string()));
    }
    if let Some(name) = parts.libraries.modules.iter().find(|name| name.starts_with("openpgm")) {
        definitions.push(("OPENPGM_PKGCONFIG_NAME", name.clone()));
    }
    if let (Some(archive), Some(include)) = (parts.bundled_sodium(), parts.sodium_include()) {
        definitions.push(("SODIUM_LIBRARIES", archive.display().to_string()));
        definitions.push(("SODIUM_INCLUDE_DIRS", include.display().to_string()));
    }
    if let Some((c, cxx)) = compilers(request)? {
        definitions.push(("CMAKE_C_COMPILER", c.path().display().to_string()));
        definitions.push(("CMAKE_CXX_COMPILER", cxx.path().display().to_string()));
    }
    if request.toolchain.is_cross() {
        definitions.push(("CMAKE_SYSTEM_NAME", system_name(request.toolchain.platform.os).to_owned()));
        definitions.push(("CMAKE_SYSTEM_PROCESSOR", request.toolchain.platform.arch.clone()));
    }
    Ok(definitions)
}

/// The system, as CMake calls it.
fn system_name(os: Os) -> &'static str {
    match os {
        Os::Linux => "Linux",
        Os::Android => "Android",
        Os::Apple => "Darwin",
        Os::FreeBsd => "FreeBSD",
        Os::DragonFly => "DragonFly",
        Os::NetBsd => "NetBSD",
        Os::OpenBsd => "OpenBSD",
        Os::Windows => "Windows",
        Os::Illumos | Os::Solaris => "SunOS",
        Os::Aix => "AIX",
        Os::Haiku => "Haiku",
        Os::Qnx => "QNX",
        Os::Hurd => "GNU",
    }
}
