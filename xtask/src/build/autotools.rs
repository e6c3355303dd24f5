//! The builder `autotools`: upstream's `autogen.sh`, `configure` and makefiles, with the choices of the request.

use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use super::link::run;
use super::parts::{Built, Parts};
use super::progress::Progress;
use super::recipe::features::Feature;
use super::request::Request;
use super::upstream::{Flags, Site, compilers, verify};
use crate::Outcome;

/// Configures and compiles.
pub(crate) fn build(request: &Request, parts: &Parts, work: &Path, progress: &Progress) -> Outcome<Built> {
    let site = Site::lay(request, work)?;
    progress.spin("configure looks at the machine");
    verify(request, &configure(request, parts, &site)?)?;
    progress.spin("make compiles libzmq");
    let mut command = site.command("make");
    command.arg(format!("-j{}", thread::available_parallelism().map_or(1, NonZero::get))).arg("src/libzmq.la");
    run(&mut command, "make cannot compile libzmq")?;
    site.built(request, &["src/.libs"])
}

/// Makes and runs `configure`; its `platform.hpp` says what it found.
pub(crate) fn configure(request: &Request, parts: &Parts, site: &Site) -> Outcome<PathBuf> {
    let source = &site.source.root;
    if !source.join("configure").is_file() {
        run(Command::new("./autogen.sh").current_dir(source), "autogen.sh cannot make configure")?;
    }
    let arguments = arguments(request, parts, site)?;
    // Configuring again would have everything compiled again.
    let asked = site.extra.join("arguments");
    let platform = site.build.join("src/platform.hpp");
    let text = arguments.join("\n");
    if platform.is_file() && fs::read_to_string(&asked).is_ok_and(|before| before == text) {
        return Ok(platform);
    }
    // What was compiled for another request is no use.
    fs::remove_dir_all(&site.build)?;
    fs::create_dir_all(&site.build)?;
    let mut command = site.command(source.join("configure"));
    run(command.args(&arguments), "configure fails")?;
    fs::write(asked, text)?;
    Ok(platform)
}

fn arguments(request: &Request, parts: &Parts, site: &Site) -> Outcome<Vec<String>> {
    let choices = &request.config.choices;
    let enable = |what: &str, on: bool| format!("--{}-{what}", if on { "enable" } else { "disable" });
    let with = |what: &str, on: bool| format!("--{}-{what}", if on { "with" } else { "without" });
    let flags = Flags::of(request, parts);
    let compile = flags.compile.join(" ");
    let mut arguments = vec![
        format!("CFLAGS={compile}"),
        format!("CXXFLAGS={compile}"),
        format!("LDFLAGS={}", flags.link.join(" ")),
        enable("shared", request.kinds.shared),
        enable("static", request.kinds.archive),
        // As ours, so that the archive can become a part of a shared library.
        with("pic", true),
        enable("Werror", false),
        enable("perf", false),
        enable("curve-keygen", false),
        enable("libunwind", false),
        enable("libbsd", false),
        enable("libsodium_randombytes_close", false),
        enable("radix-tree", false),
        with("docs", false),
        enable("drafts", choices.has(Feature::Draft)),
        enable("ws", choices.has(Feature::Ws)),
        enable("curve", choices.has(Feature::Curve)),
        format!("--with-poller={}", choices.poller.name()),
        format!("--with-api-poller={}", choices.api_poller.name()),
    ];
    let optional = [
        (Feature::Curve, "libsodium"),
        (Feature::Wss, "tls"),
        (Feature::Pgm, "pgm"),
        (Feature::Norm, "norm"),
        (Feature::Gssapi, "libgssapi_krb5"),
    ];
    arguments.extend(optional.iter().filter(|(feature, _)| choices.has(*feature)).map(|(_, name)| with(name, true)));
    if choices.has(Feature::Vmci) {
        arguments.push(format!("--with-vmci={}", site.extra.display()));
    }
    if let (Some(archive), Some(include)) = (parts.bundled_sodium(), parts.sodium_include()) {
        arguments.push(format!("sodium_CFLAGS=-I{}", include.display()));
        arguments.push(format!("sodium_LIBS={}", archive.display()));
    }
    if let Some((c, cxx)) = compilers(request)? {
        arguments.push(format!("CC={}", c.path().display()));
        arguments.push(format!("CXX={}", cxx.path().display()));
    }
    if request.toolchain.is_cross() {
        arguments.push(format!("--host={}", request.toolchain.target));
    }
    Ok(arguments)
}
