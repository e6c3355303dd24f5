//! Compiles the programs, and links them with a libzmq.

use std::collections::VecDeque;
use std::fs;
use std::iter;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, PoisonError};
use std::thread;

use libzmq_src::{PrepareOptions, prepare_whole};

use crate::Outcome;
use crate::build::{Language, Parts, Prefix, Progress, Request, Source, gather, platform_header};

/// What upstream's tests share; each is linked with all of it.
const SHARED: [&str; 5] = [
    "tests/testutil.cpp",
    "tests/testutil_monitoring.cpp",
    "tests/testutil_security.cpp",
    "tests/testutil_unity.cpp",
    "external/unity/unity.c",
];

/// Parts of libzmq that one of the tests has in itself: the shared library does not show them.
const INTERNALS: [&str; 3] = ["src/err.cpp", "src/random.cpp", "src/clock.cpp"];
const WITH_INTERNALS: &str = "test_security_curve";

/// Programs by the end of their names, and the feature that each needs; others say themselves what they lack.
const NEEDS: [(&str, &str); 3] = [("_vmci", "vmci"), ("_wss_transport", "wss"), ("_security_curve", "curve")];

/// The programs that use the public API, compiled, for one set of features, one target and one sanitizer.
#[derive(Debug)]
pub(crate) struct Kit {
    source: PathBuf,
    objects: PathBuf,
    tests: Vec<String>,
    units: Vec<String>,
    absent: Vec<String>,
}

/// A program that can be run.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) arguments: Vec<String>,
}

impl Kit {
    /// Compiles them as that libzmq is compiled.
    pub(crate) fn compile(request: &Request, parts: &Parts, progress: &Progress) -> Outcome<Self> {
        Self::compile_some(request, parts, &|_| true, progress)
    }

    /// As [`compile`](Self::compile), but only those that are wanted.
    pub(crate) fn compile_some(
        request: &Request,
        parts: &Parts,
        wanted: &dyn Fn(&str) -> bool,
        progress: &Progress,
    ) -> Outcome<Self> {
        let folder = request.work().join("upstream-tests");
        // The tests are upstream's, whatever libzmq they are held against.
        let source = prepare_whole(&folder.join("source"), &PrepareOptions { pristine: true })?.root;
        let lacks = |name: &str| NEEDS.iter().any(|(end, feature)| name.ends_with(end) && !has(request, feature));
        let wanted = |name: &String| wanted(name) && !lacks(name);
        let (tests, absent) = programs(&source, "tests", "test_")?.into_iter().partition::<Vec<_>, _>(wanted);
        let mut units = programs(&source, "unittests", "unittest_")?;
        units.retain(wanted);
        let kit = Self { objects: folder.join("objects"), source, tests, units, absent };
        let common = SHARED.iter().chain(&INTERNALS).map(|file| (*file).to_owned());
        let files = common.chain(kit.tests.iter().map(|name| format!("tests/{name}.cpp"))).collect();
        compile_all(&kit.source, files, &kit.objects, request, parts, progress)?;
        Ok(kit)
    }

    /// The programs that were not wanted, or need a feature which the library lacks.
    pub(crate) fn absent(&self) -> &[String] {
        &self.absent
    }

    /// Links the compiled ones with the shared library of `prefix`; they run with another one of the same features too.
    pub(crate) fn link(&self, request: &Request, prefix: &Prefix, progress: &Progress) -> Outcome<Vec<Program>> {
        let file = |name: &String| self.objects.join(object(&format!("tests/{name}.cpp")));
        let own = |name: &String| {
            let internals: &[&str] = if name == WITH_INTERNALS { &INTERNALS } else { &[] };
            iter::once(file(name)).chain(internals.iter().map(|file| self.objects.join(object(file)))).collect()
        };
        let objects = self.tests.iter().map(|name| (name.clone(), own(name))).collect();
        self.link_all(objects, "-lzmq", request, prefix, progress)
    }

    /// Links the compiled ones with the archive of `prefix`, so that nothing has to be found when they run.
    pub(crate) fn link_static(&self, request: &Request, prefix: &Prefix, progress: &Progress) -> Outcome<Vec<Program>> {
        let file = |name: &String| vec![self.objects.join(object(&format!("tests/{name}.cpp")))];
        let objects = self.tests.iter().map(|name| (name.clone(), file(name))).collect();
        self.link_all(objects, &archive(prefix), request, prefix, progress)
    }

    /// Compiles and links those that look inside: they belong to this one libzmq, of which they need the archive.
    pub(crate) fn link_units(&self, request: &Request, prefix: &Prefix, progress: &Progress) -> Outcome<Vec<Program>> {
        let folder = request.work().join("upstream-units");
        // What is inside differs with our patches.
        let options = PrepareOptions { pristine: request.config.source == Source::Pristine };
        let source = prepare_whole(&folder.join("source"), &options)?.root;
        let files = self.units.iter().map(|name| format!("unittests/{name}.cpp")).collect();
        compile_all(&source, files, &folder, request, &gather(request)?, progress)?;
        let own = |name: &String| vec![folder.join(object(&format!("unittests/{name}.cpp")))];
        let objects = self.units.iter().map(|name| (name.clone(), own(name))).collect();
        self.link_all(objects, &archive(prefix), request, prefix, progress)
    }

    fn link_all(
        &self,
        objects: Vec<(String, Vec<PathBuf>)>,
        library: &str,
        request: &Request,
        prefix: &Prefix,
        progress: &Progress,
    ) -> Outcome<Vec<Program>> {
        let out = request.work().join("upstream-programs");
        fs::create_dir_all(&out)?;
        let lib = prefix.root.join("lib");
        let sodium = Some(lib.join("libsodium.a")).filter(|file| file.is_file());
        let programs: Vec<Program> = objects
            .iter()
            .map(|(name, _)| Program { name: name.clone(), file: out.join(name), arguments: Vec::new() })
            .collect();
        progress.count("linking upstream's tests", programs.len());
        in_parallel(objects, |(name, objects)| {
            let compiler = request.toolchain.compiler(Language::Cxx).map_err(|error| error.to_string())?;
            let mut command = compiler.to_command();
            command.arg("-o").arg(out.join(name)).args(objects);
            command.args(SHARED.map(|file| self.objects.join(object(file))));
            command.arg(format!("-L{}", lib.display())).arg(library).args(&sodium);
            command.args(request.sanitizer.map(|sanitizer| sanitizer.flag()));
            command.args(request.toolchain.platform.libraries().iter().map(|name| format!("-l{name}")));
            succeed(&mut command, name)?;
            progress.step();
            Ok(())
        })?;
        Ok(programs)
    }
}

fn compile_all(
    source: &Path,
    files: Vec<String>,
    folder: &Path,
    request: &Request,
    parts: &Parts,
    progress: &Progress,
) -> Outcome {
    fs::create_dir_all(folder)?;
    fs::write(folder.join("platform.hpp"), platform_header(request))?;
    let flags = flags(source, request, parts, folder);
    progress.count("compiling upstream's tests", files.len());
    in_parallel(files, |file| {
        let cxx = file.ends_with(".cpp");
        let compiler = request.toolchain.compiler(if cxx { Language::Cxx } else { Language::C });
        let mut command = compiler.map_err(|error| error.to_string())?.to_command();
        command.args(&flags).arg(if cxx { "-std=gnu++11" } else { "-std=gnu99" });
        command.arg("-c").arg(source.join(file)).arg("-o").arg(folder.join(object(file)));
        succeed(&mut command, file)?;
        progress.step();
        Ok(())
    })
}

fn flags(source: &Path, request: &Request, parts: &Parts, platform: &Path) -> Vec<String> {
    let defines = ["UNITY_USE_COMMAND_LINE_ARGS", "UNITY_EXCLUDE_FLOAT", "ZMQ_CUSTOM_PLATFORM_HPP"];
    let draft = has(request, "draft").then_some("ZMQ_BUILD_DRAFT_API");
    let sodium = parts.has_bundled_sodium().then_some("SODIUM_STATIC");
    // On Windows another declaration than the shared library's; elsewhere there is but one.
    let archive = (request.toolchain.os == "windows").then_some("ZMQ_STATIC");
    let defines = defines.into_iter().chain(draft).chain(sodium).chain(archive).map(|name| format!("-D{name}"));
    let own = ["include", "src", "tests", "external/unity"].map(|folder| source.join(folder));
    let folders = iter::once(platform.to_owned()).chain(own).chain(parts.include());
    let folders = folders.map(|folder| format!("-I{}", folder.display()));
    let options = ["-O1", "-g", "-w"].map(str::to_owned);
    let sanitizer = request.sanitizer.map(|sanitizer| sanitizer.flag());
    // Upstream's tests include them for Microsoft's compiler only.
    let headers: &[&str] =
        if request.toolchain.os == "windows" { &["winsock2.h", "afunix.h", "direct.h"] } else { &[] };
    let headers = headers.iter().flat_map(|header| ["-include".to_owned(), (*header).to_owned()]);
    options.into_iter().chain(headers).chain(defines).chain(folders).chain(sanitizer).collect()
}

/// Names of the programs in a folder of upstream's source, sorted.
fn programs(source: &Path, folder: &str, prefix: &str) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(source.join(folder))? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".cpp").filter(|name| name.starts_with(prefix)).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// Refuses a part of a name that no program has, upstream's or one of `others`: nothing would be run, and nothing fail.
pub(crate) fn require_some(only: &str, others: &[String]) -> Outcome {
    let source = libzmq_src::locate()?;
    let (tests, units) = (programs(&source, "tests", "test_")?, programs(&source, "unittests", "unittest_")?);
    let is_one = tests.iter().chain(&units).chain(others).any(|name| name.contains(only));
    if is_one { Ok(()) } else { Err(format!("--only is `{only}`, which is in no program's name").into()) }
}

fn archive(prefix: &Prefix) -> String {
    prefix.root.join("lib/libzmq.a").display().to_string()
}

fn has(request: &Request, feature: &str) -> bool {
    request.config.features().contains(&feature)
}

fn object(file: &str) -> String {
    format!("{}.o", file.rsplit_once('.').map_or(file, |(stem, _)| stem).replace('/', "-"))
}

/// Does the work for each, on as many processors as there are, until all is done or something fails.
pub(crate) fn in_parallel<T: Send>(items: Vec<T>, work: impl Fn(&T) -> Result<(), String> + Sync) -> Outcome {
    let workers = thread::available_parallelism().map_or(1, NonZero::get).min(items.len());
    let queue = Mutex::new(VecDeque::from(items));
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    let outcomes: Vec<Result<(), String>> = thread::scope(|scope| {
        let run = || -> Result<(), String> {
            while let Some(item) = next() {
                work(&item).inspect_err(|_| queue.lock().unwrap_or_else(PoisonError::into_inner).clear())?;
            }
            Ok(())
        };
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(run)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Err("a thread ended badly".into()))).collect()
    });
    outcomes.into_iter().collect::<Result<(), String>>().map_err(Into::into)
}

/// Runs a compiler or linker; what it said is the error.
pub(crate) fn succeed(command: &mut Command, what: &str) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(format!("{what} cannot be made:\n{}", String::from_utf8_lossy(&output.stderr).trim_end()))
}
