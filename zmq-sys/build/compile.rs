//! Compiles libzmq into a static library, by the `cc` crate.

use std::fs;
use std::path::{Path, PathBuf};

use super::config::Config;
use super::platform;
use super::source::Sources;

/// Compiles `sources` into `libzmq.a` (or the target's equivalent) in `out`; `sodium` is the folder of `sodium.h`.
pub fn compile(
    config: &Config,
    sources: &Sources,
    sodium: &[PathBuf],
    out: &Path,
) -> Result<(), Box<dyn std::error::Error>> {
    let generated = out.join("generated");
    fs::create_dir_all(&generated)?;
    let defines = config.target.defines(&config.choices);
    fs::write(generated.join("platform.hpp"), platform::header(&defines))?;
    let root = &sources.prepared.root;
    let include = [generated.clone(), root.join("src"), root.join("include")];

    let is_msvc = config.target.env == "msvc";
    let mut c = compiler(config, out);
    c.files(&sources.c);
    let mut cxx = compiler(config, out);
    cxx.cpp(true)
        .cpp_link_stdlib(None)
        // What upstream builds with; MSVC starts one later.
        .std(if is_msvc { "c++14" } else { "c++11" })
        .flag_if_supported("-fvisibility-inlines-hidden")
        .includes(include.iter().chain(sodium))
        .files(sources.group(&generated, if config.unity { UNIT } else { 1 })?);
    if is_msvc {
        cxx.flag("/EHsc");
    }
    for object in c.try_compile_intermediates()? {
        cxx.object(object);
    }
    Ok(cxx.try_compile("zmq")?)
}

fn compiler(config: &Config, out: &Path) -> cc::Build {
    let mut build = cc::Build::new();
    build
        .out_dir(out)
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
    if config.choices.curve && std::env::var_os("SODIUM_SHARED").is_none() {
        build.define("SODIUM_STATIC", None);
    }
    build
}

/// Sources in a unit: libzmq's headers are read once for all of them. Larger units gain little, and leave processors idle.
const UNIT: usize = 20;
