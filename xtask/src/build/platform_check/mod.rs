//! `cargo xtask platform-check`: our table of what a system has, against what upstream's build systems find on this one.

mod defines;
mod reasons;

use std::collections::HashSet;
use std::ffi::OsString;
use std::fs;

use serde_json::Value;

use super::parts::Parts;
use super::progress::Progress;
use super::request::{Builder, Named, Request};
use super::upstream::Site;
use super::{arguments, autotools, cc, claim, cmake, requirements};
use crate::Outcome;
use defines::Defines;

const HELP: &str = "\
cargo xtask platform-check [OPTIONS]

Configures libzmq by CMake and by autotools, and holds their platform.hpp and command lines against ours, define by
define. Each difference is shown with its reason; one without a reason is an error. The options are build-libzmq's.
";

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let Some(request) = arguments::read(arguments)? else {
        print!("{HELP}");
        return Ok(());
    };
    let (read, ours) = ours(&request)?;
    let mut unexplained = Vec::new();
    for builder in [Builder::Cmake, Builder::Autotools] {
        let request = Request { builder, ..request.clone() };
        if let Some(reason) = requirements::impossible(&request) {
            println!("{}: not compared: {reason}", builder.name());
            continue;
        }
        let theirs = theirs(&request, &read)?;
        let differences = ours.differences(&theirs);
        println!("{}: {} defines are as ours", builder.name(), ours.agreements(&theirs));
        for difference in differences {
            let reason = reasons::find(&difference, builder);
            println!("  {difference}: {}", reason.unwrap_or("NOBODY KNOWS WHY"));
            unexplained.extend(reason.is_none().then(|| format!("{}: {difference}", builder.name())));
        }
    }
    if unexplained.is_empty() { Ok(()) } else { Err(format!("without a reason:\n{}", unexplained.join("\n")).into()) }
}

/// The names that libzmq's source reads, and what our recipe defines of them.
fn ours(request: &Request) -> Outcome<(HashSet<String>, Defines)> {
    let request = Request { builder: Builder::Cc, ..request.clone() };
    let work = request.work();
    let _lock = claim(&work)?;
    let parts = gather(&request)?;
    let (sources, [_, cxx]) = cc::jobs(&request, &parts, &work)?;
    let read = defines::read_by(&sources.prepared.root)?;
    let mut defines = Defines::of_header(&request, &work.join("generated/platform.hpp"))?;
    defines.add_flags(cxx.compiler.try_get_compiler()?.args());
    Ok((read.clone(), defines.only(&read)))
}

/// What a builder of upstream's defines of them.
fn theirs(request: &Request, read: &HashSet<String>) -> Outcome<Defines> {
    let work = request.work();
    let _lock = claim(&work)?;
    let parts = gather(request)?;
    let site = Site::lay(request, &work)?;
    let progress = Progress::new(request.quiet);
    progress.spin("upstream's build system looks at the machine");
    let (header, flags) = match request.builder {
        Builder::Cmake => (cmake::configure(request, &parts, &site)?, cmake_flags(&site)?),
        _ => (autotools::configure(request, &parts, &site)?, autotools_flags(&site)?),
    };
    let mut defines = Defines::of_header(request, &header)?;
    defines.add_flags(&flags);
    Ok(defines.only(read))
}

/// Finds what the request needs.
fn gather(request: &Request) -> Outcome<Parts> {
    let progress = Progress::new(request.quiet);
    progress.spin("looking for compilers and libraries");
    requirements::gather(request)
}

/// How CMake would compile a file.
fn cmake_flags(site: &Site) -> Outcome<Vec<OsString>> {
    let file = site.build.join("compile_commands.json");
    let commands: Value = serde_json::from_str(&fs::read_to_string(&file)?)?;
    let commands = commands.as_array().map(Vec::as_slice).unwrap_or_default();
    let one =
        commands.iter().find(|command| command["file"].as_str().is_some_and(|file| file.ends_with("src/zmq.cpp")));
    let line = one.and_then(|command| command["command"].as_str());
    let line = line.ok_or_else(|| format!("{} does not say how zmq.cpp is compiled", file.display()))?;
    Ok(line.split_whitespace().map(OsString::from).collect())
}

/// How the makefile would compile a file.
fn autotools_flags(site: &Site) -> Outcome<Vec<OsString>> {
    let text = fs::read_to_string(site.build.join("Makefile"))?;
    let of = |name: &str| text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(" ="));
    let variables = ["DEFS", "CPPFLAGS", "CXXFLAGS"].map(|name| of(name).ok_or(format!("the Makefile has no {name}")));
    let mut flags = Vec::new();
    for variable in variables {
        flags.extend(variable?.split_whitespace().map(OsString::from));
    }
    Ok(flags)
}
