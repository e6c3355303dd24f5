//! `cargo xtask build-libzmq`: libzmq as C programs use it, installed below a folder of the user's choice.

mod arguments;
mod autotools;
mod cc;
mod cmake;
mod cmake_package;
mod compilers;
mod exports;
mod info;
mod link;
mod names;
mod parts;
mod pkgconfig;
pub(crate) mod platform_check;
mod prefix;
mod progress;
mod queue;
mod recipe;
mod request;
mod requirements;
mod sodium;
mod toolchain;
mod tree;
mod upstream;

use std::fs::{self, File};
use std::path::Path;
use std::time::Instant;

use crate::Outcome;
use request::Builder;

pub(crate) use arguments::read;
pub(crate) use parts::Parts;
pub(crate) use prefix::Prefix;
pub(crate) use progress::Progress;
pub(crate) use recipe::config::Source;
pub(crate) use request::{Request, target_folder};
pub(crate) use requirements::gather;
pub(crate) use toolchain::{Language, Programs};

/// Runs the command.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    let Some(request) = read(arguments)? else {
        print!("{}", arguments::HELP);
        return Ok(());
    };
    let start = Instant::now();
    let prefix = install(&request)?;
    if !request.quiet {
        let time = start.elapsed().as_secs_f64();
        println!("libzmq {} is in {} (after {time:.1} s)", prefix.version, prefix.root.display());
    }
    Ok(())
}

/// Builds what is asked for and installs it.
pub(crate) fn install(request: &Request) -> Outcome<Prefix> {
    let work = request.work();
    let _lock = claim(&work)?;
    let progress = Progress::new(request.quiet);
    progress.spin("looking for compilers and libraries");
    let mut parts = requirements::look(request)?;
    prefix::require_writable(&request.prefix)?;
    if request.builder != Builder::Cc && parts.unbuilt.is_some() {
        progress.spin("building libsodium");
        parts.complete()?;
    }
    let built = match request.builder {
        Builder::Cc => cc::build(request, &parts, &work, &progress)?,
        Builder::Cmake => cmake::build(request, &parts, &work, &progress)?,
        Builder::Autotools => autotools::build(request, &parts, &work, &progress)?,
    };
    prefix::install(request, &parts, &built)
}

/// Compiles libzmq's sources only to see that they compile, and says into how many objects.
pub(crate) fn check(request: &Request) -> Outcome<usize> {
    let work = request.work();
    let _lock = claim(&work)?;
    cc::check(request, &requirements::look(request)?, &work, &Progress::new(request.quiet))
}

/// Makes the folder of a build and keeps others out of it until the lock is dropped.
fn claim(work: &Path) -> Outcome<File> {
    fs::create_dir_all(work).map_err(|error| format!("{}: {error}", work.display()))?;
    let lock = File::create(work.join("lock"))?;
    lock.lock()?;
    Ok(lock)
}

/// What libzmq's sources are told of the target and the choices, when our own recipe compiles them.
pub(crate) fn platform_header(request: &Request) -> String {
    recipe::platform::header(&request.config.target.defines(&request.config.choices))
}
