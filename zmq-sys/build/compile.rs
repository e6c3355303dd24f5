//! Compiles libzmq into a static library, by the `cc` crate.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Config;
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

/// Compiles `sources` into `libzmq.a` (or the target's equivalent) in `out`; `sodium` is the folder of `sodium.h`.
pub fn compile(
    config: &Config,
    sources: &Sources,
    sodium: &[PathBuf],
    out: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let mut base = cc::Build::new();
    base.out_dir(out);
    if config.choices.curve && std::env::var_os("SODIUM_SHARED").is_none() {
        base.define("SODIUM_STATIC", None);
    }
    let [mut c, mut cxx] = jobs(&base, config, sources, sodium, &out.join("generated"))?;
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
    if config.draft {
        build.define("ZMQ_BUILD_DRAFT_API", "1");
    }
    build
}

/// Sources in a unit: libzmq's headers are read once for all of them. Larger units gain little, and leave processors idle.
const UNIT: usize = 20;
