//! What is asked of a prefix, whoever built it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::made::{Prefix, output};

/// The shared library shows upstream's functions, ours, and nothing else.
pub(crate) fn symbols(prefix: &Prefix, are_drafts_on: bool) {
    let library = prefix.lib().join("libzmq.so.5.2.5");
    let said = output(Command::new("nm").args(["--dynamic", "--defined-only", "--format=posix"]).arg(library));
    let shown: BTreeSet<String> =
        said.lines().filter_map(|line| line.split_whitespace().next()).map(str::to_owned).collect();
    let (mut stable, draft) = (declared("zmq-sys/src/bindings.rs"), declared("zmq-sys/src/draft.rs"));
    assert_eq!((stable.len(), draft.len()), (70, 26));
    if are_drafts_on {
        stable.extend(draft);
    }
    let (ours, upstreams): (BTreeSet<String>, _) = shown.into_iter().partition(|name| name.starts_with("zmqx_"));
    assert_eq!(upstreams, stable);
    // Ours are where the patch is that they need.
    let header = prefix.root.join("include/zmqx.h");
    assert_eq!(header.exists(), prefix.says("source") == "patched");
    let header = fs::read_to_string(header).unwrap_or_default();
    let words = header.split(|char: char| !char.is_ascii_alphanumeric() && char != '_');
    let declared: BTreeSet<String> = words.filter(|word| word.starts_with("zmqx_")).map(str::to_owned).collect();
    assert_eq!(ours, declared);
}

/// The functions of upstream's that the bindings declare, which bindgen has made of zmq.h.
fn declared(file: &str) -> BTreeSet<String> {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(file)).unwrap();
    let name = |line: &str| line.trim().strip_prefix("pub fn ")?.split_once('(').map(|(name, _)| name.to_owned());
    text.lines().filter_map(name).filter(|name| name.starts_with("zmq_")).collect()
}

/// It is upstream's, and has nothing of libsodium.
pub(crate) fn stock(prefix: &Prefix) {
    symbols(prefix, false);
    assert_eq!(prefix.says("source"), "pristine");
    assert_eq!((prefix.says("patches").as_str(), prefix.says("features").as_str()), ("", ""));
    assert!(!prefix.root.join("share/zmq/LICENSE-libsodium.txt").exists());
    pkg_config_shared(prefix);
}

/// The files and links have the names by which programs look for them.
pub(crate) fn names(prefix: &Prefix) {
    let lib = prefix.lib();
    assert_eq!(fs::read_link(lib.join("libzmq.so")).unwrap(), Path::new("libzmq.so.5"));
    assert_eq!(fs::read_link(lib.join("libzmq.so.5")).unwrap(), Path::new("libzmq.so.5.2.5"));
    let dynamic = dynamic(&lib.join("libzmq.so"));
    assert!(dynamic.contains("(SONAME)") && dynamic.contains("[libzmq.so.5]"), "{dynamic}");
    // libsodium is inside, and no folder is searched that this machine has and another has not.
    for never in ["libsodium", "RPATH", "RUNPATH", "TEXTREL"] {
        assert!(!dynamic.contains(never), "{never}: {dynamic}");
    }
}

/// The dynamic section of a program or a library.
pub(crate) fn dynamic(file: &Path) -> String {
    output(Command::new("readelf").args(["--wide", "--dynamic"]).arg(file))
}

/// The headers are upstream's, to the byte, and so are the types' sizes for a C compiler.
pub(crate) fn headers(prefix: &Prefix) {
    let upstream = libzmq_src::locate().unwrap().join("include");
    let ours = prefix.root.join("include");
    for header in ["zmq.h", "zmq_utils.h"] {
        assert_eq!(fs::read(ours.join(header)).unwrap(), fs::read(upstream.join(header)).unwrap(), "{header}");
    }
    for draft in ["", "-DZMQ_BUILD_DRAFT_API"] {
        let layout = |include: &Path| {
            let mut flags = vec![format!("-I{}", include.display())];
            flags.extend((!draft.is_empty()).then(|| draft.to_owned()));
            output(&mut Command::new(prefix.compile("layout", &flags)))
        };
        let said = layout(&ours);
        assert_eq!(said, layout(&upstream));
        if cfg!(target_pointer_width = "64") {
            // What programs have in them that were compiled years ago.
            for line in ["zmq_msg_t: 64, aligned to 8", "zmq_pollitem_t: 16, aligned to 8", "zmq_pollitem_t.events: 12"]
            {
                assert!(said.lines().any(|said| said == line), "{line} is not in {said}");
            }
        }
    }
}

/// No text file names the folder in which it was installed, which is gone.
pub(crate) fn moved(prefix: &Prefix) {
    assert!(!prefix.installed.exists());
    let old = prefix.installed.to_str().unwrap();
    let files = files_below(&prefix.root);
    assert!(files.iter().any(|file| file.ends_with("libzmq.pc")), "{files:?}");
    for file in files.iter().filter(|file| file.is_file()) {
        let text = fs::read(file).unwrap();
        assert!(!String::from_utf8_lossy(&text).contains(old), "{} names {old}", file.display());
    }
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let below = entries.map(|path| if path.is_dir() { files_below(&path) } else { vec![path] });
    below.flatten().collect()
}

/// A C program finds the shared library by pkg-config and talks to itself.
pub(crate) fn pkg_config_shared(prefix: &Prefix) {
    let program = prefix.compile("round_trip", &prefix.pkg_config(&["--cflags", "--libs"]));
    assert!(dynamic(&program).contains("[libzmq.so.5]"));
    says_ok(prefix, &program);
}

/// As a static program, with glibc in it too.
pub(crate) fn pkg_config_static(prefix: &Prefix) {
    let mut flags = prefix.pkg_config(&["--static", "--cflags", "--libs"]);
    flags.insert(0, "-static".to_owned());
    let program = prefix.compile("round_trip", &flags);
    assert!(!dynamic(&program).contains("NEEDED"));
    says_ok(prefix, &program);
}

/// A CMake project in C finds both targets.
pub(crate) fn cmake_project(prefix: &Prefix, cmake: &Path) {
    let project = prefix.root.join("project");
    fs::create_dir_all(&project).unwrap();
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/prefix");
    fs::copy(here.join("round_trip.c"), project.join("round_trip.c")).unwrap();
    fs::write(project.join("CMakeLists.txt"), PROJECT).unwrap();
    let build = project.join("build");
    if build.exists() {
        fs::remove_dir_all(&build).unwrap();
    }
    let found = format!("-DCMAKE_PREFIX_PATH={}", prefix.root.display());
    output(Command::new(cmake).arg("-S").arg(&project).arg("-B").arg(&build).arg(found));
    output(Command::new(cmake).arg("--build").arg(&build));
    // It finds the library by the path that CMake writes into it.
    let shared = build.join("with-shared");
    assert!(dynamic(&shared).contains("[libzmq.so.5]"));
    assert!(output(&mut Command::new(shared)).ends_with(" ok\n"));
    let archive = build.join("with-archive");
    assert!(!dynamic(&archive).contains("libzmq"));
    assert!(output(&mut Command::new(archive)).ends_with(" ok\n"));
}

#[track_caller]
pub(crate) fn says_ok(prefix: &Prefix, program: &Path) {
    let is_on = |feature: &str| i32::from(prefix.says("features").split(',').any(|on| on == feature));
    let [curve, draft, ws] = ["curve", "draft", "ws"].map(is_on);
    let expected = format!("{} curve={curve} draft={draft} ws={ws} ok\n", prefix.says("version"));
    assert_eq!(prefix.run(program), expected);
}

const PROJECT: &str = r#"
cmake_minimum_required(VERSION 3.5...4.0)
project(finds_zmq C)
find_package(ZeroMQ 4.3 REQUIRED)
foreach(variable ZeroMQ_INCLUDE_DIR ZeroMQ_LIBRARY ZeroMQ_STATIC_LIBRARY)
  if(NOT EXISTS "${${variable}}")
    message(FATAL_ERROR "${variable} is ${${variable}}")
  endif()
endforeach()
add_executable(with-shared round_trip.c)
target_link_libraries(with-shared libzmq)
add_executable(with-archive round_trip.c)
target_link_libraries(with-archive libzmq-static)
"#;
