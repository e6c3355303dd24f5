//! The targets, as data: who compiles for each, what runs its programs, and which of upstream's tests it cannot have.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use super::{find, zig};
use crate::Outcome;
use crate::build::Programs;

/// A target.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) triple: &'static str,
    pub(super) compiler: Compiler,
    pub(super) run: Run,
    /// The tests that upstream does not compile for it either.
    pub(super) absent: &'static [&'static str],
}

/// Who compiles for it.
#[derive(Debug)]
pub(super) enum Compiler {
    Debian {
        c: &'static str,
        cxx: &'static str,
        ar: &'static str,
        package: &'static str,
    },
    /// By that name of the target.
    Zig(&'static str),
}

impl Compiler {
    /// Whether CURVE is built, as `build-libzmq --sodium` calls it. For zig each question of libsodium's configure is another set of
    /// flags, for which it compiles the system's C library anew.
    pub(super) fn sodium(&self) -> &'static str {
        match self {
            Self::Debian { .. } => "bundled",
            Self::Zig(_) => "none",
        }
    }
}

/// Who runs its programs.
#[derive(Debug)]
pub(super) enum Run {
    Here,
    Under { words: &'static [&'static str], package: &'static str },
    No,
}

const QEMU: Run = Run::Under { words: &["qemu-aarch64", "-L", "/usr/aarch64-linux-gnu"], package: "qemu-user" };

/// All of them.
pub(super) const TARGETS: &[Row] = &[
    Row {
        triple: "x86_64-unknown-linux-gnu",
        compiler: Compiler::Debian { c: "cc", cxx: "c++", ar: "ar", package: "build-essential" },
        run: Run::Here,
        absent: &[],
    },
    Row {
        triple: "aarch64-unknown-linux-gnu",
        compiler: Compiler::Debian {
            c: "aarch64-linux-gnu-gcc",
            cxx: "aarch64-linux-gnu-g++",
            ar: "aarch64-linux-gnu-ar",
            package: "g++-aarch64-linux-gnu",
        },
        run: QEMU,
        absent: &[],
    },
    Row {
        triple: "x86_64-unknown-linux-musl",
        compiler: Compiler::Zig("x86_64-linux-musl"),
        run: Run::Here,
        absent: &[],
    },
    Row { triple: "aarch64-unknown-linux-musl", compiler: Compiler::Zig("aarch64-linux-musl"), run: QEMU, absent: &[] },
    Row { triple: "x86_64-apple-darwin", compiler: Compiler::Zig("x86_64-macos"), run: Run::No, absent: &[] },
    Row { triple: "aarch64-apple-darwin", compiler: Compiler::Zig("aarch64-macos"), run: Run::No, absent: &[] },
    Row { triple: "x86_64-unknown-freebsd", compiler: Compiler::Zig("x86_64-freebsd"), run: Run::No, absent: &[] },
    Row { triple: "x86_64-pc-windows-gnu", compiler: Compiler::Zig("x86_64-windows-gnu"), run: Run::No, absent: UNIX },
];

/// What upstream's CMakeLists.txt leaves out on Windows.
const UNIX: &[&str] = &[
    "test_abstract_ipc",
    "test_filter_ipc",
    "test_fork",
    "test_getsockopt_memset",
    "test_pair_tcp_cap_net_admin",
    "test_proxy",
    "test_proxy_hwm",
    "test_proxy_single_socket",
    "test_proxy_steerable",
    "test_proxy_terminate",
    "test_router_mandatory_hwm",
    "test_stream_exceeds_buffer",
    "test_use_fd",
    "test_zmq_poll_fd",
    "test_zmq_ppoll_signals",
    "test_address_tipc",
    "test_connect_delay_tipc",
    "test_pair_tipc",
    "test_reqrep_device_tipc",
    "test_reqrep_tipc",
    "test_router_mandatory_tipc",
    "test_shutdown_stress_tipc",
    "test_sub_forward_tipc",
    "test_term_endpoint_tipc",
    // Also what takes the sockets of POSIX for granted.
    "test_bind_curve_fuzzer",
    "test_bind_null_fuzzer",
    "test_bind_stream_fuzzer",
    "test_bind_ws_fuzzer",
    "test_connect_curve_fuzzer",
    "test_connect_null_fuzzer",
    "test_connect_stream_fuzzer",
    "test_connect_ws_fuzzer",
    "test_security_gssapi",
    "test_socks",
    // And the other fuzzers, which have no setUp of Unity's: a weak symbol, and there are none that Windows' linker takes.
    "test_bind_fuzzer",
    "test_connect_fuzzer",
    "test_socket_options_fuzzer",
    "test_z85_decode_fuzzer",
];

/// What the emulator cannot run, and why that says nothing of libzmq.
const EMULATED: &[(&str, &str)] = &[(
    "test_fork",
    // Seen with 7.2, and a program that does just that.
    "qemu-user aborts when the child of a fork starts a thread, whatever the program",
)];

/// The rows with these triples; all, if there are none.
pub(super) fn choose(triples: &[String]) -> Outcome<Vec<&'static Row>> {
    if triples.is_empty() { Ok(TARGETS.iter().collect()) } else { triples.iter().map(|triple| find(triple)).collect() }
}

impl Row {
    /// Whether it has that test of upstream's.
    pub(super) fn has_test(&self, name: &str) -> bool {
        !self.absent.contains(&name)
    }

    /// Why a test is not run on it, although it is there.
    pub(super) fn excuse(&self, test: &str) -> Option<&'static str> {
        let excuse = EMULATED.iter().find(|(name, _)| *name == test);
        excuse.filter(|_| matches!(self.run, Run::Under { .. })).map(|(_, why)| *why)
    }

    /// What this machine lacks for it, and what installs that.
    pub(super) fn lacks(&self) -> Option<String> {
        let compiler = match self.compiler {
            Compiler::Debian { cxx, package, .. } => (cxx, package),
            Compiler::Zig(_) => ("python3", "python3 python3-venv"),
        };
        let emulator = match self.run {
            Run::Under { words: [program, ..], package } => Some((*program, package)),
            _ => None,
        };
        let mut programs = [compiler].into_iter().chain(emulator);
        let lacking = programs.find(|(program, _)| !runs(program));
        lacking.map(|(program, package)| format!("{program} for {}; apt-get install {package}", self.triple))
    }

    /// The programs that compile for it.
    pub(super) fn programs(&self) -> Outcome<Programs> {
        let found = |name: &str| Some(PathBuf::from(name));
        match self.compiler {
            Compiler::Debian { c, cxx, ar, .. } => Ok(Programs { c: found(c), cxx: found(cxx), archiver: found(ar) }),
            Compiler::Zig(target) => zig::programs(target),
        }
    }
}

fn runs(program: &str) -> bool {
    let outcome = Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    outcome.is_ok_and(|status| status.success())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_target_that_the_project_names_is_there_once() {
        for system in ["linux-gnu", "linux-musl", "apple-darwin"] {
            for processor in ["x86_64", "aarch64"] {
                let is_it = |row: &&Row| row.triple.starts_with(processor) && row.triple.ends_with(system);
                assert_eq!(TARGETS.iter().filter(is_it).count(), 1, "{processor} {system}");
            }
        }
        assert!(["freebsd", "windows-gnu"].iter().all(|system| TARGETS.iter().any(|row| row.triple.ends_with(system))));
    }

    #[test]
    fn zig_is_told_the_same_system_and_processor() {
        for row in TARGETS {
            let Compiler::Zig(target) = row.compiler else { continue };
            let (processor, system) = target.split_once('-').unwrap();
            let system = system.replace("macos", "darwin");
            assert!(row.triple.starts_with(processor) && row.triple.ends_with(&system), "{} {target}", row.triple);
        }
    }

    #[test]
    fn only_programs_for_linux_are_run() {
        for row in TARGETS {
            assert_eq!(row.triple.contains("linux"), !matches!(row.run, Run::No), "{}", row.triple);
            assert_eq!(
                row.triple.starts_with("aarch64-unknown"),
                matches!(row.run, Run::Under { .. }),
                "{}",
                row.triple
            );
        }
    }

    #[test]
    fn an_unknown_triple_is_refused_with_those_that_are_known() {
        let error = choose(&["z80-unknown-cpm".to_owned()]).unwrap_err().to_string();
        assert!(error.contains("z80-unknown-cpm") && error.contains("x86_64-unknown-freebsd"), "{error}");
        assert_eq!(choose(&[]).unwrap().len(), TARGETS.len());
    }
}
