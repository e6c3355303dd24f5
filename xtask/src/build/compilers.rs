//! Whether there are compilers for the target, and what brings them if not.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use super::request::{Builder, Request};
use super::toolchain::{Language, Toolchain};

/// What is the matter with the compilers; nothing if they can be used.
pub(super) fn lacking(request: &Request) -> Vec<String> {
    [(Language::C, "C"), (Language::Cxx, "C++")]
        .into_iter()
        .filter_map(|(language, name)| lacks(request, language, name))
        .collect()
}

fn lacks(request: &Request, language: Language, name: &str) -> Option<String> {
    let toolchain = &request.toolchain;
    let target = &toolchain.target;
    let (what, package) = match toolchain.compiler(language) {
        Ok(tool) if !runs(tool.path()) => (format!("{} cannot be run", tool.path().display()), debian(tool.path())),
        Ok(tool) if tool.is_like_msvc() => {
            let unfit =
                format!("a {name} compiler like GCC or Clang; {} is for --builder cmake", tool.path().display());
            return (request.builder == Builder::Cc).then_some(unfit);
        }
        Ok(tool) => {
            let why = mismatch(tool.to_command(), toolchain)?;
            (format!("{} {why}", tool.path().display()), multilib(toolchain).map(str::to_owned))
        }
        Err(error) => (error.to_string(), None),
    };
    Some(format!("a {name} compiler for {target}: {what} ({})", hint(toolchain, package)))
}

fn runs(compiler: &Path) -> bool {
    Command::new(compiler).arg("--version").output().is_ok_and(|outcome| outcome.status.success())
}

/// Why a compiler that runs makes nothing for the target: libzmq would fail in the middle.
fn mismatch(mut compiler: Command, toolchain: &Toolchain) -> Option<String> {
    if !toolchain.is_cross() {
        return None;
    }
    let Some(defines) = defined_by(&mut compiler) else {
        return Some("lacks the headers of this target, or does not understand what is said for it".to_owned());
    };
    let lacks = |wanted: &str| !defines.lines().any(|line| line.split(' ').nth(1) == Some(wanted));
    let wanted = [system_macro(toolchain), processor_macro(&toolchain.target)];
    wanted.into_iter().flatten().any(lacks).then(|| "compiles for another system or processor".to_owned())
}

/// What the compiler defines with the target's flags, if it finds a header of every C library.
fn defined_by(compiler: &mut Command) -> Option<String> {
    compiler.args(["-dM", "-E", "-x", "c", "-"]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = compiler.spawn().ok()?;
    child.stdin.take()?.write_all(b"#include <errno.h>\n").ok()?;
    let output = child.wait_with_output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

fn system_macro(toolchain: &Toolchain) -> Option<&'static str> {
    let is_msvc = toolchain.target.ends_with("-msvc");
    Some(match toolchain.os.as_str() {
        "linux" | "android" => "__linux__",
        "macos" | "ios" => "__APPLE__",
        "freebsd" => "__FreeBSD__",
        "netbsd" => "__NetBSD__",
        "openbsd" => "__OpenBSD__",
        "dragonfly" => "__DragonFly__",
        "solaris" | "illumos" => "__sun",
        "aix" => "_AIX",
        "windows" if is_msvc => "_MSC_VER",
        "windows" => "_WIN32",
        _ => return None,
    })
}

fn processor_macro(target: &str) -> Option<&'static str> {
    Some(match target.split('-').next()? {
        "x86_64" => "__x86_64__",
        "aarch64" => "__aarch64__",
        "i586" | "i686" => "__i386__",
        "riscv64gc" => "__riscv",
        "s390x" => "__s390x__",
        "powerpc64" | "powerpc64le" => "__powerpc64__",
        _ => return None,
    })
}

/// What to do about it.
fn hint(toolchain: &Toolchain, package: Option<String>) -> String {
    if !toolchain.is_cross() {
        return "Debian: build-essential; CC, CXX and AR name another".to_owned();
    }
    let brings = package.map(|package| format!("Debian: {package}"));
    // It has the headers and libraries of each of them.
    let is_of_zig =
        ["-linux-", "-apple-darwin", "-windows-gnu", "-freebsd"].iter().any(|part| toolchain.target.contains(part));
    let brings = brings.or(is_of_zig.then(|| "the Python package ziglang has one".to_owned()));
    let variables = format!("CC_{0}, CXX_{0} and AR_{0} name one", toolchain.target.replace('-', "_"));
    brings.into_iter().chain([variables]).collect::<Vec<_>>().join("; ")
}

/// Debian's package of a cross compiler.
fn debian(compiler: &Path) -> Option<String> {
    let name = compiler.file_name()?.to_str()?;
    let prefix = name.strip_suffix("-gcc").or_else(|| name.strip_suffix("-g++"))?.replace('_', "-");
    match prefix.strip_suffix("-w64-mingw32") {
        Some(processor) => Some(format!("g++-mingw-w64-{processor}")),
        None => prefix.contains("-linux-gnu").then(|| format!("g++-{prefix}")),
    }
}

/// Debian's package for a compiler that makes programs for 32 bits too.
fn multilib(toolchain: &Toolchain) -> Option<&'static str> {
    let is_half = toolchain.host == "x86_64-unknown-linux-gnu" && toolchain.target == "i686-unknown-linux-gnu";
    is_half.then_some("g++-multilib")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::read;

    #[test]
    fn debians_cross_compilers_have_packages() {
        assert_eq!(debian(Path::new("/bin/aarch64-linux-gnu-g++")).as_deref(), Some("g++-aarch64-linux-gnu"));
        assert_eq!(debian(Path::new("/bin/x86_64-w64-mingw32-gcc")).as_deref(), Some("g++-mingw-w64-x86-64"));
        assert_eq!(debian(Path::new("/bin/arm-linux-gnueabihf-gcc")).as_deref(), Some("g++-arm-linux-gnueabihf"));
        assert_eq!(debian(Path::new("/bin/x86_64-linux-musl-gcc")), None);
        assert_eq!(debian(Path::new("/bin/cc")), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_compiler_for_another_system_is_refused() {
        let for_freebsd = Toolchain::new(Some("x86_64-unknown-freebsd")).unwrap();
        assert_eq!(mismatch(Command::new("cc"), &for_freebsd).unwrap(), "compiles for another system or processor");
        let here = Toolchain::new(None).unwrap();
        assert_eq!(mismatch(Command::new("cc"), &here), None);
        let mut refused = Command::new("cc");
        refused.arg("-mno-such-thing");
        assert!(mismatch(refused, &for_freebsd).unwrap().contains("does not understand"));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_is_missing_is_named_with_what_brings_it() {
        let mut request = read(&["--target", "s390x-unknown-linux-gnu", "--sodium", "none"]).unwrap().unwrap();
        request.toolchain.programs.c = Some("/nowhere/s390x-linux-gnu-gcc".into());
        request.toolchain.programs.cxx = Some("/nowhere/s390x-linux-gnu-g++".into());
        let lacks = lacking(&request);
        assert_eq!(lacks.len(), 2, "{lacks:?}");
        for lack in lacks {
            assert!(lack.contains("Debian: g++-s390x-linux-gnu; CC_s390x_unknown_linux_gnu"), "{lack}");
        }
    }
}
