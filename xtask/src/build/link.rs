//! Makes the libraries out of objects, as the target's linker wants it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::exports::Exports;
use super::names::{Names, SHARED_VERSION};
use super::parts::{Parts, Shared};
use super::recipe::platform::Os;
use super::request::Request;
use super::toolchain::Language;
use crate::Outcome;

/// Puts the objects into an archive.
pub(crate) fn archive(request: &Request, objects: &[PathBuf], work: &Path) -> Outcome<PathBuf> {
    let out = work.join("out");
    fs::create_dir_all(&out)?;
    request.toolchain.compilation(Language::Cxx, &out).cpp_link_stdlib(None).objects(objects).try_compile("zmq")?;
    Ok(out.join("libzmq.a"))
}

/// Links the shared library, which shows only libzmq's own functions.
pub(crate) fn shared(
    request: &Request,
    parts: &Parts,
    source: &Path,
    objects: &[PathBuf],
    work: &Path,
) -> Outcome<Shared> {
    let out = work.join("out");
    fs::create_dir_all(&out)?;
    let names = Names::of(request.toolchain.platform.os);
    let library = out.join(names.library);
    let import = names.import.map(|name| out.join(name));
    let exports = Exports::write(request, source, &out)?;

    let mut command = request.toolchain.compiler(Language::Cxx)?.to_command();
    command.args(kind_flags(request.toolchain.platform.os, &names, import.as_deref())).args(complete(request));
    command.arg(exports.flag()).args(objects).args(parts.bundled_sodium());
    command.args(request.sanitizer.map(|sanitizer| sanitizer.flag()));
    command.args(parts.search().iter().map(|folder| format!("-L{}", folder.display())));
    command.args(parts.link().iter().map(|name| format!("-l{name}")));
    command.args(request.toolchain.platform.libraries().iter().map(|name| format!("-l{name}")));
    command.arg("-o").arg(&library);
    run(&mut command, "the shared library cannot be linked")?;
    Ok(Shared { library, import })
}

/// What makes it a shared library, with its name and its version.
fn kind_flags(os: Os, names: &Names, import: Option<&Path>) -> Vec<String> {
    match os {
        Os::Apple => vec![
            "-dynamiclib".to_owned(),
            format!("-Wl,-install_name,@rpath/{}", names.soname),
            "-Wl,-compatibility_version,5.0.0".to_owned(),
            format!("-Wl,-current_version,{SHARED_VERSION}"),
        ],
        Os::Windows => {
            let import = import.map(|import| format!("-Wl,--out-implib,{}", import.display()));
            ["-shared".to_owned()].into_iter().chain(import).collect()
        }
        _ => {
            let mut flags = vec![
                "-shared".to_owned(),
                format!("-Wl,-soname,{}", names.soname),
                // libzmq's functions call each other directly, whatever else a program has under their names.
                "-Wl,-Bsymbolic-functions".to_owned(),
                "-Wl,--as-needed".to_owned(),
                "-Wl,-O1".to_owned(),
                "-Wl,--gc-sections".to_owned(),
            ];
            if os == Os::Linux {
                flags.push("-Wl,-z,relro".to_owned());
            }
            flags
        }
    }
}

/// Has the linker refuse a library that lacks something. Sanitizers leave that to the program, which has their functions.
pub(crate) fn complete(request: &Request) -> Option<&'static str> {
    (request.toolchain.platform.os == Os::Linux && request.sanitizer.is_none()).then_some("-Wl,-z,defs")
}

/// Runs a program, and gives what it said if it fails.
pub(crate) fn run(command: &mut Command, failure: &str) -> Outcome {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command.output().map_err(|error| format!("{failure}: {program}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    Err(format!("{failure}:\n{}", said.trim_end()).into())
}
