//! What a build needs of the machine, asked for before anything is compiled, and named together with what installs it.

use std::env;
use std::path::PathBuf;

use super::compilers;
use super::parts::Parts;
use super::recipe::compile::has_header;
use super::recipe::features::{Feature, Need};
use super::recipe::libraries::{self, Libraries};
use super::request::{Builder, Request, Sodium};
use super::sodium;
use super::toolchain::Language;
use crate::Outcome;

/// A program that has to be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Program {
    /// One of these names.
    names: &'static [&'static str],
    what_for: &'static str,
    debian: &'static str,
}

/// Looks for everything, and builds libsodium if it has to be.
pub(crate) fn gather(request: &Request) -> Outcome<Parts> {
    let mut parts = look(request)?;
    parts.complete()?;
    Ok(parts)
}

/// Looks for everything, or says in one error all that is missing.
pub(crate) fn look(request: &Request) -> Outcome<Parts> {
    if let Some(reason) = impossible(request) {
        return Err(reason.into());
    }
    let mut missing: Vec<String> =
        programs(request).iter().filter(|program| !program.is_there()).map(Program::lacking).collect();
    missing.extend(compilers::lacking(request));
    let foreign = of_the_target(request);
    let libraries = match foreign.is_empty() {
        true => find_libraries(request).map_err(|error| missing.push(error)).unwrap_or_default(),
        false => Libraries::default(),
    };
    missing.extend(foreign);
    if request.wanted_sodium() == Some(Sodium::System)
        && let Err(error) = sodium::probe()
    {
        missing.push(format!(
            "libsodium, which --sodium system asks for (Debian: libsodium-dev); --sodium bundled needs none. {error}"
        ));
    }
    if !missing.is_empty() {
        return Err(format!("nothing was compiled; this is missing:\n- {}", missing.join("\n- ")).into());
    }
    let (sodium, unbuilt) = sodium::find(request)?;
    Ok(Parts { sodium, unbuilt, libraries })
}

/// What no package helps against.
pub(crate) fn impossible(request: &Request) -> Option<&'static str> {
    let is_unknown = request.builder == Builder::Cmake && request.config.choices.has(Feature::Gssapi);
    is_unknown.then_some("upstream's CMakeLists.txt knows no gssapi; the builders cc and autotools do")
}

fn programs(request: &Request) -> Vec<Program> {
    let mut programs = Vec::new();
    let is_bundled = request.wanted_sodium() == Some(Sodium::Bundled);
    if is_bundled || request.builder != Builder::Cc {
        programs.push(MAKE);
    }
    if is_bundled {
        programs.push(TAR);
    }
    match request.builder {
        Builder::Cc => {}
        Builder::Cmake => programs.push(CMAKE),
        Builder::Autotools => programs.extend([AUTOCONF, AUTOMAKE, LIBTOOL]),
    }
    if request.builder != Builder::Cc {
        programs.push(PKG_CONFIG);
    }
    programs
}

/// Libraries that pkg-config would find, but this machine's in the target's place.
fn of_the_target(request: &Request) -> Vec<String> {
    let is_told = PKG_CONFIG_CROSS.iter().any(|name| env::var_os(name).is_some());
    if !request.toolchain.is_cross() || is_told {
        return Vec::new();
    }
    let target = &request.toolchain.target;
    let told = |also: String| {
        format!("pkg-config answers for this machine; {also}PKG_CONFIG_LIBDIR names the target's .pc files")
    };
    let asked = request.config.choices.features.iter().filter_map(|feature| match &feature.row().needs {
        Need::Library(library) => {
            let variable = feature.variable("LIB_DIR");
            let told = told(format!("{variable} names a folder of lib{}, or ", library.link));
            env::var_os(variable).is_none().then(|| format!("{} for {target}: {told}", library.title))
        }
        _ => None,
    });
    let sodium = request.wanted_sodium().filter(|sodium| *sodium == Sodium::System);
    let sodium = sodium.map(|_| format!("libsodium for {target}: {}", told(String::new())));
    asked.chain(sodium).collect()
}

fn find_libraries(request: &Request) -> Result<Libraries, String> {
    let folder = request.work();
    let compiler = request.toolchain.compilation(Language::C, &folder);
    let variable = |name: &str| env::var(name).ok();
    libraries::find(&request.config.choices.features, &variable, &|header| has_header(&compiler, header, &folder))
}

impl Program {
    fn is_there(&self) -> bool {
        self.names.iter().any(|name| find(name).is_some())
    }

    fn lacking(&self) -> String {
        format!("{}, {} (Debian: {})", self.names.join(" or "), self.what_for, self.debian)
    }
}

/// A program on the PATH.
fn find(name: &str) -> Option<PathBuf> {
    let name = format!("{name}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(&name)).find(|file| file.is_file())
}

/// What tells pkg-config of another machine's libraries.
const PKG_CONFIG_CROSS: [&str; 4] =
    ["PKG_CONFIG", "PKG_CONFIG_ALLOW_CROSS", "PKG_CONFIG_LIBDIR", "PKG_CONFIG_SYSROOT_DIR"];

const MAKE: Program = Program { names: &["make"], what_for: "which runs the compiler", debian: "make" };
const TAR: Program = Program { names: &["tar"], what_for: "which unpacks libsodium", debian: "tar" };
const CMAKE: Program = Program { names: &["cmake"], what_for: "which --builder cmake is", debian: "cmake" };
const AUTOCONF: Program =
    Program { names: &["autoreconf"], what_for: "which makes upstream's configure", debian: "autoconf" };
const AUTOMAKE: Program =
    Program { names: &["automake"], what_for: "which makes upstream's makefiles", debian: "automake" };
const LIBTOOL: Program =
    Program { names: &["libtoolize", "glibtoolize"], what_for: "with which upstream links", debian: "libtool" };
const PKG_CONFIG: Program = Program {
    names: &["pkg-config", "pkgconf"],
    what_for: "with which upstream looks for libraries",
    debian: "pkg-config",
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::read;

    #[test]
    fn this_machines_libraries_are_not_the_targets() {
        let asked =
            |line: &str| of_the_target(&read(&line.split(' ').collect::<Vec<_>>()).unwrap().unwrap()).join("\n");
        let lacks = asked("--target riscv64gc-unknown-linux-gnu --with norm,tipc,pgm --sodium system");
        assert_eq!(lacks.lines().count(), 3, "{lacks}");
        assert!(
            lacks.contains(
                "NORM for riscv64gc-unknown-linux-gnu: pkg-config answers for this machine; ZMQ_NORM_LIB_DIR"
            ),
            "{lacks}"
        );
        assert!(lacks.contains("libsodium for riscv64gc"), "{lacks}");
        assert_eq!(asked("--with norm --sodium system"), "");
        assert_eq!(asked("--target riscv64gc-unknown-linux-gnu --with draft,ws,tipc"), "");
    }
}
