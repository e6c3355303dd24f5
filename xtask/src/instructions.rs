//! `cargo xtask instructions`: what the safe API costs over C, in instructions, which no other load on the machine changes.

use std::process::{Command, Stdio};

use crate::{Outcome, cargo, root};

/// What is sent and received, and how many instructions the safe API may take for a frame, in percent of C's.
///
/// Measured: 95.6, 96.6 to 97.7 and 99.9. Each call asks whether this thread may use the socket, and a message that was received is moved once; a
/// multipart message is a list, which is allocated, but sent and received in one call, where C's has one for each frame. The rest is
/// room for other compilers.
const KINDS: [(&str, u64); 3] = [("single", 103), ("multipart", 99), ("batch", 102)];

/// What the programs are told besides: a context whose threads do the I/O while they wait, and one that leaves it to the I/O thread.
const WAYS: [&[&str]; 2] = [&[], &["io-thread"]];

/// Frames of a round, as the programs say.
const FRAMES: u64 = 64;

/// The difference between two lengths of run has nothing of how a program starts and ends.
const ROUNDS: [u64; 2] = [20, 120];

/// Counts both programs for each kind, prints a table, and fails when the safe API takes more than it may.
pub(crate) fn run(arguments: &[&str]) -> Outcome {
    if !arguments.is_empty() {
        return Err("cargo xtask instructions has no arguments".into());
    }
    let mut build = cargo();
    build.args(["build", "--quiet", "--release", "--package=zmq-tests", "--bin=message-pairs", "--bin=c-program"]);
    if !build.status()?.success() {
        return Err("the programs to count do not build".into());
    }
    println!("instructions for a frame of 64 bytes, sent and received over inproc on one thread");
    println!("{:<19} {:>7} {:>7} {:>6}  {:>5}", "kind", "C", "safe", "ratio", "bound");
    let mut failed = Vec::new();
    for (way, (kind, bound)) in WAYS.into_iter().flat_map(|way| KINDS.map(|kind| (way, kind))) {
        let c = per_frame("c-program", &["message_pairs", kind], way)?;
        let safe = per_frame("message-pairs", &[kind], way)?;
        let name = [&[kind], way].concat().join(" ");
        println!("{name:<19} {c:>7.1} {safe:>7.1} {:>6.3}  {:>5.2}", safe / c, bound as f64 / 100.0);
        if safe * 100.0 > c * bound as f64 {
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(format!("the safe API costs too much: {}", failed.join(", ")).into()) }
}

fn per_frame(program: &str, arguments: &[&str], way: &[&str]) -> Outcome<f64> {
    let [short, long] = ROUNDS;
    let more = count(program, arguments, long, way)?.checked_sub(count(program, arguments, short, way)?);
    let more = more.filter(|more| *more > 0).ok_or("a longer run took no more instructions")?;
    Ok(more as f64 / ((long - short) * FRAMES) as f64)
}

/// The instructions of a whole run.
fn count(program: &str, arguments: &[&str], rounds: u64, way: &[&str]) -> Outcome<u64> {
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), Into::into);
    let mut valgrind = Command::new("valgrind");
    valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
    valgrind.arg(target.join("release").join(program)).args(arguments).arg(rounds.to_string()).args(way);
    let output = valgrind.stdin(Stdio::null()).output().map_err(|error| format!("valgrind: {error}"))?;
    let text = String::from_utf8_lossy(&output.stderr);
    let number = text.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    number.filter(|_| output.status.success()).ok_or_else(|| format!("{valgrind:?} failed:\n{text}").into())
}
