//! The builder `cc`: we run the compiler, by the recipe of `zmq-sys`.

use std::fs;
use std::path::{Path, PathBuf};

use super::link;
use super::parts::{Built, Parts};
use super::progress::Progress;
use super::queue::{self, Unit};
use super::recipe::compile::{self, Job};
use super::recipe::platform::Os;
use super::recipe::source::Sources;
use super::request::Request;
use super::toolchain::Language;
use crate::Outcome;

/// Lays the source, and says what of it is compiled and how.
pub(crate) fn jobs(request: &Request, parts: &Parts, work: &Path) -> Outcome<(Sources, [Job; 2])> {
    let sources = Sources::lay(&request.config, &work.join("source"))?;
    let objects = work.join("objects");
    fs::create_dir_all(&objects)?;
    let mut base = request.toolchain.compilation(Language::C, &objects);
    if let Some(sanitizer) = request.sanitizer {
        base.flag(sanitizer.flag()).flag("-fno-omit-frame-pointer");
    }
    if parts.has_bundled_sodium() {
        base.define("SODIUM_STATIC", None);
    }
    let mut jobs = compile::jobs(&base, &request.config, &sources, &parts.include(), &work.join("generated"))?;
    if let (Some(compiler), [_, cxx]) = (&request.toolchain.programs.cxx, &mut jobs) {
        cxx.compiler.compiler(compiler);
    }
    Ok((sources, jobs))
}

/// Reads all that would be compiled, and says how many files that is. The objects are made fast and are good for nothing.
pub(crate) fn check(request: &Request, parts: &Parts, work: &Path, progress: &Progress) -> Outcome<usize> {
    let (_, mut units) = units(request, parts, work)?;
    // Not `-fsyntax-only`: zig insists on an object.
    units.iter_mut().for_each(|unit| unit.last_flags = &["-O0", "-fno-sanitize=all"]);
    let count = units.len();
    compile(units, parts, progress)?;
    Ok(count)
}

fn units(request: &Request, parts: &Parts, work: &Path) -> Outcome<(Sources, Vec<Unit>)> {
    let (sources, jobs) = jobs(request, parts, work)?;
    let objects = work.join("objects");
    let mut units = Vec::new();
    for job in jobs {
        let mut compiler = job.compiler;
        if request.toolchain.platform.os == Os::Linux && request.toolchain.platform.env == "gnu" {
            // A thread's own data is then where it is known to be, and not asked for: nearly a tenth of all instructions of a
            // small message. glibc keeps room for libraries that do so and come late; other C libraries refuse them.
            compiler.flag_if_supported("-ftls-model=initial-exec");
        }
        let compiler = compiler.try_get_compiler()?;
        if compiler.is_like_msvc() {
            return Err("the builder cc drives compilers like GCC and Clang; for MSVC there is --builder cmake".into());
        }
        units.extend(job.files.into_iter().map(|source| {
            let stem = source.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Unit { compiler: compiler.clone(), object: objects.join(format!("{stem}.o")), source, last_flags: &[] }
        }));
    }
    Ok((sources, units))
}

fn compile(units: Vec<Unit>, parts: &Parts, progress: &Progress) -> Outcome {
    let (what, more) =
        if parts.unbuilt.is_some() { ("compiling libsodium and libzmq", 1) } else { ("compiling libzmq", 0) };
    progress.count(what, units.len() + more);
    queue::run(units, parts.unbuilt.as_ref(), progress)
}

/// Compiles and links.
pub(crate) fn build(request: &Request, parts: &Parts, work: &Path, progress: &Progress) -> Outcome<Built> {
    let (sources, units) = units(request, parts, work)?;
    let objects: Vec<PathBuf> = units.iter().map(|unit| unit.object.clone()).collect();
    compile(units, parts, progress)?;
    progress.spin("linking libzmq");
    let prepared = sources.prepared;
    Ok(Built {
        shared: request
            .kinds
            .shared
            .then(|| link::shared(request, parts, &prepared.root, &objects, work))
            .transpose()?,
        archive: request.kinds.archive.then(|| link::archive(request, &objects, work)).transpose()?,
        version: prepared.version.clone(),
        patches: prepared.patches.clone(),
        source: prepared.root,
    })
}
