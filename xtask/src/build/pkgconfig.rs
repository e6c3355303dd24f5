//! `libzmq.pc`, by which programs that know pkg-config find the library.

use std::collections::BTreeSet;
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
    let distinct: BTreeSet<_> = search.iter().collect();
    let search = distinct.into_iter().map(|folder| format!("-L{}", folder.display()));
    search.chain(names.map(|name| format!("-l{name}"))).collect()
}

/// What pkg-config knows of what is needed.
fn modules(parts: &Parts) -> Vec<&str> {
    let sodium = (parts.sodium.is_some() && !parts.has_bundled_sodium()).then_some("libsodium");
    sodium.into_iter().chain(parts.libraries.modules.iter().map(String::as_str)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::arguments;
    use super::super::recipe::libraries::{Libraries, are_there};
    use super::super::recipe::prefix;
    use super::super::sodium::{Found, Library};
    use super::*;

    fn parts(library: Library, modules: &[&str]) -> Parts {
        let modules = modules.iter().map(|name| (*name).to_owned()).collect();
        Parts {
            sodium: Some(Found { include: Vec::new(), library }),
            unbuilt: None,
            libraries: Libraries { link: vec!["pgm".to_owned()], modules, ..Libraries::default() },
        }
    }

    fn bundled() -> Library {
        Library::Bundled { archive: "libsodium.a".into(), licence: "LICENSE".into() }
    }

    fn said(options: &str, parts: &Parts) -> Vec<String> {
        let request = arguments::read(&options.split_whitespace().collect::<Vec<_>>()).unwrap().unwrap();
        text(&request, parts, "4.3.5").lines().map(str::to_owned).collect()
    }

    #[track_caller]
    fn assert_says(said: &[String], lines: &[&str]) {
        for line in lines {
            assert!(said.iter().any(|said| said == line), "{line} is not in {said:#?}");
        }
    }

    #[test]
    fn a_static_program_is_told_of_cxx_and_of_libsodium_beside() {
        let said = said("--target x86_64-unknown-linux-gnu", &parts(bundled(), &[]));
        assert_says(&said, &["Libs: -L${libdir} -lzmq", "Libs.private: -lsodium -lstdc++ -lrt -lpthread"]);
        assert!(said.iter().all(|line| !line.starts_with("Requires")), "{said:?}");
    }

    #[test]
    fn the_target_decides_which_library_is_cxxs() {
        let said_of = |target: &str| said(&format!("--target {target}"), &parts(bundled(), &[]));
        assert_says(&said_of("aarch64-apple-darwin"), &["Libs.private: -lsodium -lc++"]);
        assert_says(&said_of("x86_64-unknown-freebsd"), &["Libs.private: -lsodium -lc++"]);
        assert_says(&said_of("x86_64-unknown-linux-musl"), &["Libs.private: -lsodium -lstdc++"]);
        let windows = said_of("x86_64-pc-windows-gnu");
        assert_says(&windows, &["Cflags.private: -DZMQ_STATIC"]);
        assert!(windows.iter().any(|line| line.contains("-lws2_32 -liphlpapi")), "{windows:?}");
    }

    #[test]
    fn an_archive_that_is_alone_says_everything_to_everybody() {
        let said = said("--static --target x86_64-pc-windows-gnu", &parts(bundled(), &[]));
        assert!(said.iter().any(|line| line.starts_with("Libs: -L${libdir} -lzmq -lsodium")), "{said:?}");
        assert_says(&said, &["Cflags: -I${includedir} -DZMQ_STATIC"]);
    }

    #[test]
    fn what_pkg_config_knows_is_required_and_what_a_variable_named_is_spelled_out() {
        let linux = "--with pgm,draft --target x86_64-unknown-linux-gnu";
        let system = Library::System { search: Vec::new() };
        let known = said(linux, &parts(system, &["openpgm-5.3"]));
        assert_says(&known, &["Requires.private: libsodium openpgm-5.3", "Libs.private: -lstdc++ -lrt -lpthread"]);
        assert_says(&known, &["Cflags: -I${includedir} -DZMQ_BUILD_DRAFT_API=1"]);
        let named = said(linux, &parts(bundled(), &[]));
        assert_says(&named, &["Libs.private: -lsodium -lpgm -lstdc++ -lrt -lpthread"]);
    }

    #[test]
    fn programs_are_linked_with_the_sanitizer_of_the_library() {
        assert_says(&said("--sanitize thread", &parts(bundled(), &[])), &["Libs: -L${libdir} -lzmq -fsanitize=thread"]);
    }

    #[test]
    fn zmq_sys_hears_of_folders_and_libraries_for_static_programs() {
        let mut parts = parts(bundled(), &[]);
        parts.libraries.search = vec!["/opt/own/lib".into(), "/opt/own/lib".into()];
        let text = said("--target x86_64-unknown-linux-gnu --with pgm", &parts).join("\n");
        let (folders, names) = prefix::privately(&text);
        assert_eq!(folders, [std::path::Path::new("/opt/own/lib")]);
        assert_eq!(names, ["sodium", "pgm", "stdc++", "rt", "pthread"]);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_library_that_no_folder_has_is_missed() {
        let folder = std::env::temp_dir().join(format!("pkgconfig-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let archive = folder.join("libown-of-this-test.a");
        std::fs::write(&archive, "").unwrap();
        let there = [
            "-lm -lpthread -pthread".to_owned(),
            format!("-L/usr/lib -L{} -lm -lown-of-this-test", folder.display()),
            format!("-lm {}", archive.display()),
        ]
        .map(|words| are_there(&words));
        std::fs::remove_dir_all(&folder).unwrap();
        assert_eq!(there, [true; 3]);
        assert!(!are_there("-lm -lown-of-this-test"));
        assert!(!are_there("-lm libown-of-this-test.a"));
    }
}
