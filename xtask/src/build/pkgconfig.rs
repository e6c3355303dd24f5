//! `libzmq.pc`, by which programs that know pkg-config find the library.

use std::fmt::Write;

use super::parts::Parts;
use super::recipe::features::{Feature, Need};
use super::recipe::platform::Os;
use super::request::Request;

/// The file's text. It names no folder but its own, so that the prefix can be moved.
pub(crate) fn text(request: &Request, parts: &Parts, version: &str) -> String {
    let mut public = vec!["-L${libdir}".to_owned(), "-lzmq".to_owned()];
    public.extend(request.sanitizer.map(|sanitizer| sanitizer.flag()));
    let mut cflags = vec!["-I${includedir}".to_owned()];
    if request.config.choices.has(Feature::Draft) {
        cflags.push("-DZMQ_BUILD_DRAFT_API=1".to_owned());
    }
    let private = private(request, parts);
    let modules = modules(parts).join(" ");
    let is_windows = request.toolchain.platform.os == Os::Windows;
    let mut text = String::from(
        "prefix=${pcfiledir}/../..\nexec_prefix=${prefix}\nlibdir=${prefix}/lib\nincludedir=${prefix}/include\n\n\
         Name: libzmq\nDescription: 0MQ c++ library\n",
    );
    // A String takes whatever is written.
    let _ = writeln!(text, "Version: {version}");
    if request.kinds.shared {
        let _ = writeln!(text, "Libs: {}\nLibs.private: {}", public.join(" "), private.join(" "));
        write_unless_empty(&mut text, "Requires.private", &modules);
        if is_windows {
            text.push_str("Cflags.private: -DZMQ_STATIC\n");
        }
    } else {
        // Who finds nothing but the archive needs all of it, asked for or not.
        let _ = writeln!(text, "Libs: {} {}", public.join(" "), private.join(" "));
        write_unless_empty(&mut text, "Requires", &modules);
        if is_windows {
            cflags.push("-DZMQ_STATIC".to_owned());
        }
    }
    let _ = writeln!(text, "Cflags: {}", cflags.join(" "));
    text
}

fn write_unless_empty(text: &mut String, key: &str, value: &str) {
    if !value.is_empty() {
        let _ = writeln!(text, "{key}: {value}");
    }
}

/// What a program needs besides that is linked with the archive.
fn private(request: &Request, parts: &Parts) -> Vec<String> {
    let platform = &request.toolchain.platform;
    let sodium = parts.has_bundled_sodium().then_some("sodium");
    let foreign = &parts.libraries;
    // What pkg-config knows is required by its name there; what an environment variable named has to be spelled out.
    let wanted =
        request.config.choices.features.iter().filter(|feature| matches!(feature.row().needs, Need::Library(_)));
    let is_known = wanted.count() == foreign.modules.len();
    let (search, link) = if is_known { (&[][..], &[][..]) } else { (&foreign.search[..], &foreign.link[..]) };
    let names = sodium.into_iter().chain(link.iter().map(String::as_str));
    let names = names.chain(platform.cxx_library()).chain(platform.libraries().iter().copied());
    let search = search.iter().map(|folder| format!("-L{}", folder.display()));
    search.chain(names.map(|name| format!("-l{name}"))).collect()
}

/// What pkg-config knows of what is needed.
fn modules(parts: &Parts) -> Vec<&str> {
    let sodium = (parts.sodium.is_some() && !parts.has_bundled_sodium()).then_some("libsodium");
    sodium.into_iter().chain(parts.libraries.modules.iter().map(String::as_str)).collect()
}
