//! The package by which CMake's `find_package(ZeroMQ)` finds the library: the targets `libzmq` and `libzmq-static`.

use std::fmt::Write;

use super::names::Names;
use super::parts::Parts;
use super::recipe::features::Feature;
use super::recipe::platform::Os;
use super::request::Request;

/// The package's files, by name. They name no folder but their own, so that the prefix can be moved.
pub(crate) fn files(request: &Request, parts: &Parts, version: &str) -> [(&'static str, String); 3] {
    [
        ("ZeroMQConfig.cmake", CONFIG.to_owned()),
        ("ZeroMQConfigVersion.cmake", version_file(request, version)),
        ("ZeroMQTargets.cmake", targets(request, parts)),
    ]
}

fn version_file(request: &Request, version: &str) -> String {
    let bytes = request.toolchain.pointer_width.parse::<u32>().unwrap_or(64) / 8;
    VERSION.replace("@VERSION@", version).replace("@POINTER@", &bytes.to_string())
}

fn targets(request: &Request, parts: &Parts) -> String {
    let names = Names::of(request.toolchain.platform.os);
    let is_windows = request.toolchain.platform.os == Os::Windows;
    let mut text = String::from(PREFIX);
    if request.kinds.shared {
        let folder = if is_windows { "bin" } else { "lib" };
        let mut location = vec![("IMPORTED_LOCATION_RELEASE", format!("${{_zmq_prefix}}/{folder}/{}", names.library))];
        match names.import {
            Some(import) => location.push(("IMPORTED_IMPLIB_RELEASE", format!("${{_zmq_prefix}}/lib/{import}"))),
            None => location.push(("IMPORTED_SONAME_RELEASE", soname(request, &names))),
        }
        target(&mut text, request, "libzmq", "SHARED", &location, &[]);
    }
    if request.kinds.archive {
        let mut properties = vec![
            ("IMPORTED_LOCATION_RELEASE", "${_zmq_prefix}/lib/libzmq.a".to_owned()),
            ("INTERFACE_LINK_LIBRARIES", link(request, parts)),
        ];
        let search: Vec<String> = parts.search().iter().map(|folder| folder.display().to_string()).collect();
        if !search.is_empty() {
            properties.push(("INTERFACE_LINK_DIRECTORIES", search.join(";")));
        }
        target(&mut text, request, "libzmq-static", "STATIC", &properties, &["ZMQ_STATIC"]);
    }
    text.push_str("unset(_zmq_prefix)\n");
    text
}

/// An imported target, unless there is one of that name already.
fn target(
    text: &mut String,
    request: &Request,
    name: &str,
    kind: &str,
    properties: &[(&str, String)],
    defines: &[&str],
) {
    let draft = request.config.choices.has(Feature::Draft).then_some("ZMQ_BUILD_DRAFT_API");
    let defines: Vec<&str> = defines.iter().copied().chain(draft).collect();
    // A String takes whatever is written.
    let _ = writeln!(text, "\nif(NOT TARGET {name})\n  add_library({name} {kind} IMPORTED)");
    let _ = writeln!(text, "  set_target_properties({name} PROPERTIES\n    IMPORTED_CONFIGURATIONS RELEASE");
    let _ = writeln!(text, "    INTERFACE_INCLUDE_DIRECTORIES \"${{_zmq_prefix}}/include\"");
    for (property, value) in properties {
        let _ = writeln!(text, "    {property} \"{value}\"");
    }
    if !defines.is_empty() {
        let _ = writeln!(text, "    INTERFACE_COMPILE_DEFINITIONS \"{}\"", defines.join(";"));
    }
    if let Some(sanitizer) = request.sanitizer {
        let _ = writeln!(text, "    INTERFACE_LINK_OPTIONS \"{}\"", sanitizer.flag());
    }
    text.push_str("  )\nendif()\n");
}

fn soname(request: &Request, names: &Names) -> String {
    let is_apple = request.toolchain.platform.os == Os::Apple;
    if is_apple { format!("@rpath/{}", names.soname) } else { names.soname.to_owned() }
}

/// What a program needs besides that is linked with the archive.
fn link(request: &Request, parts: &Parts) -> String {
    let platform = &request.toolchain.platform;
    let sodium = parts.has_bundled_sodium().then(|| "${_zmq_prefix}/lib/libsodium.a".to_owned());
    let foreign = parts.link().into_iter().chain(platform.cxx_library()).chain(platform.libraries().iter().copied());
    sodium.into_iter().chain(foreign.map(str::to_owned)).collect::<Vec<_>>().join(";")
}

const CONFIG: &str = r#"# What find_package(ZeroMQ) reads: the targets libzmq and libzmq-static, and these variables for who knows no targets.
include("${CMAKE_CURRENT_LIST_DIR}/ZeroMQTargets.cmake")

if(TARGET libzmq)
  get_target_property(ZeroMQ_INCLUDE_DIR libzmq INTERFACE_INCLUDE_DIRECTORIES)
  get_target_property(ZeroMQ_LIBRARY libzmq LOCATION)
else()
  get_target_property(ZeroMQ_INCLUDE_DIR libzmq-static INTERFACE_INCLUDE_DIRECTORIES)
endif()
if(TARGET libzmq-static)
  get_target_property(ZeroMQ_STATIC_LIBRARY libzmq-static LOCATION)
endif()
"#;

const VERSION: &str = r#"set(PACKAGE_VERSION "@VERSION@")
if(PACKAGE_VERSION VERSION_LESS PACKAGE_FIND_VERSION)
  set(PACKAGE_VERSION_COMPATIBLE FALSE)
else()
  set(PACKAGE_VERSION_COMPATIBLE TRUE)
  if(PACKAGE_VERSION VERSION_EQUAL PACKAGE_FIND_VERSION)
    set(PACKAGE_VERSION_EXACT TRUE)
  endif()
endif()
if(CMAKE_SIZEOF_VOID_P AND NOT CMAKE_SIZEOF_VOID_P EQUAL @POINTER@)
  set(PACKAGE_VERSION_UNSUITABLE TRUE)
endif()
"#;

const PREFIX: &str = r#"get_filename_component(_zmq_prefix "${CMAKE_CURRENT_LIST_DIR}/../../.." ABSOLUTE)
"#;
