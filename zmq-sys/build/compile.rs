//! Compiles libzmq into a static library, by the `cc` crate.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Config;
use super::features::{Feature, Need};
use super::libraries::Libraries;
use super::platform;
use super::source::Sources;

/// Files that are compiled alike.
#[derive(Clone, Debug)]
pub struct Job {
    /// The compiler with its flags, and without files.
    pub compiler: cc::Build,
    /// What it compiles, each into an object.
    pub files: Vec<PathBuf>,
}

/// Compiles `sources` into `libzmq.a` (or the target's equivalent) in `out`; `sodium` is the folder of `sodium.h`, and
/// `libraries` is what the other features need.
pub fn compile(
    config: &Config,
    sources: &Sources,
    sodium: &[PathBuf],
    libraries: &Libraries,
    out: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut base = cc::Build::new();
    base.out_dir(out);
    if config.choices.has(Feature::Curve) && std::env::var_os("SODIUM_SHARED").is_none() {
        base.define("SODIUM_STATIC", None);
    }
    let include: Vec<PathBuf> = sodium.iter().chain(&libraries.include).cloned().collect();
    let [mut c, mut cxx] = jobs(&base, config, sources, &include, &out.join("generated"))?;
    for object in c.compiler.files(c.files).try_compile_intermediates()? {
        cxx.compiler.object(object);
    }
    Ok(cxx.compiler.files(cxx.files).try_compile("zmq")?)
}

/// What has to be compiled, first in C and then in C++. `base` says where objects go and which compiler makes them,
/// `generated` is a folder for `platform.hpp` and the like, `include` has the folders of foreign headers.
pub fn jobs(
    base: &cc::Build,
    config: &Config,
    sources: &Sources,
    include: &[PathBuf],
    generated: &Path,
) -> std::io::Result<[Job; 2]> {
    fs::create_dir_all(generated)?;
    let defines = config.target.defines(&config.choices);
    fs::write(generated.join("platform.hpp"), platform::header(&defines))?;
    if config.choices.has(Feature::Vmci) {
        fs::write(generated.join("vmci_sockets.h"), VMCI)?;
    }
    let root = &sources.prepared.root;
    let own = [generated.to_owned(), root.join("src"), root.join("include")];

    let is_msvc = config.target.env == "msvc";
    let c = compiler(base, config);
    let mut cxx = compiler(base, config);
    cxx.cpp(true)
        .cpp_link_stdlib(None)
        // What upstream builds with; MSVC starts one later.
        .std(if is_msvc { "c++14" } else { "c++11" })
        .flag_if_supported("-fvisibility-inlines-hidden")
        // A call of an exported function goes to ours, not to another's of the same name, and may be inlined.
        .flag_if_supported("-fno-semantic-interposition")
        // GCC stops to inline where that makes a unit much larger than this, by default 10000. Ours with the sockets came there with
        // a patch, and a send and a receive took 8 % more instructions.
        .flag_if_supported("--param=large-unit-insns=60000")
        .includes(own.iter().chain(include));
    if is_msvc {
        cxx.flag("/EHsc");
    }
    let units = sources.group(generated, if config.unity { UNIT } else { 1 })?;
    Ok([Job { compiler: c, files: sources.c.clone() }, Job { compiler: cxx, files: units }])
}

fn compiler(base: &cc::Build, config: &Config) -> cc::Build {
    let mut build = base.clone();
    build
        .cargo_metadata(false)
        .warnings(false)
        // What a user measures in a development build is what libzmq does.
        .opt_level(3)
        .debug(config.debug)
        .force_frame_pointer(false)
        .pic(true)
        .define("NDEBUG", None)
        .define("ZMQ_CUSTOM_PLATFORM_HPP", None)
        .define("ZMQ_STATIC", None)
        .define("_REENTRANT", None)
        .define("_THREAD_SAFE", None)
        .flag_if_supported("-fvisibility=hidden")
        .flag_if_supported("-w");
    for (name, value) in config.target.command_line_defines() {
        build.define(name, *value);
    }
    for feature in &config.choices.features {
        if let Need::Library(library) = &feature.row().needs {
            for (name, value) in library.command_line {
                build.define(name, *value);
            }
        }
    }
    if config.choices.has(Feature::Draft) {
        build.define("ZMQ_BUILD_DRAFT_API", "1");
    }
    build
}

/// Whether the compiler of `base` finds a header; what it is asked with lies in `folder`.
pub fn has_header(base: &cc::Build, path: &str, folder: &Path) -> bool {
    let probe = folder.join("header.c");
    let compiler = base.clone().cargo_metadata(false).try_get_compiler();
    let (Ok(()), Ok(compiler)) = (fs::write(&probe, format!("#include <{path}>\n")), compiler) else { return false };
    let outcome = compiler.to_command().arg("-E").arg(&probe).output();
    outcome.is_ok_and(|outcome| outcome.status.success())
}

/// The socket functions of VMware's driver, on Linux's.
pub const VMCI: &str = include_str!("vmci/vmci_sockets.h");

/// Sources in a unit: libzmq's headers are read once for all of them. Larger units gain little, and leave processors idle.
const UNIT: usize = 20;
